//! What holds of orders whatever is done to them, and what the papers say of them case by case.
//!
//! The decisions themselves are asked, from the placing of an order on; nothing stands here that
//! they could not have come to.

mod earning;
mod machine;
mod paying;
mod pricing;
mod reach;
mod values;

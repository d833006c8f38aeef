//! What holds of orders whatever is done to them, and what the papers say of them case by case.
//!
//! The decisions themselves are asked, from the placing of an order on; nothing stands here that
//! they could not have come to.

mod any_command;
mod any_order;
mod earning;
mod machine;
mod paying;
mod pricing;
mod properties;
mod reach;
mod values;

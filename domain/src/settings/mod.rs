//! What an owner sets for the whole shop.

mod ladder;
mod split;

pub use ladder::{DiscountAuthority, DiscountLadder};
pub use split::IncomeSplit;

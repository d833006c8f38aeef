//! What an owner sets.

mod set;

pub use set::{LadderEdits, LimitsEdits, Wish, set};

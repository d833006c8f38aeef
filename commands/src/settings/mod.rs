//! What an owner sets.

mod set;

pub use set::{FeesEdits, LadderEdits, LimitsEdits, Wish, set};

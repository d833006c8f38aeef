//! The business at a glance.

pub(crate) mod charts;
pub(crate) mod overview;
mod period;

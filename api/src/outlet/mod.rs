//! Outlets, as the till sees them.

pub(crate) mod edit;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod open;
mod reply;

//! Drawers of cash, as the till sees them.

pub(crate) mod install;
pub(crate) mod list;
mod reply;

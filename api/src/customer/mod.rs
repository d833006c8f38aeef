//! Customers, as the till sees them.

pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod register;
mod reply;

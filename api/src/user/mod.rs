//! Logins, as the till sees them.

pub(crate) mod link;

//! Price lists, as the till sees them.

pub(crate) mod list;

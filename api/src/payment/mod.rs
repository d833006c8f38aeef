//! Payments, as the till sees them.

pub(crate) mod take;

//! Signing in.

pub(crate) mod login;
pub(crate) mod me;

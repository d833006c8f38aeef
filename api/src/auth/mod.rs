//! Signing in and out.

mod cookie;
pub(crate) mod forgot_password;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod me;
pub(crate) mod refresh;
pub(crate) mod reset_password;
mod signed_in;
pub(crate) mod switch;

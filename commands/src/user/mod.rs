//! Logins.

mod register;

pub use register::{NewLogin, create_admin, register};

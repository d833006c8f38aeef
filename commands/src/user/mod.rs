//! Logins.

mod link;
mod register;

pub use link::link;
pub use register::{NewLogin, create_admin, register};

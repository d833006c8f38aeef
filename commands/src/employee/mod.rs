//! Paid workers.

mod register;

pub use register::register;

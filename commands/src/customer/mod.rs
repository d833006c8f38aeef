//! Customers with a record.

mod register;

pub use register::{NewCustomer, register};

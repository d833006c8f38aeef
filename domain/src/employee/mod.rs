//! Paid workers. They need no login.

mod aggregate;
mod event;
mod register;

pub use aggregate::{Employee, Worker};
pub use event::EmployeeEvent;
pub use register::{EmployeeError, RegisterEmployee, register};

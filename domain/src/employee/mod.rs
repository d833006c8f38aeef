//! Paid workers. They need no login.

mod aggregate;
mod edit;
mod erase;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod register;
mod rehire;
mod retire;
mod state;

pub use aggregate::EmployeeCommand;
pub use edit::{EditEmployee, edit};
pub use erase::{EraseEmployee, erase};
pub use error::EmployeeError;
pub use event::EmployeeEvent;
pub use register::{RegisterEmployee, register};
pub use rehire::{RehireEmployee, rehire};
pub use retire::{RetireEmployee, retire};
pub use state::{Employee, EmployeeStatus, Employment, Worker};

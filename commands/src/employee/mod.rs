//! Paid workers.

mod calendar;
mod edit;
mod erase;
mod register;
mod rehire;
mod retire;

pub use edit::{EmployeeEdits, edit};
pub use erase::{EmployeeToForget, erase};
pub use register::{NewEmployee, register};
pub use rehire::rehire;
pub use retire::retire;

use domain::employee::Employee;

/// A worker to change, and the version the caller insists on, if any.
pub type Target = crate::Target<Employee>;

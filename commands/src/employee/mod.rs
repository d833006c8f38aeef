//! Paid workers.

mod edit;
mod register;
mod rehire;
mod retire;
mod target;

pub use edit::{EmployeeEdits, edit};
pub use register::{NewEmployee, register};
pub use rehire::rehire;
pub use retire::retire;

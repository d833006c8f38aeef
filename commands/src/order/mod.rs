//! What people may tell an order.

mod assign;
mod change;
mod complete;
mod place;
mod start;

pub use assign::assign;
pub use complete::complete;
pub use place::{CarWashOrder, place_car_wash};
pub use start::start;

use domain::employee::{Employee, EmployeeStatus, Worker};
use domain::values::EmployeeId;
use infra::event_log::{Attempt, Loaded};

use crate::CommandError;

/// Looks up the employees to assign, in the order named. Who left cannot be; the same one twice is
/// looked up once and left for the order's rules to refuse.
async fn workers(
    attempt: &Attempt,
    ids: &[EmployeeId],
) -> Result<(Vec<Worker>, Vec<Loaded<Employee>>), CommandError> {
    let mut known: Vec<Loaded<Employee>> = Vec::new();
    let mut workers = Vec::new();
    for id in ids {
        let employee = match known.iter().find(|employee| employee.id == id.get()) {
            Some(employee) => employee.clone(),
            None => attempt.load(id.get()).await?,
        };
        let unknown =
            || CommandError::Unknown { field: "employeeIds", what: format!("employee {id}") };
        let employment = employee.state.employment().ok_or_else(unknown)?;
        if employment.status == EmployeeStatus::Inactive {
            return Err(CommandError::Inactive {
                field: "employeeIds",
                what: format!("employee {id}"),
            });
        }
        workers.push(employment.worker.clone());
        if known.iter().all(|other| other.id != employee.id) {
            known.push(employee);
        }
    }
    Ok((workers, known))
}

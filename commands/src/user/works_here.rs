//! Who is to be behind a login.

use domain::employee::{Employee, EmployeeStatus};
use domain::values::EmployeeId;
use infra::event_log::{Attempt, Draft, Loaded};

use crate::CommandError;

/// Whoever is to be behind a login works here, still does when it is saved.
pub(super) async fn works_here(
    attempt: &Attempt,
    draft: &mut Draft,
    employee_id: EmployeeId,
) -> Result<(), CommandError> {
    let (field, what) = ("employeeId", format!("employee {employee_id}"));
    let employee: Loaded<Employee> = attempt.load(employee_id.get()).await?;
    match employee.state.employment().map(|employment| employment.status) {
        None => Err(CommandError::Unknown { field, what }),
        Some(EmployeeStatus::Inactive) => Err(CommandError::Inactive { field, what }),
        Some(EmployeeStatus::Active) => {
            draft.rely_on(&employee);
            Ok(())
        }
    }
}

//! Registers a paid worker.

use domain::employee::{self, Employee, RegisterEmployee};
use domain::user::Permission;
use infra::event_log::Loaded;

use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// Registers a paid worker.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    cmd: &RegisterEmployee,
) -> Result<Loaded<Employee>, CommandError> {
    deciding(move || {
        Box::pin(async move {
            let authority = desk.authorise(call, Permission::EmployeesWrite).await?;
            let mut employee: Loaded<Employee> = desk.log.load(cmd.employee_id.get()).await?;
            let events = employee::register(&employee.state, cmd.clone())?;
            let mut draft = authority.draft()?;
            draft.append(&employee, &events)?;
            let appended = desk.log.append(draft).await?;
            employee.absorb(events, &appended);
            Ok(employee)
        })
    })
    .await
}

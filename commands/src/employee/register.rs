//! Registers a paid worker.

use domain::employee::{self, Employee, RegisterEmployee};
use domain::user::Permission;
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Registers a paid worker.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    cmd: &RegisterEmployee,
) -> Result<Done<Loaded<Employee>>, CommandError> {
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::EmployeesWrite).await?;
            let mut employee: Loaded<Employee> = attempt.load(cmd.employee_id.get()).await?;
            let events = employee::register(&employee.state, cmd.clone())?;
            let mut draft = authority.draft()?;
            draft.append(&employee, &events)?;
            let appended = attempt.append(draft).await?;
            employee.absorb(events, &appended);
            Ok(employee)
        })
    })
    .await
}

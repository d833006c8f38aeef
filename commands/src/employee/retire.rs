//! Somebody leaves.

use domain::employee::{self, Employee, RetireEmployee};
use domain::user::Permission;
use domain::values::EmployeeId;
use infra::event_log::Loaded;

use super::Target;
use super::calendar::calendar;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Writes down that a worker left: their name is free again, and nobody assigns them any more.
/// `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn retire(
    desk: &Desk,
    call: &Call,
    id: EmployeeId,
    version: Option<i64>,
) -> Result<Done<Loaded<Employee>>, CommandError> {
    let target = Target { id, version };
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::EmployeesWrite).await?;
            let outlet = calendar(&mut opened, &attempt).await?;
            let cmd = RetireEmployee { outlet, at: call.at };
            let events = employee::retire(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

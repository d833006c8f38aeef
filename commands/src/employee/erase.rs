//! What is known about a worker is erased.

use domain::employee::{self, Employee, EraseEmployee};
use domain::user::Permission;
use domain::values::ErasureReason;
use infra::event_log::{Loaded, LogError};

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// A worker to forget.
#[derive(Debug, Clone, Copy)]
pub struct EmployeeToForget {
    /// Who, and the version the caller insists on.
    pub target: Target,
    /// Why.
    pub reason: ErasureReason,
    /// How many orders that are not done are theirs.
    pub open_orders: i64,
    /// Up to which position of the log that was looked up. Who had left by then is assigned to nothing
    /// behind it.
    pub as_of: i64,
}

/// Erases what is known about a worker. The log destroys the key of their data in the same
/// transaction.
///
/// # Errors
/// [`CommandError`].
pub async fn erase(
    desk: &Desk,
    call: &Call,
    wanted: EmployeeToForget,
) -> Result<Done<Loaded<Employee>>, CommandError> {
    let EmployeeToForget { target, reason, open_orders, as_of } = wanted;
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::EmployeesErase).await?;
            if opened.record.position > as_of {
                return Err(LogError::Conflict.into());
            }
            let cmd = EraseEmployee { reason, open_orders, at: call.at };
            let events = employee::erase(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

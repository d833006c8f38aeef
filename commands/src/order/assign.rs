//! Deciding who works on an order.

use domain::order::{self, AssignEmployees, Order};
use domain::user::Permission;
use domain::values::{EmployeeId, OrderId};
use infra::event_log::Loaded;

use super::change::Target;
use super::workers;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Decides who works on an order from now on. `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn assign(
    desk: &Desk,
    call: &Call,
    id: OrderId,
    version: Option<i64>,
    employees: &[EmployeeId],
) -> Result<Done<Loaded<Order>>, CommandError> {
    let target = Target { id, version, permission: Permission::OrdersUpdate };
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call).await?;
            let (workers, relied_on) = workers(&attempt, employees).await?;
            for employee in &relied_on {
                opened.draft.rely_on(employee);
            }
            let by = opened.by.clone();
            let cmd = AssignEmployees { employees: workers, by, at: call.at };
            let events = order::assign(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

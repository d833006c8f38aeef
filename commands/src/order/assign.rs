//! Deciding who works on an order.

use domain::order::{self, AssignEmployees, Order};
use domain::user::Permission;
use domain::values::{EmployeeId, OrderId};
use infra::event_log::Loaded;

use super::change::{Target, change};
use super::workers;
use crate::{Call, CommandError, Desk};

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
) -> Result<Loaded<Order>, CommandError> {
    let target = Target { id, version, permission: Permission::OrdersUpdate };
    change(desk, call, target, async |order, who, draft| {
        let (workers, relied_on) = workers(desk, employees).await?;
        relied_on.iter().for_each(|employee| draft.rely_on(employee));
        let cmd = AssignEmployees { employees: workers, by: who.actor(), at: call.at };
        Ok(order::assign(order, cmd)?)
    })
    .await
}

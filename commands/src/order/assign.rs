//! Deciding who works on an order.

use domain::order::{self, AssignEmployees, Order, Step};
use domain::values::EmployeeId;
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Decides who works on an order from now on.
///
/// # Errors
/// [`CommandError`].
pub async fn assign(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    employees: &[EmployeeId],
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Assign.permission()).await?;
            let mut lookups = opened.lookups(&attempt);
            let employees = lookups.workers(employees).await?;
            lookups.finish()?;
            let (by, editor) = (opened.by.clone(), opened.editor);
            let cmd = AssignEmployees { employees, editor, by, at: call.at };
            let events = order::assign(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

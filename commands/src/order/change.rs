//! What start, complete and assign have in common.

use domain::order::{Order, OrderError, OrderEvent, Ticket};
use domain::user::{Login, Permission, Role};
use domain::values::OrderId;
use infra::event_log::{Draft, Loaded};

use crate::authority::Authority;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// An order to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub id: OrderId,
    pub version: Option<i64>,
    pub permission: Permission,
}

/// Changes an order by a decision: who may, load, decide, append; again if somebody was faster.
/// Events that rely on more than the order add that to the draft.
pub(super) async fn change(
    desk: &Desk,
    call: &Call,
    target: Target,
    mut decide: impl AsyncFnMut(&Order, &Authority, &mut Draft) -> Result<Vec<OrderEvent>, CommandError>,
) -> Result<Loaded<Order>, CommandError> {
    deciding(async || {
        let authority = desk.authorise(call, target.permission).await?;
        let mut order: Loaded<Order> = desk.log.load(target.id.get()).await?;
        let ticket = order.state.ticket().ok_or(OrderError::NotFound)?;
        own_only(ticket, authority.login())?;
        if target.version.is_some_and(|version| version != order.sequence) {
            return Err(CommandError::Stale { version: order.sequence });
        }
        let mut draft = authority.draft()?;
        let events = decide(&order.state, &authority, &mut draft).await?;
        if events.is_empty() {
            return Ok(order);
        }
        draft.append(&order, &events)?;
        let appended = desk.log.append(draft).await?;
        order.absorb(events, &appended);
        Ok(order)
    })
    .await
}

/// Service staff change only orders that are assigned to the worker behind their login.
fn own_only(ticket: &Ticket, login: &Login) -> Result<(), CommandError> {
    let theirs = ticket.employees.iter().any(|worker| Some(worker.id) == login.employee_id);
    if login.role == Role::ServiceStaff && !theirs {
        return Err(CommandError::NotAssigned);
    }
    Ok(())
}

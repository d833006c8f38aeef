//! What start, complete and assign have in common: an order that is there, and whose caller may
//! change it.

use domain::order::{Order, OrderError, OrderEvent, Ticket};
use domain::user::{Actor, Login, Permission, Role};
use domain::values::OrderId;
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::authorise;
use crate::{Call, CommandError};

/// An order to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub id: OrderId,
    pub version: Option<i64>,
    pub permission: Permission,
}

/// An order the caller may change, to be decided about.
pub(super) struct Opened {
    pub order: Loaded<Order>,
    pub by: Actor,
    /// What else the decision relies on is added here.
    pub draft: Draft,
}

impl Target {
    /// What commands on it take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<Order>::fresh(self.id.get()).stream()
    }

    pub(super) async fn open(self, attempt: &Attempt, call: &Call) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, self.permission).await?;
        let order: Loaded<Order> = attempt.load(self.id.get()).await?;
        let ticket = order.state.ticket().ok_or(OrderError::NotFound)?;
        own_only(ticket, authority.login())?;
        if self.version.is_some_and(|version| version != order.sequence) {
            return Err(CommandError::Stale { version: order.sequence });
        }
        Ok(Opened { by: authority.actor(), draft: authority.draft()?, order })
    }
}

impl Opened {
    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<OrderEvent>,
    ) -> Result<Loaded<Order>, CommandError> {
        self.draft.append(&self.order, &events)?;
        self.draft.shows(&self.order);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.order.absorb(events, &appended);
        }
        Ok(self.order)
    }
}

/// Service staff change only orders that are assigned to the worker behind their login.
fn own_only(ticket: &Ticket, login: &Login) -> Result<(), CommandError> {
    let theirs = ticket.employees.iter().any(|worker| Some(worker.id) == login.employee_id);
    if login.role == Role::ServiceStaff && !theirs {
        return Err(CommandError::NotAssigned);
    }
    Ok(())
}

//! What changes of an order have in common: an order that is there, and whose caller may change it.

use domain::approval::Approver;
use domain::order::{DatingLimits, Order, OrderError, OrderEvent, ServiceType, Ticket};
use domain::settings::{Limits, Settings};
use domain::user::{Actor, Login, Permission, Role};
use domain::values::{EmployeeId, OrderId};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use super::lookups::Lookups;
use crate::account::Follow;
use crate::authority::authorise;
use crate::{Call, CommandError};

/// An order to change.
#[derive(Debug, Clone, Copy)]
pub struct OrderTarget {
    /// Which.
    pub id: OrderId,
    /// The service whose order it must be, if it is asked for by service.
    pub service: Option<ServiceType>,
    /// The version the caller insists on, if any.
    pub version: Option<i64>,
}

/// An order the caller may change, to be decided about.
pub(super) struct Opened {
    pub order: Loaded<Order>,
    pub by: Actor,
    pub role: Role,
    /// Who approved what they ask for.
    pub approver: Option<Approver>,
    /// The worker behind the login.
    pub editor: Option<EmployeeId>,
    /// What else the decision relies on is added here.
    pub draft: Draft,
}

impl OrderTarget {
    /// What commands on it take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<Order>::fresh(self.id.get()).stream()
    }

    pub(super) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, permission).await?;
        let order: Loaded<Order> = attempt.load(self.id.get()).await?;
        let ticket = order.state.ticket().ok_or(OrderError::NotFound)?;
        if self.service.is_some_and(|service| service != ticket.service()) {
            return Err(OrderError::NotFound.into());
        }
        own_only(ticket, authority.login())?;
        if self.version.is_some_and(|version| version != order.sequence) {
            return Err(CommandError::Stale { version: order.sequence });
        }
        let outlet = ticket.outlet_id;
        let login = authority.login();
        let (role, editor) = (login.role, login.employee_id);
        Ok(Opened {
            by: authority.actor(),
            role,
            approver: authority.approver(),
            editor,
            draft: authority.draft_at(outlet)?,
            order,
        })
    }
}

impl Opened {
    /// Looks up what the request names.
    pub(super) fn lookups<'a>(&'a mut self, attempt: &'a Attempt) -> Lookups<'a> {
        Lookups::new(attempt, &mut self.draft)
    }

    /// What an owner has set.
    pub(super) async fn settings(&mut self, attempt: &Attempt) -> Result<Settings, CommandError> {
        self.lookups(attempt).settings().await
    }

    /// The order.
    pub(super) fn ticket(&self) -> Result<&Ticket, CommandError> {
        Ok(self.order.state.placed()?)
    }

    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<OrderEvent>,
    ) -> Result<Loaded<Order>, CommandError> {
        Follow::LIMITED.after(attempt, &mut self.draft, &[(&self.order, &events)]).await?;
        self.draft.append(&self.order, &events)?;
        self.draft.shows(&self.order);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.order.absorb(events, &appended);
        }
        Ok(self.order)
    }
}

/// How far from now what happened may lie.
pub(super) const fn dating(limits: &Limits) -> DatingLimits {
    DatingLimits { back_days: limits.backdate_days, ahead_days: limits.ahead_days }
}

/// Service staff change only orders that are assigned to the worker behind their login.
fn own_only(ticket: &Ticket, login: &Login) -> Result<(), CommandError> {
    let theirs = login.employee_id.is_some_and(|employee| ticket.is_work_of(employee));
    if login.role == Role::ServiceStaff && !theirs {
        return Err(CommandError::NotAssigned);
    }
    Ok(())
}

//! What rules need to know of an order.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::person::subject_of;
use super::{
    Delivery, Details, Income, OrderCustomer, OrderError, Price, QueuePlace, RefundProposal,
    ServiceType, Share, Stand, State, Step, WalkIn, WalkInData,
};
use crate::employee::Worker;
use crate::log::PrintedNumber;
use crate::user::Actor;
use crate::values::{BusinessDay, InvoiceId, Money, Notes, OrderId, OutletId, Personal, Subject};

/// An order, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order(pub(super) Option<Box<Ticket>>);

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Waiting.
    Pending,
    /// Being worked on.
    InProgress,
    /// Being looked over.
    QualityCheck,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
}

/// How an order was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// When.
    pub at: DateTime<Utc>,
    /// The day its income is booked on.
    pub business_day: BusinessDay,
    /// Who gets what.
    pub income: Income,
}

/// How an order was called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: Personal<Notes>,
    /// What is to be given back.
    pub refund: RefundProposal,
    /// What those who had worked on it keep.
    pub kept_shares: Vec<Share>,
}

/// The invoice an order stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoiced {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The last day on which it is paid in time.
    pub due_on: BusinessDay,
}

/// An order that was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id.
    pub id: OrderId,
    /// Its printed number; absent only between the decision and the log.
    pub number: Option<PrintedNumber>,
    /// Where.
    pub outlet_id: OutletId,
    /// What was ordered.
    pub details: Details,
    /// What it costs.
    pub price: Price,
    /// Who ordered, if they have a record.
    pub customer: Option<OrderCustomer>,
    /// Who ordered, as typed.
    pub walk_in: Option<WalkIn>,
    /// Whether anything was ever said of somebody without a record.
    pub walk_in_data: WalkInData,
    /// Who works on it, in order of assignment.
    pub employees: Vec<Worker>,
    /// What was written down about it, at placing or later.
    pub notes: Option<Personal<Notes>>,
    /// When the customer wants it done.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// How far the work is.
    pub work: Work,
    /// When work began.
    pub started_at: Option<DateTime<Utc>>,
    /// How it was completed.
    pub completion: Option<Completion>,
    /// How it was called off.
    pub cancellation: Option<Cancellation>,
    /// When the customer got it.
    pub handed_over_at: Option<DateTime<Utc>>,
    /// Whether something is being done again.
    pub reworking: bool,
    /// Whether it was put away.
    pub closed: bool,
    /// When it was taken from view.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Its delivery, if it is brought to the door.
    pub delivery: Option<Delivery>,
    /// Its place in the queue, if it has one.
    pub queue: Option<QueuePlace>,
    /// What was paid and not voided, in Rupiah.
    pub paid: Money,
    /// What coins could not pay, in Rupiah: negative where more was paid than was owed.
    pub rounding: Money,
    /// What the shop gave up to be paid, in Rupiah.
    pub written_off: Money,
    /// What went back to the customer, in Rupiah.
    pub refunded: Money,
    /// The invoice it stands on, if it stands on one.
    pub invoiced: Option<Invoiced>,
    /// As much of its total as was given back and is not income any more, in Rupiah.
    pub income_reversed: Money,
    /// Who took the order.
    pub placed_by: Actor,
    /// When the customer ordered.
    pub ordered_at: DateTime<Utc>,
    /// When that was written down.
    pub placed_at: DateTime<Utc>,
    /// The day it was ordered on.
    pub business_day: BusinessDay,
    /// When anything last happened to it.
    pub updated_at: DateTime<Utc>,
}

impl Ticket {
    /// The service.
    pub const fn service(&self) -> ServiceType {
        self.details.service()
    }

    /// Where it stands, derived from work and money.
    pub fn state(&self) -> State {
        match self.work {
            Work::Pending => State::Pending,
            Work::InProgress => State::InProgress,
            Work::QualityCheck => State::QualityCheck,
            Work::Cancelled => State::Cancelled,
            Work::Completed if self.closed => State::Closed,
            Work::Completed if self.outstanding() == Money::ZERO => State::Paid,
            Work::Completed => State::Completed,
        }
    }

    /// Where it stands on all axes.
    pub fn stand(&self) -> Stand {
        Stand {
            state: self.state(),
            delivery: self.delivery.as_ref().map(|delivery| delivery.status),
            handed_over: self.handed_over_at.is_some(),
            reworking: self.reworking,
            any_paid: self.paid.is_positive(),
        }
    }

    /// What of its state outsiders see no status for, if anything.
    pub fn sub_status(&self) -> Option<&'static str> {
        let state = self.state();
        if state == State::QualityCheck {
            return Some(state.name());
        }
        if self.reworking {
            return Some("rework");
        }
        if self.work == Work::Cancelled {
            return None;
        }
        if let Some(delivery) = &self.delivery {
            return Some(delivery.status.name());
        }
        match (self.work, self.handed_over_at) {
            (Work::Completed, Some(_)) => Some("handed_over"),
            (Work::Completed, None) => Some("ready"),
            _ => None,
        }
    }

    /// Whom free text about this order is about.
    pub fn subject(&self) -> Subject {
        subject_of(self.id, self.customer.as_ref())
    }

    /// Marks what was written down as being about the order's customer.
    pub(super) fn about<T>(&self, value: T) -> Personal<T> {
        Personal::about(self.subject(), value)
    }

    /// The name to call out: the typed one before the record's.
    pub fn customer_name(&self) -> Option<&str> {
        let typed = self.walk_in.as_ref().and_then(|w| w.name.as_ref());
        typed.or(self.customer.as_ref().map(|c| &c.name)).map(|name| name.get().as_str())
    }

    /// Whether that worker does it: by assignment, or as the driver.
    pub fn is_work_of(&self, employee: crate::values::EmployeeId) -> bool {
        let drives = self.delivery.iter().flat_map(|delivery| {
            let planned = delivery.schedule.as_ref().and_then(|plan| plan.driver.as_ref());
            delivery.driver.iter().chain(planned)
        });
        self.employees.iter().chain(drives).any(|worker| worker.id == employee)
    }

    /// The steps that move it on from where it stands; none for what was taken from view.
    pub fn allowed(&self) -> Vec<Step> {
        if self.deleted_at.is_some() { Vec::new() } else { self.stand().allowed() }
    }

    /// Lets a step be decided.
    ///
    /// # Errors
    /// [`OrderError::Deleted`], [`OrderError::CannotNow`] with what can be done instead.
    pub(super) fn can(&self, step: Step) -> Result<(), OrderError> {
        if self.deleted_at.is_some() {
            return Err(OrderError::Deleted);
        }
        let stand = self.stand();
        match stand.row(step) {
            Some(_) => Ok(()),
            None => {
                Err(OrderError::CannotNow { step, state: stand.state, allowed: stand.allowed() })
            }
        }
    }
}

impl Order {
    /// The order, if it was ever placed.
    pub fn ticket(&self) -> Option<&Ticket> {
        self.0.as_deref()
    }

    /// The order.
    ///
    /// # Errors
    /// [`OrderError::NotFound`] if it was never placed.
    pub fn placed(&self) -> Result<&Ticket, OrderError> {
        self.ticket().ok_or(OrderError::NotFound)
    }

    /// The order, if that step can be taken.
    ///
    /// # Errors
    /// [`OrderError::NotFound`], [`OrderError::Deleted`], [`OrderError::CannotNow`].
    pub(super) fn open_for(&self, step: Step) -> Result<&Ticket, OrderError> {
        let ticket = self.placed()?;
        ticket.can(step)?;
        Ok(ticket)
    }
}

//! What rules need to know of an order.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Details, Income, OrderCustomer, OrderError, OrderEvent, Pricing, WalkIn};
use crate::employee::Worker;
use crate::log::PrintedNumber;
use crate::user::Actor;
use crate::values::{BusinessDay, Money, Notes, OrderId, OutletId, Personal, Subject};

/// An order, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order(Option<Box<Ticket>>);

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Waiting.
    Pending,
    /// Being worked on.
    InProgress,
    /// Done.
    Completed,
}

/// A work step an order can take next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin the work.
    Start,
    /// Finish it.
    Complete,
}

impl Step {
    /// The step as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Complete => "complete",
        }
    }
}

/// The one status people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Waiting.
    Pending,
    /// Being worked on.
    InProgress,
    /// Done, not fully paid.
    Completed,
    /// Done and fully paid (K-31).
    Paid,
}

impl Status {
    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Paid => "paid",
        }
    }
}

/// How much of an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Nothing.
    Unpaid,
    /// Some.
    Partial,
    /// All.
    Paid,
}

impl PaymentStatus {
    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Partial => "partial",
            Self::Paid => "paid",
        }
    }
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
    /// Who ordered, if they have a record.
    pub customer: Option<OrderCustomer>,
    /// Who ordered, as typed.
    pub walk_in: Option<WalkIn>,
    /// Who works on it, in order of assignment.
    pub employees: Vec<Worker>,
    /// What it costs.
    pub pricing: Pricing,
    /// What was written down about it, at placing or at completion.
    pub notes: Option<Personal<Notes>>,
    /// How far the work is.
    pub work: Work,
    /// When work began.
    pub started_at: Option<DateTime<Utc>>,
    /// How it was completed.
    pub completion: Option<Completion>,
    /// What was paid, in Rupiah.
    pub paid: Money,
    /// Who took the order.
    pub placed_by: Actor,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// The day it was placed on.
    pub business_day: BusinessDay,
    /// When anything last happened to it.
    pub updated_at: DateTime<Utc>,
}

impl Ticket {
    /// The status people see, derived from work and money.
    pub fn status(&self) -> Status {
        match self.work {
            Work::Pending => Status::Pending,
            Work::InProgress => Status::InProgress,
            Work::Completed if self.outstanding() == Money::ZERO => Status::Paid,
            Work::Completed => Status::Completed,
        }
    }

    /// How much of it is paid.
    pub fn payment_status(&self) -> PaymentStatus {
        if self.outstanding() == Money::ZERO {
            PaymentStatus::Paid
        } else if self.paid == Money::ZERO {
            PaymentStatus::Unpaid
        } else {
            PaymentStatus::Partial
        }
    }

    /// What is still owed, in Rupiah, never negative.
    pub fn outstanding(&self) -> Money {
        (self.pricing.total - self.paid).max(Money::ZERO)
    }

    /// The work steps it can take next.
    pub const fn allowed(&self) -> &'static [Step] {
        match self.work {
            Work::Pending => &[Step::Start],
            Work::InProgress => &[Step::Complete],
            Work::Completed => &[],
        }
    }

    /// Whom free text about this order is about.
    pub fn subject(&self) -> Subject {
        subject_of(self.id, self.customer.as_ref())
    }

    /// The name to call out: the typed one before the record's.
    pub fn customer_name(&self) -> Option<&str> {
        let typed = self.walk_in.as_ref().and_then(|w| w.name.as_ref());
        typed.or(self.customer.as_ref().map(|c| &c.name)).map(|name| name.get().as_str())
    }
}

pub(super) fn subject_of(id: OrderId, customer: Option<&OrderCustomer>) -> Subject {
    customer.map_or(Subject::WalkIn(id), |record| Subject::Customer(record.id))
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

    /// Takes in what happened. An event for an order never placed is not in any log; it changes
    /// nothing.
    pub(super) fn evolve(&mut self, event: OrderEvent) {
        let at = event.occurred_at();
        if let OrderEvent::OrderPlaced {
            order_id,
            order_number,
            outlet_id,
            details,
            customer,
            walk_in,
            employees,
            pricing,
            notes,
            placed_by,
            occurred_at,
            business_day,
            ..
        } = event
        {
            self.0 = Some(Box::new(Ticket {
                id: order_id,
                number: order_number,
                outlet_id,
                details,
                customer,
                walk_in,
                employees,
                pricing,
                notes,
                work: Work::Pending,
                started_at: None,
                completion: None,
                paid: Money::ZERO,
                placed_by,
                placed_at: occurred_at,
                business_day,
                updated_at: occurred_at,
            }));
            return;
        }
        let Some(ticket) = self.0.as_deref_mut() else { return };
        ticket.updated_at = at;
        match event {
            OrderEvent::OrderPlaced { .. } => {} // handled above
            OrderEvent::EmployeesAssigned { employees, .. } => ticket.employees = employees,
            OrderEvent::WorkStarted { .. } => {
                ticket.work = Work::InProgress;
                ticket.started_at = Some(at);
            }
            OrderEvent::OrderCompleted { income, notes, business_day, .. } => {
                ticket.work = Work::Completed;
                ticket.completion = Some(Completion { at, business_day, income });
                if notes.is_some() {
                    ticket.notes = notes;
                }
            }
            OrderEvent::PaymentCredited { amount, .. } => ticket.paid = ticket.paid + amount,
        }
    }
}

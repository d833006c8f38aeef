//! Which shares an event gives or takes back.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::order::{OrderEvent, ServiceType, Share};
use domain::values::{BusinessDay, EmployeeId, Money, OrderId, OutletId};
use sqlx::MySqlConnection;

use crate::many::Rows;

/// Why somebody earns something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Their job is done.
    Completed,
    /// It was called off, but they had begun (FEX 1).
    Kept,
    /// The price was given back, and with it the share.
    Reversed,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Kept => "kept",
            Self::Reversed => "reversed",
        }
    }
}

/// A share that was given to somebody, or taken back: below zero then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Booking {
    pub employee_id: EmployeeId,
    pub order_id: OrderId,
    pub outlet_id: OutletId,
    pub service_type: ServiceType,
    pub business_day: BusinessDay,
    pub kind: Kind,
    pub amount: Money,
}

/// The shares of an event, in the order in which it holds them.
pub(super) fn of_order(event: &OrderEvent) -> Vec<Booking> {
    let (kind, shares, service_type, outlet_id, business_day) = match event {
        OrderEvent::OrderCompleted { income, service_type, outlet_id, business_day, .. } => {
            (Kind::Completed, &income.shares, service_type, outlet_id, business_day)
        }
        OrderEvent::OrderCancelled {
            kept_shares, service_type, outlet_id, business_day, ..
        } => (Kind::Kept, kept_shares, service_type, outlet_id, business_day),
        OrderEvent::IncomeReversed { income, service_type, outlet_id, business_day, .. } => {
            (Kind::Reversed, &income.shares, service_type, outlet_id, business_day)
        }
        // What is done again earns nothing again, and a refund takes back by an event of its own.
        OrderEvent::OrderPlaced { .. }
        | OrderEvent::OrderRevised { .. }
        | OrderEvent::PriceAgreed { .. }
        | OrderEvent::NotesChanged { .. }
        | OrderEvent::OrderScheduled { .. }
        | OrderEvent::EmployeesAssigned { .. }
        | OrderEvent::WorkStarted { .. }
        | OrderEvent::QualityCheckSubmitted { .. }
        | OrderEvent::QualityCheckPassed { .. }
        | OrderEvent::QualityCheckFailed { .. }
        | OrderEvent::OrderHandedOver { .. }
        | OrderEvent::ReworkRequested { .. }
        | OrderEvent::ReworkFinished { .. }
        | OrderEvent::OrderClosed { .. }
        | OrderEvent::WalkInErased { .. }
        | OrderEvent::OrderDeleted { .. }
        | OrderEvent::DeliveryScheduled { .. }
        | OrderEvent::DeliveryDispatched { .. }
        | OrderEvent::DeliveryFailed { .. }
        | OrderEvent::QueueJoined { .. }
        | OrderEvent::QueueLeft { .. }
        | OrderEvent::QueuePriorityGiven { .. }
        | OrderEvent::BayGiven { .. }
        | OrderEvent::PaymentCredited { .. }
        | OrderEvent::PaymentReversed { .. }
        | OrderEvent::OrderInvoiced { .. }
        | OrderEvent::DebtWrittenOff { .. }
        | OrderEvent::RefundDeducted { .. } => return Vec::new(),
    };
    let booking = |share: &Share| Booking {
        employee_id: share.employee_id,
        order_id: event.order_id(),
        outlet_id: *outlet_id,
        service_type: *service_type,
        business_day: *business_day,
        kind,
        amount: if kind == Kind::Reversed { Money::ZERO - share.amount } else { share.amount },
    };
    // Nothing kept and nothing taken back are no lines; a job for nothing is a job all the same.
    let counts = |booking: &Booking| kind == Kind::Completed || booking.amount != Money::ZERO;
    shares.iter().map(booking).filter(counts).collect()
}

const BY_DAY: Rows = Rows::new(
    "income_by_day",
    &["business_day", "employee_id", "outlet_id", "jobs", "earned", "taken_back"],
)
.or_add(&["jobs", "earned", "taken_back"]);

/// What bookings add up to, by day, employee and outlet: jobs, what they earn, what is taken back.
#[derive(Default)]
pub(super) struct Sums(BTreeMap<(NaiveDate, i64, i64), [i64; 3]>);

impl Sums {
    pub(super) fn add(&mut self, booking: &Booking) {
        let Booking { business_day, employee_id, outlet_id, kind, amount, .. } = booking;
        let key = (business_day.date(), employee_id.get(), outlet_id.get());
        let [jobs, earned, taken_back] = self.0.entry(key).or_default();
        match kind {
            Kind::Completed | Kind::Kept => {
                *jobs += 1;
                *earned += amount.get();
            }
            Kind::Reversed => *taken_back -= amount.get(),
        }
    }

    pub(super) async fn save(self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        let rows: Vec<_> = self.0.into_iter().collect();
        BY_DAY
            .write(connection, &rows, |query, ((day, employee, outlet), [jobs, earned, back])| {
                query.bind(day).bind(employee).bind(outlet).bind(jobs).bind(earned).bind(back)
            })
            .await
    }
}

//! How an order takes in what happened to it.

use super::person::subject_of;
use super::{
    Cancellation, Completion, Delivery, Invoiced, Order, OrderEvent, QueuePlace, Ticket,
    WalkInData, Work,
};
use crate::values::Money;

impl Order {
    /// Takes in what happened. An event for an order never placed is not in any log; it changes
    /// nothing.
    pub(super) fn evolve(&mut self, event: OrderEvent) {
        let at = event.occurred_at();
        if matches!(event, OrderEvent::OrderPlaced { .. }) {
            self.0 = placed(event).map(Box::new);
        } else if let Some(ticket) = self.0.as_deref_mut() {
            // Forgetting somebody is nothing that happened to the order.
            if !matches!(event, OrderEvent::WalkInErased { .. }) {
                ticket.updated_at = at;
            }
            ticket.evolve(event);
        }
    }
}

fn placed(event: OrderEvent) -> Option<Ticket> {
    let OrderEvent::OrderPlaced {
        order_id,
        order_number,
        outlet_id,
        details,
        price,
        customer,
        walk_in,
        employees,
        schedule,
        scheduled_at,
        notes,
        ordered_at,
        backdated: _,
        business_day,
        by,
        occurred_at,
    } = event
    else {
        return None;
    };
    Some(Ticket {
        id: order_id,
        number: order_number,
        outlet_id,
        delivery: details.is_brought().then(|| Delivery::waiting(schedule)),
        details,
        price,
        walk_in_data: WalkInData::None.with(subject_of(order_id, customer.as_ref())),
        customer,
        walk_in,
        employees,
        notes,
        scheduled_at,
        work: Work::Pending,
        started_at: None,
        completion: None,
        cancellation: None,
        handed_over_at: None,
        reworking: false,
        closed: false,
        deleted_at: None,
        queue: Some(QueuePlace::last(ordered_at)),
        paid: Money::ZERO,
        rounding: Money::ZERO,
        written_off: Money::ZERO,
        refunded: Money::ZERO,
        invoiced: None,
        income_reversed: Money::ZERO,
        placed_by: by,
        ordered_at,
        placed_at: occurred_at,
        business_day,
        updated_at: occurred_at,
    })
}

impl Ticket {
    fn evolve(&mut self, event: OrderEvent) {
        let at = event.occurred_at();
        match event {
            // Placed is only ever the first; what passed is completed in the same breath.
            OrderEvent::OrderPlaced { .. } | OrderEvent::QualityCheckPassed { .. } => {}
            OrderEvent::OrderRevised { details, price, customer, walk_in, .. } => {
                let known = self.delivery.take();
                let delivery = || known.unwrap_or(Delivery::waiting(None));
                self.delivery = details.is_brought().then(delivery);
                self.details = details;
                self.price = price;
                self.customer = customer;
                self.walk_in = walk_in;
                self.walk_in_data = self.walk_in_data.with(self.subject());
            }
            OrderEvent::PriceAgreed { price, .. } => self.price = price,
            OrderEvent::NotesChanged { notes, .. } => self.notes = notes,
            OrderEvent::OrderScheduled { scheduled_at, .. } => self.scheduled_at = scheduled_at,
            OrderEvent::EmployeesAssigned { employees, .. } => self.employees = employees,
            OrderEvent::WorkStarted { .. } => {
                self.work = Work::InProgress;
                self.started_at = Some(at);
            }
            OrderEvent::QualityCheckSubmitted { .. } => self.work = Work::QualityCheck,
            OrderEvent::QualityCheckFailed { .. } => self.work = Work::InProgress,
            OrderEvent::OrderCompleted { income, notes, completed_at, business_day, .. } => {
                self.work = Work::Completed;
                self.completion = Some(Completion { at: completed_at, business_day, income });
                self.queue = None;
                self.notes = notes.or(self.notes.take());
                if let Some(delivery) = &mut self.delivery {
                    delivery.status = super::DeliveryStatus::Delivered;
                }
            }
            OrderEvent::OrderCancelled { reason, refund, kept_shares, .. } => {
                self.work = Work::Cancelled;
                self.cancellation = Some(Cancellation { at, reason, refund, kept_shares });
                self.queue = None;
            }
            OrderEvent::OrderHandedOver { notes, .. } => {
                self.handed_over_at = Some(at);
                self.notes = notes.or(self.notes.take());
            }
            OrderEvent::ReworkRequested { .. } => {
                self.reworking = true;
                self.handed_over_at = None;
            }
            OrderEvent::ReworkFinished { .. } => self.reworking = false,
            OrderEvent::OrderClosed { .. } => self.closed = true,
            OrderEvent::OrderDeleted { .. } => {
                self.deleted_at = Some(at);
                self.queue = None;
            }
            OrderEvent::DeliveryScheduled { schedule, .. } => {
                self.delivery.get_or_insert(Delivery::waiting(None)).set(schedule);
            }
            OrderEvent::DeliveryDispatched { driver, .. } => {
                self.delivery.get_or_insert(Delivery::waiting(None)).go(driver);
            }
            OrderEvent::DeliveryFailed { reason, .. } => {
                self.delivery.get_or_insert(Delivery::waiting(None)).fail(reason, at);
            }
            OrderEvent::QueueJoined { .. } => self.queue = Some(QueuePlace::last(at)),
            OrderEvent::QueueLeft { .. } => self.queue = None,
            OrderEvent::QueuePriorityGiven { priority, .. } => {
                if let Some(place) = &mut self.queue {
                    place.priority = priority;
                }
            }
            OrderEvent::BayGiven { bay, .. } => {
                if let Some(place) = &mut self.queue {
                    place.bay = bay;
                }
            }
            OrderEvent::PaymentCredited { amount, rounding, .. } => {
                self.paid = self.paid + amount;
                self.rounding = self.rounding + rounding;
            }
            OrderEvent::PaymentReversed { amount, rounding, .. } => {
                self.paid = self.paid - amount;
                self.rounding = self.rounding - rounding;
            }
            OrderEvent::OrderInvoiced { invoice_id, due_on, .. } => {
                self.invoiced = Some(Invoiced { invoice_id, due_on });
            }
            OrderEvent::DebtWrittenOff { amount, .. } => {
                self.written_off = self.written_off + amount;
            }
            OrderEvent::RefundDeducted { amount, .. } => self.refunded = self.refunded + amount,
            OrderEvent::IncomeReversed { income, .. } => {
                self.income_reversed = self.income_reversed + income.gross + income.tax;
            }
            OrderEvent::WalkInErased { .. } => self.forget_walk_in(),
        }
    }
}

//! What events do to the queue. Both its copies, the table and Redis, are changed by what comes out
//! here: whoever keeps one reads the part that a batch of events touches, and writes the changes.

use std::collections::{HashMap, HashSet};

use domain::order::{DeliveryStatus, OrderEvent, QueuePlace, ServiceType, Work};
use domain::values::{OrderId, OutletId};
use infra::event_log::ShopEvent;

use super::{Durations, Entry, Label};

/// Those who do one kind of work in one place: orders wait for each other there.
pub type Crew = (OutletId, ServiceType);

/// What a batch of events may change.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub orders: HashSet<OrderId>,
    pub crews: HashSet<Crew>,
}

impl Touched {
    pub(super) fn by<'a>(events: impl IntoIterator<Item = &'a ShopEvent>) -> Self {
        let mut touched = Self::default();
        for event in events.into_iter().filter_map(of_order) {
            touched.orders.insert(event.order_id());
            if let OrderEvent::OrderCompleted { outlet_id, service_type, .. } = event {
                touched.crews.insert((*outlet_id, *service_type));
            }
        }
        touched
    }

    pub(super) fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }
}

/// The queue, or a part of it: every order that is not done, and how long work took lately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hall {
    /// Every order that is not done, also those that were taken out of the queue.
    pub entries: HashMap<OrderId, Entry>,
    /// How long the work of each crew took lately.
    pub durations: HashMap<Crew, Durations>,
}

/// Something that is other than it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// The order's entry is this now.
    Stands(Box<Entry>),
    /// The order has none any more.
    Gone(OrderId),
    /// How long the crew's work took lately is this now.
    Took(Crew, Durations),
}

/// What events change of that part of the queue.
pub(super) fn changes<'a>(
    before: &Hall,
    events: impl IntoIterator<Item = &'a ShopEvent>,
) -> Vec<Change> {
    let mut after = before.clone();
    for event in events.into_iter().filter_map(of_order) {
        after.take_in(event);
    }
    let mut changes = Vec::new();
    for id in before.entries.keys().filter(|id| !after.entries.contains_key(id)) {
        changes.push(Change::Gone(*id));
    }
    for (id, entry) in after.entries {
        if before.entries.get(&id) != Some(&entry) {
            changes.push(Change::Stands(Box::new(entry)));
        }
    }
    for (crew, durations) in after.durations {
        if before.durations.get(&crew) != Some(&durations) {
            changes.push(Change::Took(crew, durations));
        }
    }
    changes
}

/// Whether the board shows anything of an event, if its order is there.
pub(crate) fn is_on_the_board(event: &ShopEvent) -> bool {
    let Some(event) = of_order(event) else { return false };
    match event {
        OrderEvent::OrderPlaced { .. }
        | OrderEvent::OrderRevised { .. }
        | OrderEvent::WorkStarted { .. }
        | OrderEvent::QualityCheckSubmitted { .. }
        | OrderEvent::QualityCheckFailed { .. }
        | OrderEvent::OrderCompleted { .. }
        | OrderEvent::OrderCancelled { .. }
        | OrderEvent::OrderDeleted { .. }
        | OrderEvent::DeliveryScheduled { .. }
        | OrderEvent::DeliveryDispatched { .. }
        | OrderEvent::DeliveryFailed { .. }
        | OrderEvent::QueueJoined { .. }
        | OrderEvent::QueueLeft { .. }
        | OrderEvent::QueuePriorityGiven { .. }
        | OrderEvent::BayGiven { .. } => true,
        OrderEvent::PriceAgreed { .. }
        | OrderEvent::NotesChanged { .. }
        | OrderEvent::OrderScheduled { .. }
        | OrderEvent::EmployeesAssigned { .. }
        | OrderEvent::QualityCheckPassed { .. }
        | OrderEvent::OrderHandedOver { .. }
        | OrderEvent::ReworkRequested { .. }
        | OrderEvent::ReworkFinished { .. }
        | OrderEvent::OrderClosed { .. }
        | OrderEvent::WalkInErased { .. }
        | OrderEvent::PaymentCredited { .. }
        | OrderEvent::PaymentReversed { .. }
        | OrderEvent::OrderInvoiced { .. }
        | OrderEvent::DebtWrittenOff { .. }
        | OrderEvent::RefundDeducted { .. }
        | OrderEvent::IncomeReversed { .. } => false,
    }
}

fn of_order(event: &ShopEvent) -> Option<&OrderEvent> {
    match event {
        ShopEvent::Order(event) => Some(event),
        ShopEvent::Account(_)
        | ShopEvent::Catalog(_)
        | ShopEvent::Invoice(_)
        | ShopEvent::Customer(_)
        | ShopEvent::Employee(_)
        | ShopEvent::DayBook(_)
        | ShopEvent::Drawer(_)
        | ShopEvent::Outlet(_)
        | ShopEvent::Payment(_)
        | ShopEvent::Settings(_)
        | ShopEvent::Settlement(_)
        | ShopEvent::Subscription(_)
        | ShopEvent::Till(_)
        | ShopEvent::User(_) => None,
    }
}

impl Hall {
    fn take_in(&mut self, event: &OrderEvent) {
        let id = event.order_id();
        let at = event.occurred_at();
        match event {
            OrderEvent::OrderPlaced { .. } => self.entries.extend(placed(event).map(|e| (id, e))),
            OrderEvent::OrderRevised { details, customer, walk_in, .. } => {
                self.change(id, |entry| {
                    entry.label = Label::of(details, customer.as_ref(), walk_in.as_ref());
                    let known = entry.delivery.unwrap_or(DeliveryStatus::Scheduled);
                    entry.delivery = details.is_brought().then_some(known);
                });
            }
            OrderEvent::WorkStarted { .. } => self.change(id, |entry| {
                entry.work = Work::InProgress;
                entry.started_at = Some(at);
            }),
            OrderEvent::QualityCheckSubmitted { .. } => {
                self.change(id, |entry| entry.work = Work::QualityCheck);
            }
            OrderEvent::QualityCheckFailed { .. } => {
                self.change(id, |entry| entry.work = Work::InProgress);
            }
            OrderEvent::OrderCompleted { outlet_id, service_type, completed_at, .. } => {
                let begun = self.entries.remove(&id).and_then(|entry| entry.started_at);
                // What was dated back to before its start does not tell how long it took.
                if let Some(begun) = begun.filter(|begun| begun <= completed_at) {
                    let crew = (*outlet_id, *service_type);
                    self.durations.entry(crew).or_default().add(*completed_at - begun);
                }
            }
            OrderEvent::OrderCancelled { .. } | OrderEvent::OrderDeleted { .. } => {
                self.entries.remove(&id);
            }
            OrderEvent::DeliveryScheduled { .. } => self.deliver(id, DeliveryStatus::Scheduled),
            OrderEvent::DeliveryDispatched { .. } => self.deliver(id, DeliveryStatus::Out),
            OrderEvent::DeliveryFailed { .. } => self.deliver(id, DeliveryStatus::Failed),
            OrderEvent::QueueJoined { .. } => {
                self.change(id, |entry| entry.place = Some(QueuePlace::last(at)));
            }
            OrderEvent::QueueLeft { .. } => self.change(id, |entry| entry.place = None),
            OrderEvent::QueuePriorityGiven { priority, .. } => {
                self.rearrange(id, |place| place.priority = *priority);
            }
            OrderEvent::BayGiven { bay, .. } => {
                self.rearrange(id, |place| place.bay.clone_from(bay));
            }
            // Nothing of it is on the board; or the order is not there any more.
            OrderEvent::PriceAgreed { .. }
            | OrderEvent::NotesChanged { .. }
            | OrderEvent::OrderScheduled { .. }
            | OrderEvent::EmployeesAssigned { .. }
            | OrderEvent::QualityCheckPassed { .. }
            | OrderEvent::OrderHandedOver { .. }
            | OrderEvent::ReworkRequested { .. }
            | OrderEvent::ReworkFinished { .. }
            | OrderEvent::OrderClosed { .. }
            | OrderEvent::WalkInErased { .. }
            | OrderEvent::PaymentCredited { .. }
            | OrderEvent::PaymentReversed { .. }
            | OrderEvent::OrderInvoiced { .. }
            | OrderEvent::DebtWrittenOff { .. }
            | OrderEvent::RefundDeducted { .. }
            | OrderEvent::IncomeReversed { .. } => {}
        }
    }

    fn change(&mut self, id: OrderId, how: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries.get_mut(&id) {
            how(entry);
        }
    }

    fn deliver(&mut self, id: OrderId, status: DeliveryStatus) {
        self.change(id, |entry| entry.delivery = Some(status));
    }

    fn rearrange(&mut self, id: OrderId, how: impl FnOnce(&mut QueuePlace)) {
        self.change(id, |entry| {
            if let Some(place) = &mut entry.place {
                how(place);
            }
        });
    }
}

/// A new order joins at the end by itself.
fn placed(event: &OrderEvent) -> Option<Entry> {
    let OrderEvent::OrderPlaced {
        order_id,
        order_number,
        outlet_id,
        details,
        customer,
        walk_in,
        ordered_at,
        ..
    } = event
    else {
        return None;
    };
    Some(Entry {
        order_id: *order_id,
        order_number: order_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        outlet_id: *outlet_id,
        service_type: details.service(),
        label: Label::of(details, customer.as_ref(), walk_in.as_ref()),
        created_at: *ordered_at,
        work: Work::Pending,
        started_at: None,
        delivery: details.is_brought().then_some(DeliveryStatus::Scheduled),
        place: Some(QueuePlace::last(*ordered_at)),
    })
}

//! An order on the board: what is shown of it, and what its place goes by.

use chrono::{DateTime, Utc};
use domain::order::{
    CarpetWork, DeliveryStatus, Details, OrderCustomer, QueuePlace, ServiceType, State, Ticket,
    WalkIn, Work,
};
use domain::values::{OrderId, OutletId, PersonName, Personal, Plate};
use serde::{Deserialize, Serialize};

/// An order that waits or is being served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The order.
    pub order_id: OrderId,
    /// Its printed number.
    pub order_number: String,
    /// Where.
    pub outlet_id: OutletId,
    /// What kind of work it is.
    pub service_type: ServiceType,
    /// What is called out and looked for.
    #[serde(flatten)]
    pub label: Label,
    /// When the customer ordered.
    pub created_at: DateTime<Utc>,
    /// How far the work is: pending, in progress, or being looked over.
    pub work: Work,
    /// When its work began, if it did.
    pub started_at: Option<DateTime<Utc>>,
    /// How far its delivery is, of what is brought to the door.
    pub delivery: Option<DeliveryStatus>,
    /// Its place; none once it was taken out of the queue, until it joins again.
    pub place: Option<QueuePlace>,
}

/// What is called out and looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Label {
    /// The name to call out: the typed one before the record's.
    pub customer_name: Option<Personal<PersonName>>,
    /// The car's plate.
    pub license_plate: Option<Personal<Plate>>,
    /// What is to be done, in a few words.
    pub summary: String,
}

impl Entry {
    /// The entry of an order as the log has it; none once there is nothing left to wait for.
    pub fn of(ticket: &Ticket) -> Option<Self> {
        match ticket.state() {
            State::Pending | State::InProgress | State::QualityCheck => {}
            State::Completed | State::Paid | State::Closed | State::Cancelled => return None,
        }
        if ticket.deleted_at.is_some() {
            return None;
        }
        Some(Self {
            order_id: ticket.id,
            order_number: ticket.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            outlet_id: ticket.outlet_id,
            service_type: ticket.service(),
            label: Label::of(&ticket.details, ticket.customer.as_ref(), ticket.walk_in.as_ref()),
            created_at: ticket.ordered_at,
            work: ticket.work,
            started_at: ticket.started_at,
            delivery: ticket.delivery.as_ref().map(|delivery| delivery.status),
            place: ticket.queue.clone(),
        })
    }

    /// Whether its work has not begun.
    pub fn is_pending(&self) -> bool {
        self.work == Work::Pending
    }

    /// The order's public status (K-30).
    pub fn status(&self) -> &'static str {
        let state = if self.is_pending() { State::Pending } else { State::InProgress };
        state.public()
    }

    /// What the order's public status does not tell, as the order itself says it.
    pub fn sub_status(&self) -> Option<&'static str> {
        match self.work {
            Work::QualityCheck => Some(State::QualityCheck.name()),
            Work::Pending | Work::InProgress | Work::Completed | Work::Cancelled => {
                self.delivery.map(DeliveryStatus::name)
            }
        }
    }
}

impl Label {
    /// The label of what was ordered, for whom.
    pub(super) fn of(
        details: &Details,
        customer: Option<&OrderCustomer>,
        walk_in: Option<&WalkIn>,
    ) -> Self {
        let typed = walk_in.and_then(|person| person.name.as_ref());
        let name = typed.or(customer.map(|record| &record.name));
        Self {
            customer_name: name.cloned(),
            license_plate: plate(details),
            summary: summary(details),
        }
    }
}

fn plate(details: &Details) -> Option<Personal<Plate>> {
    let Details::CarWash(wash) = details else { return None };
    wash.license_plate.clone()
}

/// What is to be done, in a few words.
fn summary(details: &Details) -> String {
    match details {
        Details::CarWash(wash) => {
            let mut words = format!("{} · {}", wash.vehicle_type.name, wash.package.name);
            for add_on in &wash.add_ons {
                words.push_str(" + ");
                words.push_str(add_on.name.as_str());
            }
            words
        }
        Details::Laundry(laundry) => {
            let things = laundry.things.iter();
            let things: Vec<String> = things
                .map(|thing| format!("{} {}", thing.quantity, thing.item.name))
                .take(4)
                .collect();
            format!("{} · {}", laundry.service_level.name, things.join(", "))
        }
        Details::Carpet(carpet) => match &carpet.work {
            CarpetWork::Measured(carpets) => format!("{} karpet", carpets.len()),
            CarpetWork::Sized(size) => size.name.to_string(),
        },
        Details::WaterDelivery(water) => format!("{} × {}", water.quantity, water.product.name),
    }
}

//! What an event does to the queue.

use chrono::{DateTime, Utc};
use domain::order::{CarpetWork, Details, OrderEvent, ServiceType};
use domain::values::OrderId;
use infra::event_log::ShopEvent;
use serde::{Deserialize, Serialize};

/// An order that waits or is being served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The order.
    pub order_id: OrderId,
    /// Its printed number.
    pub order_number: String,
    /// What kind of work it is.
    pub service_type: ServiceType,
    /// The name to call out.
    pub customer_name: Option<String>,
    /// The car's plate.
    pub license_plate: Option<String>,
    /// What is to be done, in a few words.
    pub summary: String,
    /// When it was placed.
    pub created_at: DateTime<Utc>,
    /// When its work began, if it did. Kept beside the entry, which never changes.
    #[serde(skip)]
    pub started_at: Option<DateTime<Utc>>,
}

/// What an event does to the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Somebody joins at the end.
    Join(Box<Entry>),
    /// Work begins.
    Begin(OrderId, DateTime<Utc>),
    /// Done: the entry goes.
    Leave(OrderId),
}

/// What an event does to the queue, if anything.
pub(super) fn change(event: &ShopEvent) -> Option<Change> {
    match event {
        ShopEvent::Order(event) => of_order(event),
        ShopEvent::Catalog(_)
        | ShopEvent::Customer(_)
        | ShopEvent::Employee(_)
        | ShopEvent::Drawer(_)
        | ShopEvent::Outlet(_)
        | ShopEvent::Payment(_)
        | ShopEvent::Settings(_)
        | ShopEvent::Subscription(_)
        | ShopEvent::Till(_)
        | ShopEvent::User(_) => None,
    }
}

fn of_order(event: &OrderEvent) -> Option<Change> {
    match event {
        OrderEvent::OrderPlaced {
            order_id,
            order_number,
            details,
            customer,
            walk_in,
            ordered_at,
            ..
        } => {
            let typed = walk_in.as_ref().and_then(|person| person.name.as_ref());
            let name = typed.or(customer.as_ref().map(|record| &record.name));
            Some(Change::Join(Box::new(Entry {
                order_id: *order_id,
                order_number: order_number.as_ref().map(ToString::to_string).unwrap_or_default(),
                service_type: details.service(),
                customer_name: name.map(|name| name.get().to_string()),
                license_plate: plate(details),
                summary: summary(details),
                created_at: *ordered_at,
                started_at: None,
            })))
        }
        OrderEvent::WorkStarted { order_id, occurred_at, .. } => {
            Some(Change::Begin(*order_id, *occurred_at))
        }
        OrderEvent::OrderCompleted { order_id, .. }
        | OrderEvent::OrderCancelled { order_id, .. }
        | OrderEvent::OrderDeleted { order_id, .. } => Some(Change::Leave(*order_id)),
        _ => None,
    }
}

fn plate(details: &Details) -> Option<String> {
    let Details::CarWash(wash) = details else { return None };
    wash.license_plate.as_ref().map(|plate| plate.get().as_str().to_owned())
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

/// Oldest first; of two placed at the same instant, the lower id first.
pub(super) fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_key(|entry| (entry.created_at, entry.order_id));
    entries
}

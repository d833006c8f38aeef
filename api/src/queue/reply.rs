//! What an entry of the queue looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use commands::Done;
use domain::order::{Order, OrderError, QueuePlace};
use infra::event_log::Loaded;
use projections::queue::{Entry, InLine};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// An order that waits or is being served.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryReply {
    order_id: i64,
    order_number: String,
    service_type: &'static str,
    /// From 1, on the whole board. Null in the reply to a command, which knows its own order only.
    position: Option<usize>,
    /// pending or in_progress
    status: &'static str,
    /// As the order's: quality_check; of what is brought: scheduled, out, failed.
    sub_status: Option<&'static str>,
    customer_name: Option<String>,
    license_plate: Option<String>,
    summary: String,
    bay: Option<String>,
    /// 0 to 9: how far it goes before others.
    priority: u8,
    /// When the customer ordered.
    created_at: DateTime<Utc>,
    /// Since it joined the queue, which a new order does when it is placed. In the reply to a
    /// command: at the last change of the order.
    waiting_seconds: i64,
    /// Until its work will probably begin, going by how long the last 20 orders of its service took
    /// in its outlet, who is before it, and how many are being worked on; 0 once it has begun. Null
    /// while nothing was completed yet, and in the reply to a command.
    estimated_wait_seconds: Option<i64>,
}

impl EntryReply {
    /// An entry of the board, as of `now`.
    pub(super) fn in_line(line: InLine, now: DateTime<Utc>) -> Self {
        let InLine { entry, place, position, estimated_wait } = line;
        Self {
            position: Some(position),
            estimated_wait_seconds: estimated_wait,
            ..Self::of_entry(entry, &place, now)
        }
    }

    /// An order's entry, made from the order itself.
    ///
    /// # Errors
    /// 404 if the order has no place in the queue.
    fn of(order: &Order) -> Result<Self, ApiError> {
        let ticket = order.placed()?;
        let (Some(entry), Some(place)) = (Entry::of(ticket), &ticket.queue) else {
            return Err(OrderError::NotQueued.into());
        };
        Ok(Self::of_entry(entry, place, ticket.updated_at))
    }

    fn of_entry(entry: Entry, place: &QueuePlace, now: DateTime<Utc>) -> Self {
        let sub_status = entry.sub_status();
        Self {
            order_id: entry.order_id.get(),
            service_type: entry.service_type.name(),
            position: None,
            status: entry.status(),
            sub_status,
            order_number: entry.order_number,
            customer_name: entry.label.customer_name.map(|name| name.get().to_string()),
            license_plate: entry.label.license_plate.map(|plate| plate.get().as_str().to_owned()),
            summary: entry.label.summary,
            bay: place.bay.as_ref().map(ToString::to_string),
            priority: place.priority.get(),
            created_at: entry.created_at,
            waiting_seconds: (now - place.since).num_seconds().max(0),
            estimated_wait_seconds: None,
        }
    }
}

/// The reply to a command, made from the order: 200 or 201, which the caller says.
pub(super) fn changed(
    done: &Done<Loaded<Order>>,
    say: fn(EntryReply) -> Shown,
) -> Result<Shown, ApiError> {
    let order = &done.what;
    let reply = say(EntryReply::of(&order.state)?);
    Ok(reply.at(order.position).version(order.sequence).replayed(done.replayed))
}

/// A reply that shows an entry.
pub(super) type Shown = crate::reply::Reply<crate::reply::Envelope<EntryReply>>;

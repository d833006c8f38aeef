//! What the stream says, and how it is written.

use axum::response::sse::Event;
use domain::values::OutletId;
use projections::live::{Change, Told};
use serde::Serialize;
use utoipa::ToSchema;

use super::audience::Audience;

/// Something changed: look it up again. Ids and names of events only, never what an event says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Changed {
    /// The event that changed it, such as OrderPlaced.
    #[serde(rename = "type")]
    what: String,
    /// Whose event it is: the id of an order, a payment, a customer …
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet_id: Option<i64>,
    /// Where in the log: ask for it with X-Min-Log-Position.
    position: i64,
}

impl Changed {
    fn of(change: &Change, position: i64) -> Self {
        Self {
            what: change.what.clone(),
            id: change.id.clone(),
            order_id: change.order_id,
            outlet_id: change.outlet.map(OutletId::get),
            position,
        }
    }
}

/// From which position on changes are told.
#[derive(Serialize)]
struct Since {
    position: i64,
}

/// What somebody is told of a position. Only the last message of a position bears its id, so that whoever
/// is cut off in between and comes again hears all of it.
pub(super) fn changes(told: &Told, audience: &Audience) -> Vec<Event> {
    let heard = told.changes.iter().filter(|change| audience.hears(change));
    let mut messages: Vec<Event> = heard
        .map(|change| {
            let data = Changed::of(change, told.position);
            written(change.topic.name(), &data)
        })
        .collect();
    if let Some(last) = messages.pop() {
        messages.push(last.id(told.position.to_string()));
    }
    messages
}

/// `ready` or `reset`.
pub(super) fn since(name: &str, position: i64) -> Event {
    written(name, &Since { position }).id(position.to_string())
}

/// A sign of life, and how far the listener has heard, though nothing of it was for them.
pub(super) fn heartbeat(position: Option<i64>) -> Event {
    let beat = Event::default().comment("");
    match position {
        Some(position) => beat.id(position.to_string()),
        None => beat,
    }
}

fn written(name: &str, data: &impl Serialize) -> Event {
    // Numbers and words only: they always serialize.
    let data = serde_json::to_string(data).unwrap_or_default();
    Event::default().event(name).data(data)
}

//! Reading stored events, old shapes too: an event is brought to the newest version of its type
//! before any rule sees it.

use std::sync::LazyLock;

use cqrs_es::DomainEvent;
use cqrs_es::persist::{EventUpcaster, SemanticVersionEventUpcaster, SerializedEvent};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Every upcaster, in the order in which an old event goes through them.
static UPCASTERS: LazyLock<Vec<Box<dyn EventUpcaster>>> = LazyLock::new(|| {
    vec![
        upcaster("CustomerRegistered", "2", nobody_was_asked),
        upcaster("LimitsSet", "2", nobody_had_set_them),
        upcaster("PaymentCredited", "2", coins_paid_all),
        upcaster("PaymentReceived", "2", it_came_when_it_was_written_down),
    ]
});

type Fields = serde_json::Map<String, Value>;

fn upcaster(event_type: &'static str, to: &str, change: fn(&mut Fields)) -> Box<dyn EventUpcaster> {
    let change = move |mut payload: Value| {
        if let Some(fields) = payload.get_mut(event_type).and_then(Value::as_object_mut) {
            change(fields);
        }
        payload
    };
    Box::new(SemanticVersionEventUpcaster::new(event_type, to, Box::new(change)))
}

/// Version 1 was from before customers were asked how they may be contacted: they allowed nothing.
fn nobody_was_asked(fields: &mut Fields) {
    fields.insert(
        "contactConsent".to_owned(),
        json!({"sms": false, "whatsapp": false, "email": false}),
    );
}

/// Version 1 was from before cash was rounded, and before refunds and invoices: what nobody had set is
/// as it is seeded.
fn nobody_had_set_them(fields: &mut Fields) {
    if let Some(limits) = fields.get_mut("limits").and_then(Value::as_object_mut) {
        limits.insert("cashRounding".to_owned(), json!("off"));
        let refunds = json!({"cashierBelow": 0, "selfApproveUpTo": 50_000});
        limits.insert("refunds".to_owned(), refunds);
        limits.insert("invoiceDueDays".to_owned(), json!(30));
    }
}

/// Version 1 was from before cash was rounded.
fn coins_paid_all(fields: &mut Fields) {
    fields.insert("rounding".to_owned(), json!(0));
}

/// Version 1 was from before payments were dated back, went into a drawer's session or paid what stood
/// on an invoice.
fn it_came_when_it_was_written_down(fields: &mut Fields) {
    coins_paid_all(fields);
    let at = fields.get("occurredAt").cloned().unwrap_or_default();
    fields.insert("receivedAt".to_owned(), at);
    if let Some(by) = fields.remove("receivedBy") {
        fields.insert("by".to_owned(), by);
    }
}

/// Reads an event from its stored parts.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn read_event<E: DomainEvent + DeserializeOwned>(
    event_type: &str,
    event_version: &str,
    payload: &[u8],
) -> Result<E, String> {
    let old = UPCASTERS.iter().any(|upcaster| upcaster.can_upcast(event_type, event_version));
    if old {
        let payload = serde_json::from_slice(payload).map_err(|e| e.to_string())?;
        let stored = SerializedEvent::new(
            String::new(),
            0,
            String::new(),
            event_type.to_owned(),
            event_version.to_owned(),
            payload,
            Value::Null,
        );
        let newest = UPCASTERS.iter().fold(stored, |event, upcaster| {
            if upcaster.can_upcast(&event.event_type, &event.event_version) {
                upcaster.upcast(event)
            } else {
                event
            }
        });
        return serde_json::from_value(newest.payload).map_err(|e| e.to_string());
    }
    let event: E = serde_json::from_slice(payload).map_err(|e| e.to_string())?;
    let known = event.event_version();
    if known != event_version {
        return Err(format!(
            "{event_type} has version {event_version}; this version of kharisma knows {known}"
        ));
    }
    Ok(event)
}

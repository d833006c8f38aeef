//! What a line of the trail looks like from outside: for those who may see what they see, or masked, for
//! a file that leaves the shop.

use chrono::{DateTime, Utc};
use domain::values::ERASED;
use infra::event_log::Metadata;
use projections::audit_trail::{Difference, Trace};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TraceReply {
    /// Its position in the log.
    pub position: i64,
    pub created_at: DateTime<Utc>,
    /// Who did it; null if the shop itself did.
    pub user: Option<TraceUserReply>,
    /// In whose name: the role then, or system.
    pub role: Option<String>,
    /// What was done, such as OrderCancelled.
    pub action: String,
    /// To what: order, payment, customer, employee, user, catalog, settings …
    pub entity_type: String,
    pub entity_id: i64,
    /// The thing's version after it.
    pub version: i64,
    /// The number that was printed for it, if one was.
    pub number: Option<String>,
    /// What is other than before. Empty for what begins something: `details` has it all. Null where it
    /// is not compared: the movements of drawers, accounts, days and settlements are their own record.
    pub changes: Option<Vec<TraceChangeReply>>,
    /// What was said with it, in the words of the log.
    pub details: Value,
    /// From where.
    #[serde(rename = "where")]
    pub origin: TraceOriginReply,
    /// Somebody else who let it through.
    pub approved_by: Option<TraceUserReply>,
}

/// A login, and its name then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TraceUserReply {
    pub id: i64,
    pub username: Option<String>,
}

/// A field that is another now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TraceChangeReply {
    /// Its path, such as price.pricing.total.
    pub field: String,
    /// Null if there was nothing.
    pub old: Value,
    /// Null if there is nothing any more.
    pub new: Value,
}

/// From where something was done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TraceOriginReply {
    pub outlet_id: Option<i64>,
    /// The shared till, if it was one.
    pub till_id: Option<i64>,
    pub client_ip: Option<String>,
    pub request_id: Option<String>,
}

/// How data about people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// As it is.
    Plainly,
    /// As whom it is about, and nothing more.
    Masked,
}

impl TraceReply {
    pub(crate) fn of(trace: Trace, written: Written) -> Self {
        let Metadata {
            user_id,
            username,
            role,
            outlet_id,
            till_id,
            request_id,
            client_ip,
            approved_by,
            approver_username,
            ..
        } = trace.metadata;
        let user = user(user_id.as_deref(), username, written);
        let details = details(&trace.told, &trace.entity_type, trace.entity_id, user.as_ref());
        let change = |change: Difference| TraceChangeReply {
            field: change.field,
            old: written.value(change.old),
            new: written.value(change.new),
        };
        // What begins something differs from nothing.
        let compared = trace.differences.or_else(|| (trace.version == 1).then(Vec::new));
        Self {
            position: trace.cursor.position,
            created_at: trace.cursor.at,
            role,
            action: trace.action,
            entity_type: trace.entity_type,
            entity_id: trace.entity_id,
            version: trace.version,
            number: trace.number,
            changes: compared.map(|changes| changes.into_iter().map(change).collect()),
            details: written.value(details),
            origin: TraceOriginReply {
                outlet_id: number(outlet_id.as_deref()),
                till_id: number(till_id.as_deref()),
                client_ip: client_ip.map(|address| written.address(address)),
                request_id,
            },
            approved_by: self::user(approved_by.as_deref(), approver_username, written),
            user,
        }
    }
}

fn number(text: Option<&str>) -> Option<i64> {
    text.and_then(|text| text.parse().ok())
}

fn user(id: Option<&str>, username: Option<String>, written: Written) -> Option<TraceUserReply> {
    let id = number(id)?;
    Some(TraceUserReply { id, username: username.filter(|_| written == Written::Plainly) })
}

/// What the event says, but for what stands beside it: to what it happened, who did it, and when. No
/// hash of a secret is shown either.
fn details(told: &Value, entity: &str, id: i64, user: Option<&TraceUserReply>) -> Value {
    let Value::Object(fields) = told else { return told.clone() };
    let own_id = format!("{entity}Id");
    let beside = |name: &str, value: &Value| {
        let said_by = name == "by" || name.ends_with("By");
        let actor = value.get("id").and_then(Value::as_i64);
        name == "occurredAt"
            || name == "tokenHash"
            || (name == own_id && value.as_i64() == Some(id))
            || (said_by && actor.is_some() && actor == user.map(|user| user.id))
    };
    let kept = fields.iter().filter(|(name, value)| !beside(name, value));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The subject of `{"subject": …, "plain": …}`, and what it is about them; a tombstone if it was erased.
fn about_a_person(fields: &Map<String, Value>) -> Option<(&Value, Value)> {
    let subject = fields.get("subject")?;
    let plain = match fields.get("plain") {
        Some(plain) => plain.clone(),
        None if fields.get("erased") == Some(&Value::Bool(true)) => json!(ERASED),
        None => return None,
    };
    (fields.len() == 2).then_some((subject, plain))
}

impl Written {
    fn value(self, value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                if let Some((subject, plain)) = about_a_person(&fields) {
                    return match self {
                        Self::Plainly => plain,
                        Self::Masked => json!({"personal": subject}),
                    };
                }
                let field = |(name, value)| (name, self.value(value));
                Value::Object(fields.into_iter().map(field).collect())
            }
            Value::Array(values) => {
                Value::Array(values.into_iter().map(|value| self.value(value)).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
        }
    }

    /// An address of a network, masked to the network.
    pub(super) fn address(self, address: String) -> String {
        match (self, address.rsplit_once(['.', ':'])) {
            (Self::Plainly, _) => address,
            (Self::Masked, Some((network, _))) => format!("{network}.*"),
            (Self::Masked, None) => "*".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Value {
        json!({
            "orderId": 7,
            "customerId": 7,
            "reason": {"subject": "customer/5", "plain": "hujan"},
            "lines": [{"name": {"subject": "walk-in/7", "plain": "Budi"}, "amount": 5}],
            "by": {"id": 3, "username": {"subject": "user/3", "plain": "kasir"}},
            "approvedBy": {"id": 2, "username": {"subject": "user/2", "plain": "manajer"}},
            "occurredAt": "2026-11-23T03:00:00Z",
        })
    }

    #[test]
    fn details_repeat_nothing_that_stands_beside_them() {
        let user = TraceUserReply { id: 3, username: None };
        let shown = Written::Plainly.value(details(&told(), "order", 7, Some(&user)));
        let expected = json!({
            "customerId": 7, "reason": "hujan", "lines": [{"name": "Budi", "amount": 5}],
            "approvedBy": {"id": 2, "username": "manajer"},
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_masked_line_names_nobody() {
        let masked = Written::Masked.value(details(&told(), "order", 7, None));
        assert_eq!(masked["reason"], json!({"personal": "customer/5"}));
        let text = masked.to_string();
        for name in ["hujan", "Budi", "kasir", "manajer"] {
            assert!(!text.contains(name), "{text}");
        }
        let address = |text: &str| Written::Masked.address(text.to_owned());
        assert_eq!(address("192.168.7.12"), "192.168.7.*");
        assert_eq!(address("fe80::1"), "fe80:.*");
    }
}

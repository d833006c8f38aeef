//! Who, where and on whose behalf: what is known of an event beside what happened.

use serde::{Deserialize, Serialize};

/// The metadata of a command's events. Every value is a string: mysql-es reads nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The login that acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Its name then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Its role then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet_id: Option<String>,
    /// At which till.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub till_id: Option<String>,
    /// The request, as in the logs and in the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the request belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What brought it about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub causation_id: Option<String>,
    /// The caller's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ip: Option<String>,
    /// The login of somebody else who let it through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// Its name then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver_username: Option<String>,
    /// Which approval of theirs it used up: an id, good for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_id: Option<String>,
    /// A keyed hash of the request's idempotency key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

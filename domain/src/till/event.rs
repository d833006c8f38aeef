//! What happened to a shared till. Its token never stands here.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::TokenHash;
use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::{OutletId, TillId, TillName};

/// What happened to a shared till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum TillEvent {
    /// A browser may call itself that till.
    TillEnrolled {
        /// Its id.
        till_id: TillId,
        /// Where it stands.
        outlet_id: OutletId,
        /// What it is called.
        name: TillName,
        /// A keyed hash of the token it was given.
        token_hash: TokenHash,
        /// Who enrolled it.
        enrolled_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Its token is good for nothing any more.
    TillRetired {
        /// Its id.
        till_id: TillId,
        /// Who said so.
        retired_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for TillEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TillEnrolled { .. } => "TillEnrolled",
            Self::TillRetired { .. } => "TillRetired",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for TillEvent {}

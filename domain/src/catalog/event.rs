//! What happened to a price list.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Item, Terms};
use crate::log::LogEvent;

/// What happened to a price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CatalogEvent {
    /// It can be bought from now on.
    CatalogItemAdded {
        /// What was added.
        item: Item<Terms>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for CatalogEvent {
    fn event_type(&self) -> String {
        match self {
            Self::CatalogItemAdded { .. } => "CatalogItemAdded",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for CatalogEvent {}

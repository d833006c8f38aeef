//! What happened to a price list.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{CatalogList, Item, Terms};
use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::CatalogName;

/// What happened to a price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CatalogEvent {
    /// It can be bought from now on.
    CatalogItemAdded {
        /// What was added.
        item: Item<Terms>,
        /// By whom.
        added_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It is called something else, or has other terms, from now on. Orders keep what they were
    /// priced with.
    CatalogItemChanged {
        /// The list.
        list: CatalogList,
        /// Its id within the list.
        id: i64,
        /// Its name from now on.
        name: CatalogName,
        /// Its terms from now on.
        terms: Terms,
        /// By whom.
        changed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It cannot be bought any more.
    CatalogItemRetired {
        /// The list.
        list: CatalogList,
        /// Its id within the list.
        id: i64,
        /// By whom.
        retired_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It can be bought again.
    CatalogItemReinstated {
        /// The list.
        list: CatalogList,
        /// Its id within the list.
        id: i64,
        /// By whom.
        reinstated_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for CatalogEvent {
    fn event_type(&self) -> String {
        match self {
            Self::CatalogItemAdded { .. } => "CatalogItemAdded",
            Self::CatalogItemChanged { .. } => "CatalogItemChanged",
            Self::CatalogItemRetired { .. } => "CatalogItemRetired",
            Self::CatalogItemReinstated { .. } => "CatalogItemReinstated",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for CatalogEvent {}

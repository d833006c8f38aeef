//! What happened to a drawer.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::{DrawerId, DrawerName, OutletId};

/// What happened to a drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum DrawerEvent {
    /// There is another drawer.
    DrawerInstalled {
        /// Its id.
        drawer_id: DrawerId,
        /// Where it stands.
        outlet_id: OutletId,
        /// What it is called.
        name: DrawerName,
        /// Who put it there.
        installed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for DrawerEvent {
    fn event_type(&self) -> String {
        match self {
            Self::DrawerInstalled { .. } => "DrawerInstalled",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for DrawerEvent {}

//! What happened to an outlet.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::{CutOff, OutletAddress, OutletId, OutletName, OutletZone};

/// What happened to an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum OutletEvent {
    /// There is another outlet.
    OutletOpened {
        /// Its id.
        outlet_id: OutletId,
        /// What it is called.
        name: OutletName,
        /// Where it is.
        address: Option<OutletAddress>,
        /// Where its clocks stand.
        zone: OutletZone,
        /// When its business day begins.
        cut_off: CutOff,
        /// Who opened it.
        opened_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It is called something else from now on.
    OutletRenamed {
        /// Its id.
        outlet_id: OutletId,
        /// Its name from now on.
        name: OutletName,
        /// Who said so.
        renamed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It is somewhere else from now on, or nobody knows where.
    OutletMoved {
        /// Its id.
        outlet_id: OutletId,
        /// Its address from now on, if any.
        address: Option<OutletAddress>,
        /// Who said so.
        moved_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Its business days begin at another instant from now on. Days that are written down stay.
    OutletCalendarSet {
        /// Its id.
        outlet_id: OutletId,
        /// Where its clocks stand.
        zone: OutletZone,
        /// When its business day begins.
        cut_off: CutOff,
        /// Who said so.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for OutletEvent {
    fn event_type(&self) -> String {
        match self {
            Self::OutletOpened { .. } => "OutletOpened",
            Self::OutletRenamed { .. } => "OutletRenamed",
            Self::OutletMoved { .. } => "OutletMoved",
            Self::OutletCalendarSet { .. } => "OutletCalendarSet",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for OutletEvent {}

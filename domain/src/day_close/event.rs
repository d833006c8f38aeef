//! What happened to an outlet's books.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Closing, DayStatement};
use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::{BusinessDay, ChainValue, OutletId};

/// What happened to an outlet's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum DayBookEvent {
    /// A day was closed, and its figures are fixed.
    DayClosed {
        /// Where.
        outlet_id: OutletId,
        /// The outlet's day.
        business_day: BusinessDay,
        /// The last day that was closed before, and how far that statement read the log.
        after: Option<Closing>,
        /// The position of the last event this statement knows of. What was written down later for
        /// this day, or an earlier one, is in a later statement.
        through: i64,
        /// The value of the log\'s chain there.
        chain: ChainValue,
        /// What the day came to.
        statement: DayStatement,
        /// Who closed it.
        closed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for DayBookEvent {
    fn event_type(&self) -> String {
        match self {
            Self::DayClosed { .. } => "DayClosed",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for DayBookEvent {}

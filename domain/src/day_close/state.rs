//! What rules need to know of an outlet's books.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Closing, DayBookEvent, DayStatement};
use crate::log::LogAggregate;
use crate::user::Actor;
use crate::values::{BusinessDay, ChainValue, OutletId};

/// An outlet's books: the last day that was closed, if any was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBook(Option<Box<ClosedDay>>);

/// A day that is closed, with its statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClosedDay {
    /// Where.
    pub outlet_id: OutletId,
    /// The day.
    pub business_day: BusinessDay,
    /// The last day that was closed before.
    pub after: Option<Closing>,
    /// The position of the last event the statement knows of.
    pub through: i64,
    /// The value of the log's chain there: an anchor.
    pub chain: ChainValue,
    /// What the day came to.
    pub statement: DayStatement,
    /// Who closed it.
    pub closed_by: Actor,
    /// When.
    pub closed_at: DateTime<Utc>,
}

impl ClosedDay {
    /// The day, and how far the log was read for it.
    pub const fn closing(&self) -> Closing {
        Closing { business_day: self.business_day, through: self.through }
    }
}

impl From<DayBookEvent> for ClosedDay {
    fn from(event: DayBookEvent) -> Self {
        let DayBookEvent::DayClosed {
            outlet_id,
            business_day,
            after,
            through,
            chain,
            statement,
            closed_by,
            occurred_at: closed_at,
        } = event;
        Self { outlet_id, business_day, after, through, chain, statement, closed_by, closed_at }
    }
}

impl DayBook {
    /// The last day that was closed, if any was.
    pub fn last(&self) -> Option<&ClosedDay> {
        self.0.as_deref()
    }

    pub(super) fn evolve(&mut self, event: DayBookEvent) {
        self.0 = Some(Box::new(event.into()));
    }
}

impl LogAggregate for DayBook {}

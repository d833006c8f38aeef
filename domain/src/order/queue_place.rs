//! An order's place in the queue.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::values::{Bay, ValueError};

/// How far an order goes before others that came earlier: 0 is its turn, 9 is before all.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Priority(u8);

impl Priority {
    /// A priority from 0 to 9.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of that.
    pub fn new(value: i64) -> Result<Self, ValueError> {
        match u8::try_from(value) {
            Ok(small) if small <= 9 => Ok(Self(small)),
            _ => Err(ValueError::Range { min: 0, max: 9 }),
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// An order's place in the queue, as long as it has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlace {
    /// Since when.
    pub since: DateTime<Utc>,
    /// How far it goes before others.
    pub priority: Priority,
    /// Where it is, or will be, served.
    pub bay: Option<Bay>,
}

impl QueuePlace {
    /// At the end.
    pub fn last(since: DateTime<Utc>) -> Self {
        Self { since, priority: Priority::default(), bay: None }
    }
}

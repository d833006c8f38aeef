//! Which entries of an outlet's journal a statement holds.

use serde::{Deserialize, Serialize};

use crate::values::BusinessDay;

/// A day that is closed, and how far its statement read the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Closing {
    /// The day.
    pub business_day: BusinessDay,
    /// The position of the last event the statement knows of.
    pub through: i64,
}

/// What a statement reaches over: its day, after the last that was closed, as far as the log was
/// read.
///
/// Days and positions grow from statement to statement, so every entry is in exactly one: that of
/// its day if it was written down by then, else the next one made after it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The day.
    pub business_day: BusinessDay,
    /// The outlet's last statement before, if there is one.
    pub after: Option<Closing>,
    /// The position of the last event that was read.
    pub through: i64,
}

/// The part of a statement that an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It is of the day.
    OfTheDay,
    /// It is of a day that had been closed before it was written down.
    Correction,
}

impl Period {
    /// The part that an entry of that day, written down at that position, belongs to; none if it
    /// is in an earlier statement, or in a later one.
    #[must_use]
    pub fn part(&self, position: i64, day: BusinessDay) -> Option<Part> {
        if position > self.through {
            return None;
        }
        match self.after {
            Some(before) if day <= before.business_day => {
                (position > before.through).then_some(Part::Correction)
            }
            _ => (day == self.business_day).then_some(Part::OfTheDay),
        }
    }

    /// Whether that day lies before this one and is not closed.
    #[must_use]
    pub fn is_open_before(&self, day: BusinessDay) -> bool {
        day < self.business_day && self.after.is_none_or(|before| day > before.business_day)
    }
}

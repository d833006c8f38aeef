//! How long the work of recent orders took.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How long the work of the last orders took, from start to completion, in whole seconds; the newest
/// is the last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Durations(Vec<i64>);

impl Durations {
    /// How many orders count.
    pub const KEPT: usize = 20;

    /// Another order's work was done; the oldest that counted counts no more.
    pub(super) fn add(&mut self, took: TimeDelta) {
        self.0.push(took.num_seconds().max(0));
        let too_many = self.0.len().saturating_sub(Self::KEPT);
        self.0.drain(..too_many);
    }

    /// The median in whole seconds, of an even number the lower of the two in the middle; none if
    /// nothing was done yet. One order that somebody forgot to complete does not move it.
    pub fn median(&self) -> Option<i64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len().saturating_sub(1) / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: impl IntoIterator<Item = i64>) -> Durations {
        let mut durations = Durations::default();
        for second in seconds {
            durations.add(TimeDelta::seconds(second));
        }
        durations
    }

    #[test]
    fn the_one_in_the_middle_counts() {
        assert_eq!(of([]).median(), None);
        assert_eq!(of([600]).median(), Some(600));
        assert_eq!(of([900, 300]).median(), Some(300), "the lower of two");
        assert_eq!(of([900, 300, 86_400]).median(), Some(900), "whatever was forgotten");
        assert_eq!(of([-5]).median(), Some(0), "nothing is done before it began");
    }

    #[test]
    fn only_the_last_twenty_count() {
        assert_eq!(of((0..21).map(|i| if i == 0 { 0 } else { 60 })), of([60; 20]));
        assert_eq!(of([60; 30].into_iter().chain([5; 11])).median(), Some(5));
    }
}

//! Failed sign-ins of one name, or from one address; or letters to one. No IO.

use std::time::Duration;

/// How many failures are too many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) failures: u32,
    pub(super) within: Duration,
    /// For how long nothing is tried then; none: until the oldest of them does not count any more.
    pub(super) lock: Option<Duration>,
}

/// What is held against a name or an address; times are seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    failures: Vec<i64>,
    locked_until: i64,
}

impl Tally {
    pub(super) fn parse(failures: &str, locked_until: i64) -> Self {
        let failures = failures.split_whitespace().filter_map(|text| text.parse().ok()).collect();
        Self { failures, locked_until }
    }

    pub(super) fn text(&self) -> String {
        self.failures.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
    }

    pub(super) const fn locked_until(&self) -> i64 {
        self.locked_until
    }

    /// Until when nothing is tried, if that is not yet.
    pub(super) fn refused_until(&self, now: i64) -> Option<i64> {
        (now < self.locked_until).then_some(self.locked_until)
    }

    /// One more was wrong.
    pub(super) fn failed(&mut self, limit: Limit, now: i64) {
        let within = seconds(limit.within);
        self.failures.retain(|failure| now - failure < within);
        self.failures.push(now);
        let most = limit.failures as usize;
        if self.failures.len() < most {
            return;
        }
        let oldest = self.failures[self.failures.len() - most];
        if let Some(lock) = limit.lock {
            self.failures.clear();
            self.locked_until = now + seconds(lock);
        } else {
            self.locked_until = oldest + within;
        }
    }

    /// From then on it says nothing any more.
    pub(super) fn matters_until(&self, limit: Limit) -> i64 {
        let last = self.failures.last().map_or(0, |failure| failure + seconds(limit.within));
        last.max(self.locked_until)
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;
    const QUARTER: Duration = Duration::from_mins(15);
    const NAME: Limit = Limit { failures: 5, within: QUARTER, lock: Some(Duration::from_mins(30)) };
    const ADDRESS: Limit = Limit { failures: 5, within: QUARTER, lock: None };

    /// Which of the tries are let through, all of them wrong.
    fn tries(limit: Limit, at: &[i64]) -> Vec<bool> {
        let mut tally = Tally::default();
        let mut through = Vec::new();
        for now in at {
            tally = Tally::parse(&tally.text(), tally.locked_until());
            through.push(tally.refused_until(*now).is_none());
            if through.last() == Some(&true) {
                tally.failed(limit, *now);
            }
        }
        through
    }

    #[test]
    fn five_in_a_quarter_of_an_hour_lock_a_name_for_half_an_hour() {
        let at = [0, 1, 2, 3, 4, 5, 30 * MINUTE + 3, 30 * MINUTE + 4];
        let through = [true, true, true, true, true, false, false, true];
        assert_eq!(tries(NAME, &at), through, "SEC-02");
        let slow = [0, 1, 2, 3, 15 * MINUTE, 15 * MINUTE + 1, 15 * MINUTE + 2];
        assert!(tries(NAME, &slow).iter().all(|through| *through), "SEC-03: four in any quarter");
    }

    #[test]
    fn an_address_waits_until_the_oldest_of_five_does_not_count_any_more() {
        let at = [0, 1, 2, 3, 4, 5, 15 * MINUTE - 1, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE + 1];
        let through = [true, true, true, true, true, false, false, true, false, true];
        assert_eq!(tries(ADDRESS, &at), through, "SEC-04");
    }

    #[test]
    fn what_says_nothing_any_more_can_be_forgotten() {
        let mut tally = Tally::default();
        tally.failed(NAME, 100);
        assert_eq!(tally.matters_until(NAME), 100 + 15 * MINUTE);
        (0..4).for_each(|_| tally.failed(NAME, 200));
        assert_eq!(tally.matters_until(NAME), 200 + 30 * MINUTE);
    }
}

//! How often something comes again.

use chrono::{Datelike, Days, Months};
use serde::{Deserialize, Serialize};

use crate::values::BusinessDay;

/// How often water is brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Every seven days.
    Weekly,
    /// Every fourteen days.
    Biweekly,
    /// On the same day of every month; in a shorter month on its last day.
    Monthly,
}

impl Frequency {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Daily, Self::Weekly, Self::Biweekly, Self::Monthly];

    /// The frequency as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Biweekly => "biweekly",
            Self::Monthly => "monthly",
        }
    }

    /// Days from one to the next, where that is always the same.
    const fn days(self) -> Option<u64> {
        match self {
            Self::Daily => Some(1),
            Self::Weekly => Some(7),
            Self::Biweekly => Some(14),
            Self::Monthly => None,
        }
    }
}

/// Days that come again and again. They are counted from the first, so that a month's end stays
/// one: from the 31st of January to the 28th of February, and on to the 31st of March.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// How often.
    pub frequency: Frequency,
    /// The first day.
    pub first: BusinessDay,
}

impl Rhythm {
    /// The first of its days on that day or later; none beyond the end of the calendar.
    pub fn on_or_after(self, day: BusinessDay) -> Option<BusinessDay> {
        let (first, day) = (self.first.date(), day.date().max(self.first.date()));
        let found = if let Some(step) = self.frequency.days() {
            let passed = u64::try_from((day - first).num_days()).ok()?;
            first.checked_add_days(Days::new(passed.div_ceil(step) * step))?
        } else {
            let months = (day.year() - first.year()) * 12;
            let months = u32::try_from(months).ok()? + day.month() - first.month();
            let this_month = first.checked_add_months(Months::new(months))?;
            if this_month < day {
                first.checked_add_months(Months::new(months + 1))?
            } else {
                this_month
            }
        };
        Some(found.into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::day;
    use super::*;

    fn days(frequency: Frequency, first: &str, count: usize) -> Vec<String> {
        let rhythm = Rhythm { frequency, first: day(first) };
        let next = |last: &BusinessDay| rhythm.on_or_after(last.following());
        let days = std::iter::successors(rhythm.on_or_after(rhythm.first), next);
        days.take(count).map(|day| day.to_string()).collect()
    }

    #[test]
    fn a_months_end_stays_one() {
        let expected = ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"];
        assert_eq!(days(Frequency::Monthly, "2027-12-31", 5), expected);
        let expected = ["2027-01-29", "2027-02-28", "2027-03-29"];
        assert_eq!(days(Frequency::Monthly, "2027-01-29", 3), expected);
    }

    #[test]
    fn weeks_go_through_the_end_of_the_year_and_a_leap_day() {
        let expected = ["2027-12-25", "2028-01-01", "2028-01-08"];
        assert_eq!(days(Frequency::Weekly, "2027-12-25", 3), expected);
        let expected = ["2028-02-22", "2028-03-07"];
        assert_eq!(days(Frequency::Biweekly, "2028-02-22", 2), expected);
        let expected = ["2028-02-28", "2028-02-29", "2028-03-01"];
        assert_eq!(days(Frequency::Daily, "2028-02-28", 3), expected);
    }

    #[test]
    fn nothing_comes_before_the_first() {
        for frequency in Frequency::ALL {
            let rhythm = Rhythm { frequency, first: day("2026-11-23") };
            assert_eq!(rhythm.on_or_after(day("2020-01-01")), Some(rhythm.first));
        }
    }
}

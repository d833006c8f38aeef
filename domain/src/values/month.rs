//! A calendar month, for which bills are written.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{BusinessDay, ValueError};

/// A month of an outlet's calendar. Written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    /// Reads `YYYY-MM`.
    ///
    /// # Errors
    /// [`ValueError::Format`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let first = format!("{text}-01");
        let strict = text.len() == 7;
        let day = NaiveDate::parse_from_str(&first, "%Y-%m-%d").ok().filter(|_| strict);
        day.map(Self).ok_or(ValueError::Format("must be a month such as 2026-11"))
    }

    /// The month a day lies in.
    pub fn of(day: BusinessDay) -> Self {
        let date = day.date();
        Self(date.with_day(1).unwrap_or(date))
    }

    /// Its first day.
    pub fn first_day(self) -> BusinessDay {
        self.0.into()
    }

    /// Its last day.
    pub fn last_day(self) -> BusinessDay {
        let next = self.0.checked_add_months(Months::new(1));
        next.map_or(NaiveDate::MAX.into(), |first| BusinessDay::from(first).preceding())
    }

    /// The month before.
    #[must_use]
    pub fn preceding(self) -> Self {
        Self::of(self.first_day().preceding())
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_month_begins_and_ends() {
        for (text, last) in
            [("2025-10", "2025-10-31"), ("2026-02", "2026-02-28"), ("2028-02", "2028-02-29")]
        {
            assert_eq!(month(text).last_day().to_string(), last);
            assert_eq!(Month::of(month(text).last_day()), month(text));
            assert_eq!(month(text).first_day().to_string(), format!("{text}-01"));
            assert_eq!(month(text).to_string(), text);
        }
        assert_eq!(month("2026-01").preceding(), month("2025-12"));
        let json = serde_json::to_string(&month("2025-10")).unwrap();
        assert_eq!(serde_json::from_str::<Month>(&json).unwrap(), month("2025-10"));
    }

    #[test]
    fn only_whole_months_are_read() {
        for bad in ["2025-13", "2025-1", "10-2025", "2025-10-01", "", "2025-00", "Oktober", "20251"]
        {
            assert!(Month::parse(bad).is_err(), "{bad}");
        }
    }
}

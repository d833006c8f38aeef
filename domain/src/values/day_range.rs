//! Days from one to another, for what is asked about a period.

use chrono::Datelike;

use super::{BusinessDay, Month, ValueError};

/// Days of an outlet's calendar, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    first: BusinessDay,
    last: BusinessDay,
}

impl DayRange {
    /// The days from one to another.
    ///
    /// # Errors
    /// [`ValueError::Format`] if the last lies before the first.
    pub fn new(first: BusinessDay, last: BusinessDay) -> Result<Self, ValueError> {
        if first <= last {
            Ok(Self { first, last })
        } else {
            Err(ValueError::Format("must not lie before startDate"))
        }
    }

    /// One day.
    pub const fn day(day: BusinessDay) -> Self {
        Self { first: day, last: day }
    }

    /// The month of a day, up to that day.
    pub fn month_until(day: BusinessDay) -> Self {
        Self { first: Month::of(day).first_day(), last: day }
    }

    /// The year of a day, up to that day.
    pub fn year_until(day: BusinessDay) -> Self {
        let first = day.date().with_ordinal(1).map_or(day, BusinessDay::from);
        Self { first, last: day }
    }

    /// All of a month.
    pub fn month(month: Month) -> Self {
        Self { first: month.first_day(), last: month.last_day() }
    }

    /// The same days a year earlier; the 29th of February is the 28th then.
    #[must_use]
    pub fn year_before(self) -> Self {
        let before = |day: BusinessDay| {
            let date = day.date();
            let year = date.year() - 1;
            let same = date.with_year(year).or_else(|| date.with_day(28)?.with_year(year));
            same.map_or(day, BusinessDay::from)
        };
        Self { first: before(self.first), last: before(self.last) }
    }

    /// The first day.
    pub const fn first(self) -> BusinessDay {
        self.first
    }

    /// The last day.
    pub const fn last(self) -> BusinessDay {
        self.last
    }

    /// Every day, in order.
    pub fn days(self) -> impl Iterator<Item = BusinessDay> {
        let days = self.first.date().iter_days().take_while(move |date| *date <= self.last.date());
        days.map(BusinessDay::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).unwrap()
    }

    fn range(first: &str, last: &str) -> DayRange {
        DayRange::new(day(first), day(last)).unwrap()
    }

    #[test]
    fn a_period_does_not_end_before_it_begins() {
        assert!(DayRange::new(day("2026-11-24"), day("2026-11-23")).is_err());
        assert_eq!(range("2026-11-23", "2026-11-23"), DayRange::day(day("2026-11-23")));
    }

    #[test]
    fn months_and_years_are_counted_up_to_a_day() {
        let last = day("2026-11-23");
        assert_eq!(DayRange::month_until(last), range("2026-11-01", "2026-11-23"));
        assert_eq!(DayRange::year_until(last), range("2026-01-01", "2026-11-23"));
        let february = DayRange::month(Month::parse("2028-02").unwrap());
        assert_eq!(february, range("2028-02-01", "2028-02-29"));
        assert_eq!(february.days().count(), 29);
    }

    #[test]
    fn a_year_before_a_leap_day_is_the_day_before_march() {
        let until = DayRange::year_until(day("2028-02-29")).year_before();
        assert_eq!(until, range("2027-01-01", "2027-02-28"));
    }
}

//! What the dashboard shows of a day: what was sold on it, in the time up to it, and before.

use domain::order::ServiceType;
use domain::values::{BusinessDay, DayRange};
use sqlx::MySqlConnection;

use super::query::{first, services};
use super::{Services, Sums};
use crate::ReadError;

/// A time that is shown of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The day.
    Today,
    /// Its month, up to it.
    Month,
    /// Its year, up to it.
    Year,
    /// All that was, up to it.
    AllTime,
    /// The day before.
    Yesterday,
    /// The same days of the year before as of its year.
    YearBefore,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 6] =
        [Self::Today, Self::Month, Self::Year, Self::AllTime, Self::Yesterday, Self::YearBefore];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Month => "month",
            Self::Year => "year",
            Self::AllTime => "all_time",
            Self::Yesterday => "yesterday",
            Self::YearBefore => "year_before",
        }
    }

    /// Its days, as of that one. `first`: the first day anything is known of.
    fn days(self, today: BusinessDay, first: Option<BusinessDay>) -> DayRange {
        match self {
            Self::Today => DayRange::day(today),
            Self::Month => DayRange::month_until(today),
            Self::Year => DayRange::year_until(today),
            Self::AllTime => {
                let first = first.map_or(today, |first| first.min(today));
                DayRange::new(first, today).unwrap_or(DayRange::day(today))
            }
            Self::Yesterday => DayRange::day(today.preceding()),
            Self::YearBefore => DayRange::year_until(today).year_before(),
        }
    }

    /// Whether a day is one of its days.
    pub(super) fn holds(self, day: BusinessDay, today: BusinessDay) -> bool {
        let days = self.days(today, Some(day));
        (days.first()..=days.last()).contains(&day)
    }
}

/// What was sold, as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sales {
    today: BusinessDay,
    first: Option<BusinessDay>,
    periods: [Services; 6],
}

impl Sales {
    /// Of a shop that sold nothing, as of that day.
    pub(super) fn nothing(today: BusinessDay) -> Self {
        let services = ServiceType::ALL.map(|service| (service, Sums::default()));
        Self { today, first: None, periods: [services; 6] }
    }

    /// As the tables have it.
    pub(super) async fn read(
        tables: &mut MySqlConnection,
        today: BusinessDay,
    ) -> Result<Self, ReadError> {
        let first = first(tables).await?;
        let mut sales = Self { first, ..Self::nothing(today) };
        for (period, known) in Period::ALL.into_iter().zip(&mut sales.periods) {
            *known = services(tables, period.days(today, first)).await?;
        }
        Ok(sales)
    }

    /// The first day anything is known of; it may lie behind the day.
    pub(super) const fn first(&self) -> Option<BusinessDay> {
        self.first
    }

    pub(super) const fn first_mut(&mut self) -> &mut Option<BusinessDay> {
        &mut self.first
    }

    /// The days of a period.
    pub fn days(&self, period: Period) -> DayRange {
        period.days(self.today, self.first)
    }

    /// What each service came to in a period, at all outlets; zeros if that was nothing.
    pub const fn services(&self, period: Period) -> &Services {
        &self.periods[period as usize]
    }

    pub(super) const fn services_mut(&mut self, period: Period) -> &mut Services {
        &mut self.periods[period as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_in_the_periods_that_reach_it() {
        let day = |text: &str| BusinessDay::parse(text).unwrap();
        let today = day("2026-03-01");
        let holding = |text: &str| {
            let held = Period::ALL.into_iter().filter(|period| period.holds(day(text), today));
            held.map(Period::name).collect::<Vec<_>>()
        };
        assert_eq!(holding("2026-03-01"), ["today", "month", "year", "all_time"]);
        assert_eq!(holding("2026-02-28"), ["year", "all_time", "yesterday"]);
        assert_eq!(holding("2026-01-01"), ["year", "all_time"]);
        assert_eq!(holding("2025-12-31"), ["all_time"]);
        assert_eq!(holding("2025-03-01"), ["all_time", "year_before"]);
        assert_eq!(holding("2025-03-02"), ["all_time"]);
        assert!(holding("2026-03-02").is_empty(), "tomorrow somewhere else");
    }

    #[test]
    fn periods_stand_where_they_are_looked_for() {
        for (at, period) in Period::ALL.into_iter().enumerate() {
            assert_eq!(period as usize, at);
        }
    }
}

//! Which page of a list, and in which order.

use chrono::NaiveDateTime;
use domain::values::BusinessDay;

use super::Value;

/// What a list can be sorted by.
#[derive(Debug, PartialEq, Eq)]
pub struct Sort {
    /// What the API calls it.
    pub name: &'static str,
    /// The column, never NULL. Rows that are alike in it are sorted by their ids.
    pub column: &'static str,
    /// What the column holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A name.
    Text,
    /// A moment.
    Instant,
    /// A day.
    Day,
}

const INSTANT: &str = "%Y-%m-%d %H:%M:%S%.6f";

impl Kind {
    /// A value as [`Place::text`] and the database write it.
    pub fn parse(self, text: &str) -> Option<Value> {
        match self {
            Self::Number => text.parse().ok().map(Value::Number),
            Self::Text => Some(Value::Text(text.to_owned())),
            Self::Instant => {
                let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
                Some(Value::Instant(at.and_utc()))
            }
            Self::Day => BusinessDay::parse(text).ok().map(Value::Day),
        }
    }
}

/// A row's place in a list: by what the list is sorted by, and by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What the list is sorted by.
    pub value: Value,
    /// Its id.
    pub id: i64,
}

impl Place {
    /// What the list is sorted by, as text.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Instant(at) => at.naive_utc().format(INSTANT).to_string(),
            Value::Day(day) => day.to_string(),
        }
    }
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// So many pages from the beginning; the first is 1.
    Page(u32),
    /// Behind that place, whatever was added or removed before it.
    After(Place),
}

/// Which page of a list, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Where it begins.
    pub start: Start,
    /// Rows a page.
    pub limit: u32,
    /// What the list is sorted by.
    pub sort: &'static Sort,
    /// The largest, latest, last first.
    pub descending: bool,
}

impl Paging {
    /// The first rows of a list.
    pub const fn first(limit: u32, sort: &'static Sort, descending: bool) -> Self {
        Self { start: Start::Page(1), limit, sort, descending }
    }

    /// How many rows lie before the page, as far as they are counted.
    pub(super) const fn offset(&self) -> i64 {
        match self.start {
            Start::Page(page) => (page as i64 - 1) * self.limit as i64,
            Start::After(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for (kind, text) in [
            (Kind::Number, "-75000"),
            (Kind::Text, "Bu Ani, 50%"),
            (Kind::Instant, "2026-11-23 03:00:00.000001"),
            (Kind::Day, "2026-11-23"),
        ] {
            let place = Place { value: kind.parse(text).unwrap(), id: 7 };
            assert_eq!(place.text(), text);
        }
        for (kind, text) in [(Kind::Number, "many"), (Kind::Instant, "now"), (Kind::Day, "1")] {
            assert_eq!(kind.parse(text), None, "{text}");
        }
    }
}

//! Reading the query of a list: page, limit, sort, filters. Unknown ones are refused, not ignored.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::extract::{Path, Query};
use axum::http::request::Parts;
use chrono::{DateTime, Datelike, Utc};
use domain::values::{BusinessDay, DayRange, ValueError};
use projections::list::{COUNTED, Paging, Sort, Start};

use crate::cursor;
use crate::error::{ApiError, Detail};

/// The parameters of a query, each to be taken once.
pub(crate) struct Params {
    left: BTreeMap<String, String>,
    /// The names that were looked for.
    known: Vec<String>,
    wrong: Vec<Detail>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let refused = |_| {
            let mut params = Self::of(BTreeMap::new());
            params.refuse("query", "INVALID_FORMAT", "must be name=value, joined by &".to_owned());
            ApiError::invalid(params.wrong)
        };
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        Ok(Self::of(query.map_err(refused)?.0))
    }
}

impl Params {
    const fn of(left: BTreeMap<String, String>) -> Self {
        Self { left, known: Vec::new(), wrong: Vec::new() }
    }

    /// A parameter, made into a value; empty is as good as missing.
    pub(crate) fn take<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.known.push(name.to_owned());
        let text = self.left.remove(name).filter(|text| !text.is_empty())?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(message) => {
                self.refuse(name, "INVALID_FORMAT", message);
                None
            }
        }
    }

    /// A parameter that must be there.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if self.left.get(name).is_none_or(String::is_empty) {
            self.known.push(name.to_owned());
            self.left.remove(name);
            self.refuse(name, "MISSING_FIELD", "is required".to_owned());
            return None;
        }
        self.take(name, parse)
    }

    /// A parameter that is `true` or `false`.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name, |text| match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("must be true or false".to_owned()),
        })
    }

    /// Refuses that a parameter is not there.
    pub(crate) fn missing(&mut self, name: &str, why: &str) {
        self.refuse(name, "MISSING_FIELD", why.to_owned());
    }

    /// The page asked for, of a list that can be sorted by those: by the first, newest first, unless
    /// `sort` says otherwise. `sort=total` begins with the least, `sort=-total` with the most.
    pub(crate) fn paging(&mut self, sorts: &'static [Sort]) -> Paging {
        let known = |text: &str| {
            // A plus sign in a query is a space.
            let text = text.trim_start_matches([' ', '+']);
            let (name, descending) = text.strip_prefix('-').map_or((text, false), |n| (n, true));
            let sort = sorts.iter().find(|sort| sort.name == name);
            sort.map(|sort| (sort, descending)).ok_or_else(|| {
                let both = |sort: &Sort| format!("{name} or -{name}", name = sort.name);
                format!("must be {}", sorts.iter().map(both).collect::<Vec<_>>().join(", "))
            })
        };
        let (sort, descending) = self.take("sort", known).unwrap_or((&sorts[0], true));
        self.paging_by(sort, descending)
    }

    /// The page asked for, of a list that stands in one order; out of range is brought into it (K-18).
    pub(crate) fn paging_by(&mut self, sort: &'static Sort, descending: bool) -> Paging {
        let whole =
            |text: &str| text.parse::<i64>().map_err(|_| "must be a whole number".to_owned());
        let asked = self.take("page", whole);
        let limit = self.take("limit", whole).unwrap_or(20).clamp(1, 100);
        let after = self.take("after", |text| cursor::read(text, sort, descending));
        let page = asked.unwrap_or(1).clamp(1, i64::from(u32::MAX));
        if asked.is_some() && after.is_some() {
            let message = "goes on where a page ended: give page or after, not both".to_owned();
            self.refuse("after", "INVALID_FORMAT", message);
        } else if (page - 1).saturating_mul(limit) >= COUNTED {
            let message = format!(
                "lies beyond row {COUNTED}: go on with after, which is meta.next of the page before"
            );
            self.refuse("page", "INVALID_RANGE", message);
        }
        let small = |number: i64| u32::try_from(number).unwrap_or(1);
        let start = after.map_or(Start::Page(small(page)), Start::After);
        Paging { start, limit: small(limit), sort, descending }
    }

    /// `startDate` and `endDate`: the days of a period, both included; this month so far if neither is
    /// given, from the first of the last one's month if only that is.
    pub(crate) fn days(&mut self, today: BusinessDay) -> DayRange {
        let day = |text: &str| BusinessDay::parse(text).map_err(|error| error.to_string());
        let (first, last) = (self.take("startDate", day), self.take("endDate", day));
        let last = last.unwrap_or_else(|| first.map_or(today, |first| first.max(today)));
        let usual = DayRange::month_until(last);
        let Some(first) = first else { return usual };
        DayRange::new(first, last).unwrap_or_else(|wrong| {
            self.refuse("endDate", "INVALID_RANGE", wrong.to_string());
            usual
        })
    }

    /// Refuses what is wrong, and what is left over.
    ///
    /// # Errors
    /// 400, naming every parameter that is wrong.
    pub(crate) fn finish(mut self) -> Result<(), ApiError> {
        let known = if self.known.is_empty() {
            "nothing can be asked here".to_owned()
        } else {
            format!("known are {}", self.known.join(", "))
        };
        for name in std::mem::take(&mut self.left).into_keys() {
            self.refuse(&name, "INVALID_FORMAT", format!("is not known here: {known}"));
        }
        if self.wrong.is_empty() { Ok(()) } else { Err(ApiError::invalid(self.wrong)) }
    }

    fn refuse(&mut self, name: &str, code: &'static str, message: String) {
        self.wrong.push(Detail::of(name, message, code));
    }
}

/// An id, for [`Params::take`].
pub(crate) fn id<T>(
    parse: impl Fn(i64) -> Result<T, ValueError>,
) -> impl Fn(&str) -> Result<T, String> {
    move |text| {
        let id = text.parse().ok().and_then(|id| parse(id).ok());
        id.ok_or_else(|| "must be a whole number from 1".to_owned())
    }
}

/// One of a few names, in any case, for [`Params::take`].
pub(crate) fn one_of<T: Copy>(
    known: &[T],
    name: impl Fn(T) -> &'static str,
) -> impl Fn(&str) -> Result<T, String> {
    move |text| {
        let lower = text.to_ascii_lowercase();
        known.iter().copied().find(|one| name(*one) == lower).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|one| name(*one)).collect();
            format!("must be one of {}", names.join(", "))
        })
    }
}

/// An instant in UTC, for [`Params::take`].
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let instant = text.parse::<DateTime<Utc>>().ok();
    let within = instant.filter(|instant| (1..=9999).contains(&instant.year()));
    within.ok_or_else(|| "must be a time such as 2026-11-23T03:00:00Z".to_owned())
}

/// The one id of a path, such as `{id}`.
pub(crate) struct PathId(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let named = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let named = named.ok().and_then(|Path(mut named)| named.pop());
        let (field, text) = named.unwrap_or(("id".to_owned(), String::new()));
        let id = text.parse().ok().filter(|id| *id >= 1);
        id.map(Self).ok_or_else(|| {
            let message = "must be a whole number from 1";
            ApiError::invalid(vec![Detail::of(&field, message, "INVALID_FORMAT")])
        })
    }
}

/// The two ids of a path such as `/customers/{id}/addresses/{addressId}`.
pub(crate) struct PathIds(pub i64, pub i64);

impl<S: Send + Sync> FromRequestParts<S> for PathIds {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let named = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let named = named.map(|Path(named)| named).unwrap_or_default();
        let id = |text: &str| text.parse::<i64>().ok().filter(|id| *id >= 1);
        let ids: Vec<i64> = named.iter().filter_map(|(_, text)| id(text)).collect();
        if let (&[one, two], 2) = (&ids[..], named.len()) {
            return Ok(Self(one, two));
        }
        let wrong = named.into_iter().filter(|(_, text)| id(text).is_none());
        let message = "must be a whole number from 1";
        let detail = |(field, _): (String, _)| Detail::of(&field, message, "INVALID_FORMAT");
        Err(ApiError::invalid(wrong.map(detail).collect()))
    }
}

#[cfg(test)]
mod tests {
    use projections::list::{Place, Value};
    use projections::orders::{BY_TOTAL, SORTS};

    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::of(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn pages_out_of_range_are_brought_into_it() {
        let cases = [
            ("PAG-01", "1", "20", (1, 20)),
            ("PAG-03", "-5", "20", (1, 20)),
            ("PAG-05", "1", "150", (1, 100)),
            ("PAG-06", "1", "200", (1, 100)),
            ("PAG-07", "2", "50", (2, 50)),
            ("PAG-08", "", "", (1, 20)),
        ];
        for (id, page, limit, (expected, rows)) in cases {
            let mut params = params(&[("page", page), ("limit", limit)]);
            let paging = params.paging(SORTS);
            assert_eq!((&paging.start, paging.limit), (&Start::Page(expected), rows), "{id}");
            assert!(params.finish().is_ok(), "{id}");
        }
    }

    #[test]
    fn what_is_no_number_or_not_known_is_refused_with_what_is() {
        let mut params = params(&[("page", "two"), ("colour", "red"), ("sort", "price")]);
        params.paging(SORTS);
        let error = params.finish().unwrap_err();
        let said: Vec<(&str, &str)> =
            error.info.details.iter().map(|d| (d.field.as_str(), d.message.as_str())).collect();
        let expected = [
            (
                "sort",
                "must be createdAt or -createdAt, updatedAt or -updatedAt, total or -total, \
                 orderNumber or -orderNumber",
            ),
            ("page", "must be a whole number"),
            ("colour", "is not known here: known are sort, page, limit, after"),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_period_is_this_month_unless_something_else_is_asked_for() {
        let today = BusinessDay::parse("2026-11-23").unwrap();
        let cases = [
            ("", "", "2026-11-01", "2026-11-23"),
            ("2026-10-05", "", "2026-10-05", "2026-11-23"),
            ("2026-12-05", "", "2026-12-05", "2026-12-05"),
            ("", "2025-02-28", "2025-02-01", "2025-02-28"),
            ("2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"),
        ];
        for (start, end, first, last) in cases {
            let mut params = params(&[("startDate", start), ("endDate", end)]);
            let days = params.days(today);
            assert_eq!(
                (days.first().to_string(), days.last().to_string()),
                (first.into(), last.into())
            );
            assert!(params.finish().is_ok());
        }
        let mut backwards = params(&[("startDate", "2026-11-23"), ("endDate", "2026-11-22")]);
        backwards.days(today);
        let error = backwards.finish().unwrap_err();
        assert_eq!(error.info.details[0].field, "endDate");
    }

    #[test]
    fn a_list_is_sorted_as_asked_or_newest_first() {
        for (text, name, descending) in
            [("", "createdAt", true), ("total", "total", false), ("-total", "total", true)]
        {
            let paging = params(&[("sort", text)]).paging(SORTS);
            assert_eq!((paging.sort.name, paging.descending), (name, descending), "{text}");
        }
        let paging = params(&[("sort", " createdAt")]).paging(SORTS);
        assert!(!paging.descending, "a plus sign in a query is a space");
    }

    #[test]
    fn nobody_reads_past_the_ten_thousandth_row_by_pages() {
        let mut far = params(&[("page", "101"), ("limit", "100")]);
        far.paging(SORTS);
        let error = far.finish().unwrap_err();
        assert!(error.info.details[0].message.contains("go on with after"));
        let mut last = params(&[("page", "100"), ("limit", "100")]);
        last.paging(SORTS);
        assert!(last.finish().is_ok());
    }

    #[test]
    fn whoever_goes_on_where_a_page_ended_counts_no_pages() {
        let place = Place { value: Value::Number(75_000), id: 7 };
        let after = cursor::written(&Paging::first(20, &BY_TOTAL, false), &place);
        let mut on = params(&[("sort", "total"), ("after", &after)]);
        assert_eq!(on.paging(SORTS).start, Start::After(place));
        assert!(on.finish().is_ok());
        for (other, wrong) in [("page", "2"), ("sort", "-total"), ("after", "x")] {
            let mut pairs = vec![("sort", "total"), ("after", after.as_str())];
            pairs.retain(|(name, _)| *name != other);
            pairs.push((other, wrong));
            let mut params = params(&pairs);
            params.paging(SORTS);
            let error = params.finish().unwrap_err();
            assert_eq!(error.info.details[0].field, "after", "{other}={wrong}");
        }
    }
}

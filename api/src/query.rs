//! Reading the query of a list: page, limit, sort, filters. Unknown ones are refused, not ignored.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::extract::{Path, Query};
use axum::http::request::Parts;
use projections::orders::Paging;

use crate::error::{ApiError, Detail};
use crate::reply::Meta;

/// The parameters of a query, each to be taken once.
pub(crate) struct Params {
    left: BTreeMap<String, String>,
    wrong: Vec<Detail>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let refused = |_| {
            let mut params = Self { left: BTreeMap::new(), wrong: Vec::new() };
            params.refuse("query", "INVALID_FORMAT", "must be name=value, joined by &".to_owned());
            ApiError::invalid(params.wrong)
        };
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        Ok(Self { left: query.map_err(refused)?.0, wrong: Vec::new() })
    }
}

impl Params {
    /// A parameter, made into a value; empty is as good as missing.
    pub(crate) fn take<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
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

    /// The page asked for; out of range is brought into it (K-18).
    pub(crate) fn paging(&mut self) -> Paging {
        let whole =
            |text: &str| text.parse::<i64>().map_err(|_| "must be a whole number".to_owned());
        let page = self.take("page", whole).unwrap_or(1).clamp(1, i64::from(u32::MAX));
        let limit = self.take("limit", whole).unwrap_or(20).clamp(1, 100);
        if (page - 1).saturating_mul(limit) >= Meta::COUNTED {
            let message = "lies beyond the 10000th row: narrow the list with filters".to_owned();
            self.refuse("page", "INVALID_RANGE", message);
        }
        let small = |number: i64| u32::try_from(number).unwrap_or(1);
        Paging { page: small(page), limit: small(limit), ascending: false }
    }

    /// `sort=createdAt` or `sort=-createdAt`: whether the oldest comes first.
    pub(crate) fn sort_by_age(&mut self) -> bool {
        // A plus sign in a query is a space.
        let oldest_first = self.take("sort", |text| match text.trim_start_matches([' ', '+']) {
            "createdAt" => Ok(true),
            "-createdAt" => Ok(false),
            _ => Err("must be createdAt or -createdAt".to_owned()),
        });
        oldest_first.unwrap_or(false)
    }

    /// Refuses what is wrong, and what is left over.
    ///
    /// # Errors
    /// 400, naming every parameter that is wrong.
    pub(crate) fn finish(mut self) -> Result<(), ApiError> {
        for name in std::mem::take(&mut self.left).into_keys() {
            self.refuse(&name, "INVALID_FORMAT", "is not known here".to_owned());
        }
        if self.wrong.is_empty() { Ok(()) } else { Err(ApiError::invalid(self.wrong)) }
    }

    fn refuse(&mut self, name: &str, code: &'static str, message: String) {
        let field = name.to_owned();
        self.wrong.push(Detail {
            field,
            message,
            code: Some(code),
            allowed: None,
            required_role: None,
        });
    }
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
        let detail = |(field, _)| Detail {
            field,
            message: "must be a whole number from 1".to_owned(),
            code: Some("INVALID_FORMAT"),
            allowed: None,
            required_role: None,
        };
        Err(ApiError::invalid(wrong.map(detail).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        let left = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Params { left, wrong: Vec::new() }
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
        for (id, page, limit, expected) in cases {
            let mut params = params(&[("page", page), ("limit", limit)]);
            let paging = params.paging();
            assert_eq!((paging.page, paging.limit), expected, "{id}");
            assert!(params.finish().is_ok(), "{id}");
        }
    }

    #[test]
    fn what_is_no_number_or_not_known_is_refused() {
        let mut params = params(&[("page", "two"), ("colour", "red"), ("sort", "total")]);
        params.paging();
        params.sort_by_age();
        let error = params.finish().unwrap_err();
        let fields: Vec<&str> = error.info.details.iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, ["page", "sort", "colour"]);
    }

    #[test]
    fn nobody_reads_past_the_ten_thousandth_row() {
        let mut far = params(&[("page", "101"), ("limit", "100")]);
        far.paging();
        assert!(far.finish().is_err());
        let mut last = params(&[("page", "100"), ("limit", "100")]);
        last.paging();
        assert!(last.finish().is_ok());
    }
}

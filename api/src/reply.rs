//! The envelope of every success.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use projections::list::{COUNTED, Page, Paging, Start};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cursor;
use crate::error::ErrorBody;

pub(crate) const LOG_POSITION: HeaderName = HeaderName::from_static("x-log-position");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A success.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Envelope<T> {
    /// Always true.
    pub success: bool,
    /// What was asked for.
    pub data: T,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListEnvelope<T> {
    /// Always true.
    pub success: bool,
    /// The page.
    pub data: Vec<T>,
    /// Where in the list it stands.
    pub meta: Meta,
}

/// A page of a list, and what all of its pages come to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummedEnvelope<T, S> {
    /// Always true.
    pub success: bool,
    /// The page.
    pub data: Vec<T>,
    /// The sums of all pages.
    pub totals: Vec<S>,
    /// Where in the list it stands.
    pub meta: Meta,
}

/// Something, and a page of what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PagedEnvelope<T> {
    /// Always true.
    pub success: bool,
    /// What was asked for, with the page.
    pub data: T,
    /// Where among its lines the page stands.
    pub meta: Meta,
}

/// Where in a list a page stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Meta {
    /// The page, from 1; none for one that goes on `after` another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page.
    pub limit: u32,
    /// How many match, exact up to 10,000.
    pub total: i64,
    /// Whether more than 10,000 match.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub total_capped: bool,
    /// How many pages those make.
    pub total_pages: i64,
    /// If more rows come behind this page: the `after` with which to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Meta {
    /// Of a page that was read.
    pub(crate) fn of<T>(paging: &Paging, page: &Page<T>) -> Self {
        let total = page.matches.min(COUNTED);
        let limit = i64::from(paging.limit);
        Self {
            page: match paging.start {
                Start::Page(page) => Some(page),
                Start::After(_) => None,
            },
            limit: paging.limit,
            total,
            total_capped: page.matches > COUNTED,
            total_pages: (total + limit - 1) / limit,
            next: page.next.as_ref().map(|place| cursor::written(paging, place)),
        }
    }
}

/// A reply: what, at which position of the log, and of which version.
#[derive(Debug)]
pub(crate) struct Reply<T> {
    status: StatusCode,
    body: T,
    position: Option<i64>,
    version: Option<i64>,
    replayed: bool,
}

impl<T: Serialize> Reply<Envelope<T>> {
    /// 200.
    pub(crate) fn ok(data: T) -> Self {
        let body = Envelope { success: true, data };
        Self { status: StatusCode::OK, body, position: None, version: None, replayed: false }
    }

    /// 201.
    pub(crate) fn created(data: T) -> Self {
        Self { status: StatusCode::CREATED, ..Self::ok(data) }
    }
}

impl Reply<()> {
    /// 204: done, and there is nothing to show.
    pub(crate) fn nothing() -> Self {
        let status = StatusCode::NO_CONTENT;
        Self { status, body: (), position: None, version: None, replayed: false }
    }
}

impl<T: Serialize> Reply<ListEnvelope<T>> {
    /// 200, a page.
    pub(crate) fn page(paging: &Paging, page: Page<T>) -> Self {
        let meta = Meta::of(paging, &page);
        let body = ListEnvelope { success: true, data: page.rows, meta };
        Self { status: StatusCode::OK, body, position: None, version: None, replayed: false }
    }
}

impl<T: Serialize> Reply<PagedEnvelope<T>> {
    /// 200, something with a page of what belongs to it.
    pub(crate) fn paged(data: T, meta: Meta) -> Self {
        Self::of(PagedEnvelope { success: true, data, meta })
    }
}

impl<T: Serialize, S: Serialize> Reply<SummedEnvelope<T, S>> {
    /// 200, a page and the sums of all pages.
    pub(crate) fn summed(paging: &Paging, page: Page<T>, totals: Vec<S>) -> Self {
        let meta = Meta::of(paging, &page);
        let body = SummedEnvelope { success: true, data: page.rows, totals, meta };
        Self { status: StatusCode::OK, body, position: None, version: None, replayed: false }
    }
}

impl<T> Reply<T> {
    /// 200, in an envelope of its own.
    pub(crate) const fn of(body: T) -> Self {
        Self { status: StatusCode::OK, body, position: None, version: None, replayed: false }
    }

    /// Says whether this had been done before, under the same idempotency key.
    pub(crate) fn replayed(self, replayed: bool) -> Self {
        Self { replayed, ..self }
    }

    /// Says at which position of the log this was read or written.
    pub(crate) fn at(self, position: i64) -> Self {
        Self { position: Some(position), ..self }
    }

    /// Says which version of the thing this is.
    pub(crate) fn version(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let mut response = if self.status == StatusCode::NO_CONTENT {
            self.status.into_response()
        } else {
            (self.status, Json(self.body)).into_response()
        };
        if let Some(position) = self.position {
            response.headers_mut().insert(LOG_POSITION, HeaderValue::from(position));
        }
        if self.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        if let Some(version) = self.version
            && let Ok(tag) = HeaderValue::try_from(format!("\"{version}\""))
        {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// Thousandths as a JSON number: 1,500 is `1.5`. Exact to the last digit for all that the shop
/// measures.
#[allow(clippy::cast_precision_loss)] // below 2^53
pub(crate) fn decimal(thousandths: i64) -> f64 {
    thousandths as f64 / 1000.0
}

/// The refusals any endpoint may answer with.
#[derive(utoipa::IntoResponses)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) enum Refusals {
    /// The request is out of shape; `details` names every wrong field.
    #[response(status = 400)]
    Invalid(#[to_schema] ErrorBody),
    /// No token, or one that is expired or not ours.
    #[response(status = 401)]
    Unauthorized(#[to_schema] ErrorBody),
    /// The caller's role may not do this.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
    /// There is no such thing.
    #[response(status = 404)]
    NotFound(#[to_schema] ErrorBody),
    /// Somebody else was faster, or it exists already.
    #[response(status = 409)]
    Conflict(#[to_schema] ErrorBody),
    /// The shop says no; `details` says why.
    #[response(status = 422)]
    Refused(#[to_schema] ErrorBody),
    /// A database is away; see Retry-After.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}

#[cfg(test)]
mod tests {
    use projections::orders::BY_TOTAL;

    use super::*;

    fn meta(limit: u32, matches: i64) -> Meta {
        let page = Page { matches, ..Page::<()>::empty() };
        Meta::of(&Paging::first(limit, &BY_TOTAL, true), &page)
    }

    #[test]
    fn pages_are_counted_up() {
        assert_eq!(meta(20, 150).total_pages, 8, "PAG-11");
        assert_eq!(meta(20, 0).total_pages, 0, "PAG-12");
        assert_eq!(meta(10, 25).total_pages, 3, "PAG-13");
        let many = meta(100, 10_001);
        assert_eq!((many.total, many.total_capped), (10_000, true));
    }

    #[test]
    fn thousandths_are_written_as_people_do() {
        for (thousandths, json) in [(1_500, "1.5"), (1_005, "1.005"), (10_000_000, "10000.0")] {
            assert_eq!(serde_json::to_string(&decimal(thousandths)).unwrap(), json);
        }
    }
}

//! How often somebody may ask: who they are and what kind of request it is; and what a reply says of it.

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use infra::rate_limit::{Class, Verdict};

use super::Wall;
use crate::error::ApiError;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// What a request of somebody signed in counts as.
pub(crate) fn class_of(method: &Method, route: &str) -> Class {
    if route.starts_with("/api/v1/reports/") || route.ends_with("/export") {
        Class::Report
    } else if method.is_safe() {
        Class::Read
    } else if method == Method::DELETE {
        Class::Delete
    } else {
        Class::Write
    }
}

/// A request that was counted, if requests are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted(Option<Verdict>);

impl Counted {
    /// Counts one.
    pub(crate) async fn now(wall: &Wall, class: Class, caller: &str) -> Self {
        match &wall.limiter {
            Some(limiter) => Self(Some(limiter.count(class, caller).await)),
            None => Self(None),
        }
    }

    /// The reply to a request too many.
    pub(crate) fn refusal(self) -> Option<Response> {
        let verdict = self.0.filter(|verdict| !verdict.allowed)?;
        let seconds = seconds(verdict.retry_in).max(1);
        let message = format!(
            "that was more than {} requests an hour: try again in {seconds} s",
            verdict.limit
        );
        let refusal = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", message);
        let mut response = refusal.into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        Some(self.told(response))
    }

    /// The reply, saying how many more requests would be answered, and when all would.
    pub(crate) fn told(self, mut response: Response) -> Response {
        if let Some(verdict) = self.0 {
            let reset = Utc::now().timestamp() + seconds(verdict.full_in);
            let headers = response.headers_mut();
            headers.insert(LIMIT, HeaderValue::from(verdict.limit));
            headers.insert(REMAINING, HeaderValue::from(verdict.remaining));
            headers.insert(RESET, HeaderValue::from(reset));
        }
        response
    }
}

/// Whole seconds, not too few.
const fn seconds(micros: i64) -> i64 {
    (micros + 999_999) / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_what_they_are() {
        for (method, route, class) in [
            (Method::GET, "/api/v1/orders", Class::Read),
            (Method::HEAD, "/api/v1/orders", Class::Read),
            (Method::POST, "/api/v1/payments", Class::Write),
            (Method::PATCH, "/api/v1/{service}/orders/{id}", Class::Write),
            (Method::DELETE, "/api/v1/{service}/orders/{id}", Class::Delete),
            (Method::GET, "/api/v1/reports/daily-sales", Class::Report),
            (Method::GET, "/api/v1/audit-log/export", Class::Report),
            (Method::GET, "/api/v1/dashboard", Class::Read),
        ] {
            assert_eq!(class_of(&method, route), class, "{method} {route}");
        }
    }
}

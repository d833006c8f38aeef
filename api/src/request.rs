//! What every request has: an id, which is also in its reply, in the logs and in the metadata of
//! its events; and a line in the logs and in the metrics when it is done.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, histogram};
use tracing::Instrument;

use crate::error::ApiError;

/// How long any request may take. What stands behind it has shorter limits of its own.
const ANSWER: Duration = Duration::from_secs(30);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of a request.
#[derive(Debug, Clone)]
pub(crate) struct RequestInfo {
    /// Its id: the caller's own if it is sane, else a fresh one.
    pub id: String,
    /// Where it came from.
    pub client_ip: Option<String>,
}

pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let own = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    let id = own.filter(|id| sane(id)).map_or_else(fresh, str::to_owned);
    let client_ip = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| address.ip().to_string());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(RequestInfo { id: id.clone(), client_ip });
    let span = tracing::info_span!("request", request_id = %id);
    let answering = tokio::time::timeout(ANSWER, next.run(request).instrument(span));
    let mut response = answering.await.unwrap_or_else(|_| {
        ApiError::unavailable("no answer in time; whether it was saved is not known")
            .into_response()
    });
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    tracing::info!(
        request_id = %id,
        method,
        path,
        status,
        millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    let labels = [("method", method), ("route", route), ("status", status.to_string())];
    counter!("kharisma_http_requests_total", &labels).increment(1);
    histogram!("kharisma_http_request_seconds", &labels[..2]).record(took);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn sane(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

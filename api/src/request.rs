//! What every request has: an id, which is also in its reply, in the logs and in the metadata of
//! its events; and a line in the logs and in the metrics when it is done.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, histogram};
use projections::ReadError;
use projections::read_db::noting_parked;
use tracing::Instrument;

use crate::error::ApiError;
use crate::state::Till;
use crate::wall::client_address;

/// How long any request may take. What stands behind it has shorter limits of its own.
const ANSWER: Duration = Duration::from_secs(30);
/// The read models of the reply of which events are parked: rows may be short of those.
const PARKED: HeaderName = HeaderName::from_static("x-parked");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of a request.
#[derive(Debug, Clone)]
pub(crate) struct RequestInfo {
    /// Its id: the caller's own if it is sane, else a fresh one.
    pub id: String,
    /// Where it came from.
    pub client_ip: Option<String>,
}

pub(crate) async fn observe(
    State(till): State<Till>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let own = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    let id = own.filter(|id| sane(id)).map_or_else(fresh, str::to_owned);
    let client_ip =
        request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| {
            let trusted = &till.wall.config.trusted_proxies;
            client_address(peer.ip(), request.headers(), trusted).to_string()
        });
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(RequestInfo { id: id.clone(), client_ip });
    let span = tracing::info_span!("request", request_id = %id);
    let answering = noting_parked(next.run(request).instrument(span));
    let answered = tokio::time::timeout(ANSWER, answering).await;
    let (mut response, parked) = answered.unwrap_or_else(|_| {
        let late = "no answer in time; whether it was saved is not known";
        (ApiError::unavailable(late).into_response(), Vec::new())
    });
    if !parked.is_empty()
        && let Ok(names) = HeaderValue::from_str(&parked.join(", "))
    {
        response.headers_mut().insert(PARKED, names);
    }
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

/// Queries do not wait for a read server that goes away while they read: nobody knows whether it comes
/// back. What needs no read server is done before this gives up, and `/health` knows for itself.
pub(crate) async fn unless_it_goes_away(
    State(till): State<Till>,
    request: Request,
    next: Next,
) -> Response {
    if !request.method().is_safe() || request.uri().path().ends_with("/health") {
        return next.run(request).await;
    }
    tokio::select! {
        biased;
        response = next.run(request) => response,
        () = till.read_db.is_lost() => {
            ApiError::from(ReadError::Unavailable("it went away".to_owned())).into_response()
        }
    }
}

fn sane(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

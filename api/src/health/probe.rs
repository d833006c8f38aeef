//! `GET /health/live` and `/health/ready`

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::Till;

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200)))]
pub(crate) async fn live() -> StatusCode {
    StatusCode::OK
}

/// The process can take commands: send it requests. The read database may be away: then no other
/// process could answer queries either, and sales go on.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200), (status = 503)))]
pub(crate) async fn ready(State(till): State<Till>) -> StatusCode {
    match super::status::log_head(&till).await {
        Some(_) if till.desk.log.is_usable() => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

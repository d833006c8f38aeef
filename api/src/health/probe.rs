//! `GET /health/live` and `/health/ready`

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::Till;

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200)))]
pub(crate) async fn live() -> StatusCode {
    StatusCode::OK
}

/// The process can take commands and answer queries: send it requests.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200), (status = 503)))]
pub(crate) async fn ready(State(till): State<Till>) -> StatusCode {
    let both = async { tokio::join!(super::status::log_head(&till), till.read_db.positions()) };
    match tokio::time::timeout(Duration::from_secs(1), both).await {
        Ok((Some(_), Ok(_))) if till.desk.log.is_usable() => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

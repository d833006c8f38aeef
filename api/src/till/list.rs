//! `GET /tills`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::places::{Places, tills};
use projections::runtime::Projection;

use super::reply::TillReply;
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Every shared till that was ever enrolled.
#[utoipa::path(get, path = "/api/v1/tills", tag = "tills", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<TillReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<TillReply>>>, ApiError> {
    staff.may(Permission::TillsWrite).await?;
    let mut snapshot = till.read_db.snapshot(Places::NAME, min_position(&headers)?).await?;
    let rows = tills(&mut snapshot).await?;
    Ok(Reply::ok(rows.into_iter().map(Into::into).collect()).at(snapshot.position))
}

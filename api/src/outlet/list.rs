//! `GET /outlets`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::places::{Places, outlets};
use projections::runtime::Projection;

use super::reply::OutletReply;
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Every outlet.
#[utoipa::path(get, path = "/api/v1/outlets", tag = "outlets", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<OutletReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<OutletReply>>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let mut snapshot = till.read_db.snapshot(Places::NAME, min_position(&headers)?).await?;
    let rows = outlets(&mut snapshot).await?;
    Ok(Reply::ok(rows.into_iter().map(Into::into).collect()).at(snapshot.position))
}

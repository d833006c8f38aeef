//! `GET /drawers`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::places::{Places, drawers};
use projections::runtime::Projection;

use super::reply::DrawerReply;
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Every drawer of cash.
#[utoipa::path(get, path = "/api/v1/drawers", tag = "drawers", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<DrawerReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<DrawerReply>>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let mut snapshot = till.read_db.snapshot(Places::NAME, min_position(&headers)?).await?;
    let rows = drawers(&mut snapshot).await?;
    Ok(Reply::ok(rows.into_iter().map(Into::into).collect()).at(snapshot.position))
}

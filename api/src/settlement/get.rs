//! `GET /settlements/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::settlement::SettlementError;
use domain::user::Permission;
use domain::values::SettlementId;
use projections::runtime::Projection;
use projections::settlements::{Settlements, find};

use super::reply::SettlementReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One settlement, with its payments and refunds.
#[utoipa::path(get, path = "/api/v1/settlements/{id}", tag = "settlements",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<SettlementReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<SettlementReply>>, ApiError> {
    staff.may(Permission::SettlementsRead).await?;
    let id = SettlementId::new(id).map_err(|_| SettlementError::NotFound)?;
    let mut snapshot = till.read_db.snapshot(Settlements::NAME, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(SettlementError::NotFound)?;
    let reply = SettlementReply::of(&row.settlement, row.version)?;
    Ok(Reply::ok(reply).at(snapshot.position).version(row.version))
}

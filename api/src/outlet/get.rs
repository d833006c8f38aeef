//! `GET /outlets/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::outlet::OutletError;
use domain::user::Permission;
use domain::values::OutletId;
use projections::places::{Places, outlet};
use projections::runtime::Projection;

use super::reply::OutletReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One outlet.
#[utoipa::path(get, path = "/api/v1/outlets/{id}", tag = "outlets", security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<OutletReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<OutletReply>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let id = OutletId::new(id).map_err(|_| OutletError::NotFound)?;
    let mut snapshot = till.read_db.snapshot(Places::NAME, min_position(&headers)?).await?;
    let row = outlet(&mut snapshot, id).await?.ok_or(OutletError::NotFound)?;
    let version = row.version;
    Ok(Reply::ok(row.into()).at(snapshot.position).version(version))
}

//! `GET /water-delivery/schedule/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::OrderId;
use projections::orders::{Orders, find};
use projections::runtime::Projection;

use super::entry::{DeliveryEntry, Viewer};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One entry; its id is that of the order.
#[utoipa::path(get, path = "/api/v1/water-delivery/schedule/{id}", tag = "water delivery",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<DeliveryEntry>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<DeliveryEntry>>, ApiError> {
    let role = staff.may(Permission::OrdersRead).await?;
    params.finish()?;
    let missing = || ApiError::not_found("such delivery");
    let id = OrderId::new(id).map_err(|_| missing())?;
    let mut snapshot = till.read_db.snapshot(Orders::NAME, min_position(&headers)?).await?;
    let found = find(&mut snapshot, Some(ServiceType::WaterDelivery), id).await?;
    let row = found.ok_or_else(missing)?;
    let entry = DeliveryEntry::of(&row.order, row.version, &Viewer::of(&staff, role))?;
    Ok(Reply::ok(entry).at(snapshot.position).version(row.version))
}

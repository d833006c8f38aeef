//! `GET /customers/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::orders::totals_of;

use super::list::look;
use super::reply::ShownCustomer;
use super::{known, known_id};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// One customer. A record that was merged says into which.
#[utoipa::path(get, path = "/api/v1/customers/{id}", tag = "customers", security(("bearer" = [])),
    params(("id" = i64, Path), ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<ShownCustomer>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<ShownCustomer>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let include_deleted = params.flag("includeDeleted").unwrap_or(false);
    params.finish()?;
    let id = known_id(id)?;
    let mut snapshot = look(&till, &headers).await?;
    let row = known(&mut snapshot, id, include_deleted).await?;
    let totals = totals_of(&mut snapshot, [id.get()]).await?;
    let theirs = totals.get(&id.get()).copied().unwrap_or_default();
    let shown = ShownCustomer::of(&row, theirs, role)?;
    Ok(Reply::ok(shown).at(snapshot.position).version(row.version))
}

//! `GET /users/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::{Permission, UserError};
use domain::values::UserId;
use projections::access_records::last_logins;
use projections::runtime::Projection;
use projections::users::{Users, find};

use super::details::UserDetails;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One login. Everybody may look at their own (K-22).
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    let own = staff.user_id().get() == id;
    // A permission that everybody has who can sign in.
    staff.may(if own { Permission::ConfigRead } else { Permission::UsersRead }).await?;
    let id = UserId::new(id).map_err(|_| UserError::NotFound)?;
    let mut snapshot = till.read_db.snapshot(Users::NAME, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(UserError::NotFound)?;
    let version = row.version;
    let last = last_logins(&mut snapshot, &till.log_name, &[row.id]).await?;
    Ok(Reply::ok(UserDetails::used(row, &last)).at(snapshot.position).version(version))
}

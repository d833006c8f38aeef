//! `GET /users`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::{Permission, Role};
use projections::access_records::last_logins;
use projections::runtime::Projection;
use projections::users::{SORTS, UserFilter, Users};

use super::details::UserDetails;
use crate::error::ApiError;
use crate::query::{Params, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Who may sign in, or could once; newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query,
            description = "createdAt, -createdAt, username or -username"),
        ("filter[role]" = Option<String>, Query),
        ("filter[isActive]" = Option<bool>, Query),
        ("q" = Option<String>, Query, description = "part of a username, name or e-mail address"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<UserDetails>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<UserDetails>>, ApiError> {
    staff.may(Permission::UsersRead).await?;
    let paging = params.paging(SORTS);
    let filter = UserFilter {
        role: params.take("filter[role]", one_of(&Role::ALL, Role::name)),
        active: params.flag("filter[isActive]"),
        holds: params.take("q", |text| Ok(text.to_owned())),
    };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Users::NAME, min_position(&headers)?).await?;
    let found = projections::users::list(&mut snapshot, &filter, &paging).await?;
    let logins: Vec<i64> = found.rows.iter().map(|row| row.id).collect();
    let last = last_logins(&mut snapshot, &till.log_name, &logins).await?;
    Ok(Reply::page(&paging, found.map(|row| UserDetails::used(row, &last))).at(snapshot.position))
}

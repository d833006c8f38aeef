//! `PUT /users/{id}/employee`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::{Permission, UserError};
use domain::values::EmployeeId;
use utoipa::ToSchema;

use super::fields::target;
use crate::auth::login::UserReply;
use crate::body::{Body, Fields, number};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Who is behind a login.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct LinkEmployeeRequest {
    /// A paid worker who works here and is behind no other login; null: nobody.
    #[schema(required = true)]
    employee_id: Option<i64>,
}

#[allow(clippy::option_option)] // missing and null are two things
fn read(fields: &mut Fields) -> Option<Option<EmployeeId>> {
    fields.nullable("employeeId", number(EmployeeId::new))
}

/// Says which paid worker is behind a login: what is assigned to them is theirs to start and
/// complete, and they do not change what pays themselves.
#[utoipa::path(put, path = "/api/v1/users/{id}/employee", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = LinkEmployeeRequest,
    responses((status = 200, body = Envelope<UserReply>), Refusals))]
pub(crate) async fn link(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserReply>>, ApiError> {
    let employee = staff.said(Permission::UsersUpdate, body.read(read)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::user::link(&till.desk, &call, target, employee).await?;
    let user = &done.what;
    let login = user.state.login().ok_or(UserError::NotFound)?;
    let reply = Reply::ok(UserReply::of(login));
    Ok(reply.at(user.position).version(user.sequence).replayed(done.replayed))
}

//! `PATCH /users/{id}`, `PUT /users/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::user::UserEdits;
use domain::user::Permission;
use domain::values::{EmailAddress, EmployeeId};
use utoipa::ToSchema;

use super::details::{UserDetails, changed};
use super::fields::{full_name, role, target};
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// What to correct; what is missing stays as it is.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EditUserRequest {
    /// 1 to 100 characters.
    full_name: Option<String>,
    /// Nobody else has it, in whatever letters.
    email: Option<String>,
    /// admin, manager, cashier, service_staff, viewer; not one's own.
    role: Option<String>,
    /// A paid worker who works here and is behind no other login; null: nobody.
    employee_id: Option<i64>,
}

fn read(fields: &mut Fields) -> UserEdits {
    UserEdits {
        full_name: fields.optional("fullName", full_name),
        email: fields.optional("email", text(EmailAddress::parse)),
        role: fields.optional("role", role),
        employee_id: fields.change("employeeId", number(EmployeeId::new)),
    }
}

async fn change(
    till: &Till,
    staff: &Staff,
    id: i64,
    headers: &HeaderMap,
    body: &Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    let edits = staff.said(Permission::UsersUpdate, body.read(|fields| Some(read(fields)))).await?;
    let (call, target) = (staff.call(body), target(id, headers)?);
    changed(&commands::user::edit(&till.desk, &call, target, &edits).await?)
}

/// Corrects a login: whose it is, what it may do, who is behind it. A role counts from the login's
/// next request on. Nobody changes their own.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = i64, Path)), request_body = EditUserRequest,
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn edit(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    change(&till, &staff, id, &headers, &body).await
}

/// The same as PATCH: every field is optional, and what is missing stays as it is.
#[utoipa::path(put, path = "/api/v1/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = i64, Path)), request_body = EditUserRequest,
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn replace(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    change(&till, &staff, id, &headers, &body).await
}

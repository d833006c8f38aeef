//! `POST /users`

use axum::extract::State;
use commands::user::NewLogin;
use domain::user::Permission;
use domain::values::{EmailAddress, EmployeeId, Username};
use utoipa::ToSchema;

use super::fields::{full_name, role};
use super::temporary::{GivenPasswordReply, give};
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A login to give out.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RegisterUserRequest {
    /// 3 to 50 letters, digits, `_ . -`; nobody else has it, in whatever letters. It never changes.
    username: String,
    /// 1 to 100 characters.
    full_name: String,
    /// Nobody else has it, in whatever letters.
    email: String,
    /// admin, manager, cashier, service_staff, viewer
    role: String,
    /// The paid worker behind it, who works here and is behind no other login.
    employee_id: Option<i64>,
}

fn read(fields: &mut Fields) -> Option<NewLogin> {
    let username = fields.required("username", text(Username::parse));
    let full_name = fields.required("fullName", full_name);
    let email = fields.required("email", text(EmailAddress::parse));
    let role = fields.required("role", role);
    let employee_id = fields.optional("employeeId", number(EmployeeId::new));
    Some(NewLogin {
        user_id: None,
        username: username?,
        full_name: full_name?,
        email: email?,
        role: role?,
        employee_id,
        temporary_password: true,
    })
}

/// Gives somebody a login, and a password to begin with: it is good for a day, and for setting
/// another. The reply holds it and is never made again, so there is no Idempotency-Key: one that was
/// lost on its way is reset.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", security(("bearer" = [])),
    request_body = RegisterUserRequest,
    responses((status = 201, body = Envelope<GivenPasswordReply>), Refusals))]
pub(crate) async fn register(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<GivenPasswordReply>>, ApiError> {
    let new = staff.said(Permission::UsersCreate, body.read(read)).await?;
    let user = commands::user::register(&till.desk, &staff.call(&body), &new).await?;
    give(&till, &user, Reply::created).await
}

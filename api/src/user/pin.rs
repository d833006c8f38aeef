//! `PUT /users/me/pin`

use axum::extract::State;
use chrono::Utc;
use domain::user::User;
use domain::values::Pin;
use infra::credentials::{Proof, Secret};
use infra::event_log::Loaded;
use utoipa::ToSchema;

use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::reply::{Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A PIN of one's own.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PinRequest {
    /// 6 digits.
    pin: String,
    /// What one signs in with.
    current_password: String,
}

fn read(fields: &mut Fields) -> Option<(Pin, String)> {
    let pin = fields.required("pin", text(Pin::parse));
    let password = fields.required("currentPassword", text(|text| Ok(text.to_owned())));
    Some((pin?, password?))
}

/// Sets one's own PIN, to approve with at somebody else's till. The one before is good for nothing
/// any more. A wrong password counts as a wrong PIN does.
#[utoipa::path(put, path = "/api/v1/users/me/pin", tag = "users", security(("bearer" = [])),
    request_body = PinRequest, responses((status = 204), Refusals))]
pub(crate) async fn set(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    let user: Loaded<User> = till.desk.log.load(staff.user_id().get()).await?;
    let login = commands::admitted(&user)?;
    let (pin, password) = body.read(read)?;
    let (name, now) = (login.actor.username.get().as_str(), Utc::now());
    let secret = Secret::Password(password);
    match till.credentials.prove(name, &secret, till.desk.log.hash(), now).await? {
        Proof::Of(user) if user == staff.user_id() => {}
        Proof::Of(_) | Proof::Wrong => return Err(ApiError::wrong_password()),
        Proof::Locked { until } => return Err(ApiError::locked(until, now)),
    }
    till.credentials.set_pin(staff.user_id(), &pin).await?;
    Ok(Reply::nothing())
}

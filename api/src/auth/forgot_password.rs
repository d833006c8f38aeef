//! `POST /auth/forgot-password`

use axum::extract::State;
use chrono::{SubsecRound, Utc};
use domain::claim::{Claim, ClaimScope};
use domain::values::EmailAddress;
use serde::Serialize;
use utoipa::ToSchema;

use super::signed_in;
use crate::body::{Body, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::state::Till;

/// Where letters about one's login go.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ForgotRequest {
    email: String,
}

/// What everybody is told.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForgotReply {
    message: &'static str,
}

/// Sends a link to choose another password, good for an hour and once, if a login has that address.
/// Everybody gets the same answer, in the same time. To one address only so many go within an hour.
#[utoipa::path(post, path = "/api/v1/auth/forgot-password", tag = "auth",
    request_body = ForgotRequest,
    responses((status = 200, body = Envelope<ForgotReply>), Refusals))]
pub(crate) async fn forgot_password(
    State(till): State<Till>,
    body: Body,
) -> Result<Reply<Envelope<ForgotReply>>, ApiError> {
    let email = body.read(|f| f.required("email", text(EmailAddress::parse)))?;
    // Beside the answer: the time it takes would tell whether there is such a login.
    tokio::spawn(async move {
        if let Err(error) = send(&till, &email).await {
            tracing::warn!(code = error.info.code, "no link could be sent");
        }
    });
    let message = "if a login has that address, a link is on its way";
    Ok(Reply::ok(ForgotReply { message }))
}

async fn send(till: &Till, email: &EmailAddress) -> Result<(), ApiError> {
    let Some(messages) = &till.messages else { return Ok(()) };
    let now = Utc::now().trunc_subsecs(6);
    // Counted for everybody, before anything is looked up.
    if !till.credentials.one_more_letter(email.as_str(), now).await? {
        return Ok(());
    }
    let claim = Claim::any_case(ClaimScope::USER_EMAIL, email.as_str());
    let Some(id) = till.desk.log.holder(&claim).await? else { return Ok(()) };
    let Some(login) = signed_in::login_of(till, id).await? else { return Ok(()) };
    let token = till.credentials.reset_token(login.actor.id, now).await?;
    let link = format!("{}/reset-password?token={token}", till.public_url);
    messages.password_reset(email.as_str(), &link);
    Ok(())
}

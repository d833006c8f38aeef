//! A password that somebody else gives: it is made up here, shown in one reply, and kept as a hash.

use chrono::{DateTime, Utc};
use domain::user::{Login, TEMPORARY, User, UserError};
use infra::embedded::random_password;
use infra::event_log::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use super::details::UserDetails;
use crate::error::ApiError;
use crate::reply::{Envelope, Reply};
use crate::state::Till;

/// 80 random bits, in letters and figures that are not mistaken for each other.
const LENGTH: usize = 16;

/// A login, and the password that is shown this once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GivenPasswordReply {
    #[serde(flatten)]
    user: UserDetails,
    /// Good for a day, and for setting another. Nobody can show it again.
    temporary_password: String,
    /// Until when.
    temporary_password_until: DateTime<Utc>,
}

/// Gives a login another password, and shows it. It was written down before that somebody does: if it
/// cannot be kept now, they do it again.
///
/// # Errors
/// 503 if it cannot be kept.
pub(super) async fn give(
    till: &Till,
    user: &Loaded<User>,
    replied: fn(GivenPasswordReply) -> Reply<Envelope<GivenPasswordReply>>,
) -> Result<Reply<Envelope<GivenPasswordReply>>, ApiError> {
    let login = user.state.login().ok_or(UserError::NotFound)?;
    let password = random_password(LENGTH);
    let until = login.changed_at + TEMPORARY;
    keep(till, login, &password, until).await?;
    let reply = replied(GivenPasswordReply {
        user: UserDetails::of(user)?,
        temporary_password: password,
        temporary_password_until: until,
    });
    Ok(reply.at(user.position).version(user.sequence))
}

/// Keeps the password beside the log. Whoever is signed in with the one before is signed out.
async fn keep(
    till: &Till,
    login: &Login,
    password: &str,
    until: DateTime<Utc>,
) -> Result<(), ApiError> {
    let (id, username) = (login.actor.id, login.actor.username.get().as_str());
    till.credentials.set_temporary(id, username, password, until).await?;
    Ok(till.sessions.end_all(id, None).await?)
}

//! Somebody chooses their own password. It is set beside the log by whoever calls: no secret passes
//! through an event.

use domain::user::{self, ChangePassword, User};
use infra::event_log::{Draft, Loaded, Metadata};

use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// Writes down that the caller chose their password, once it is set. It takes no permission, and is
/// the one thing that whoever must change theirs may do; nor does it take an idempotency key, for its
/// body holds secrets.
///
/// # Errors
/// [`CommandError`].
pub async fn change_password(desk: &Desk, call: &Call) -> Result<Loaded<User>, CommandError> {
    let changes = [Loaded::<User>::fresh(call.user_id.get()).stream()];
    let done = deciding(desk, None, &changes, move |attempt| {
        Box::pin(async move {
            let mut user: Loaded<User> = attempt.load(call.user_id.get()).await?;
            let login = crate::known(&user)?;
            let metadata = Metadata {
                user_id: Some(call.user_id.to_string()),
                username: Some(login.actor.username.get().to_string()),
                role: Some(login.role.name().to_owned()),
                till_id: call.till_id.map(|till_id| till_id.to_string()),
                request_id: Some(call.request_id.clone()),
                correlation_id: Some(call.request_id.clone()),
                client_ip: call.client_ip.clone(),
                ..Metadata::default()
            };
            let events = user::change_password(&user.state, ChangePassword { at: call.at })?;
            let mut draft = Draft::new(&metadata, call.at)?;
            draft.append(&user, &events)?;
            let appended = attempt.append(draft).await?;
            user.absorb(events, &appended);
            Ok(user)
        })
    });
    Ok(done.await?.what)
}

//! Somebody else gives a login a password. It is set beside the log by whoever calls: no secret passes
//! through an event.

use domain::user::{self, Permission, ResetPassword, User};
use infra::event_log::Loaded;

use super::UserTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// Writes down that a login is given a temporary password. The reply holds a secret, so it is never
/// made again: no idempotency key is used up.
///
/// # Errors
/// [`CommandError`].
pub async fn reset_password(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
) -> Result<Loaded<User>, CommandError> {
    let (call, changes) = (&Call { key: None, ..call.clone() }, [target.stream()]);
    let done = deciding(desk, None, &changes, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::UsersUpdate).await?;
            let cmd = ResetPassword { by: opened.authority.actor(), at: call.at };
            let events = user::reset_password(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    });
    Ok(done.await?.what)
}

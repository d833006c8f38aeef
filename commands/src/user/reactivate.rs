//! A login is good again.

use domain::user::{self, Permission, ReactivateUser, User};
use infra::event_log::Loaded;

use super::UserTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Reactivates a login. Its password has to be changed first of all.
///
/// # Errors
/// [`CommandError`].
pub async fn reactivate(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::UsersUpdate).await?;
            let cmd = ReactivateUser { by: opened.authority.actor(), at: call.at };
            let events = user::reactivate(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

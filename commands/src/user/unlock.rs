//! Wrong passwords are not held against a login any more.

use domain::user::{self, Permission, UnlockUser, User};
use infra::event_log::Loaded;

use super::UserTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Writes down that a login is unlocked. The lock itself is taken off by whoever calls: it stands beside
/// the log.
///
/// # Errors
/// [`CommandError`].
pub async fn unlock(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::UsersUpdate).await?;
            let cmd = UnlockUser { by: opened.authority.actor(), at: call.at };
            let events = user::unlock(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

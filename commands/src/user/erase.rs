//! What is known about whose login it is is erased.

use domain::user::{self, EraseUser, Permission, User};
use domain::values::ErasureReason;
use infra::event_log::Loaded;

use super::UserTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Erases what is known about whose login it is. The log destroys the key of their data in the same
/// transaction, and deletes the login's passwords, PIN, sessions and links beside it.
///
/// # Errors
/// [`CommandError`].
pub async fn erase(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
    reason: ErasureReason,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::UsersErase).await?;
            let cmd = EraseUser { reason, by: opened.authority.login().clone(), at: call.at };
            let events = user::erase(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

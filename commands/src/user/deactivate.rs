//! Nobody signs in with a login any more.

use domain::user::{self, DeactivateUser, Permission, User};
use infra::event_log::Loaded;

use super::UserTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Deactivates a login: it is refused from its next request on, whatever token it shows.
///
/// # Errors
/// [`CommandError`].
pub async fn deactivate(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::UsersDelete).await?;
            let cmd = DeactivateUser { by: opened.authority.login().clone(), at: call.at };
            let events = user::deactivate(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

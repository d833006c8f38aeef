//! A name that was locked by wrong passwords may be tried again at once. Locks themselves stand beside
//! the log: they come and go by themselves.

use chrono::{DateTime, Utc};

use super::{Actor, User, UserError, UserEvent};

/// Unlocks a login.
#[derive(Debug, Clone)]
pub struct UnlockUser {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Writes down who unlocked the login, whether it was locked or not.
///
/// # Errors
/// [`UserError::Inactive`], [`UserError::NotFound`].
pub fn unlock(user: &User, cmd: UnlockUser) -> Result<Vec<UserEvent>, UserError> {
    let login = user.active()?;
    Ok(vec![UserEvent::UserUnlocked {
        user_id: login.actor.id,
        unlocked_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deactivated, registered};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    #[test]
    fn an_active_login_can_be_unlocked_at_any_time() {
        let cmd = || UnlockUser { by: ibu(), at: now() };
        let user: User = replay(registered());
        let events = unlock(&user, cmd()).unwrap();
        assert_eq!(events.len(), 1);
        let after: User = replay(registered().into_iter().chain(events));
        assert_eq!(after, user, "nothing about the login is other than before");
        assert_eq!(unlock(&replay(deactivated()), cmd()), Err(UserError::Inactive));
        assert_eq!(unlock(&User::default(), cmd()), Err(UserError::NotFound));
    }
}

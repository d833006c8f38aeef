//! Whose login it is came back. They know their old password, and so may others by now: it is good
//! for setting another only.

use chrono::{DateTime, Utc};

use super::{Actor, User, UserError, UserEvent};

/// Reactivates a login.
#[derive(Debug, Clone)]
pub struct ReactivateUser {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the login is active again, with the role it had.
///
/// # Errors
/// [`UserError::Erased`], [`UserError::AlreadyActive`], [`UserError::NotFound`].
pub fn reactivate(user: &User, cmd: ReactivateUser) -> Result<Vec<UserEvent>, UserError> {
    let login = user.known()?;
    if login.active {
        return Err(UserError::AlreadyActive);
    }
    Ok(vec![UserEvent::UserReactivated {
        user_id: login.actor.id,
        reactivated_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deactivated, registered};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    fn cmd() -> ReactivateUser {
        ReactivateUser { by: ibu(), at: now() }
    }

    #[test]
    fn who_comes_back_must_change_their_password() {
        let mut events = deactivated();
        events.extend(reactivate(&replay(events.clone()), cmd()).unwrap());
        let user: User = replay(events);
        let login = user.login().unwrap();
        assert!(login.active && login.must_change_password);
        assert_eq!(reactivate(&user, cmd()), Err(UserError::AlreadyActive));
        assert_eq!(reactivate(&replay(registered()), cmd()), Err(UserError::AlreadyActive));
        assert_eq!(reactivate(&User::default(), cmd()), Err(UserError::NotFound));
    }
}

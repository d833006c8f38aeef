//! A password that somebody else chose: it is good for a day, and for setting another. It stands
//! beside the log, as a hash; the log knows that it was given, and by whom.

use chrono::{DateTime, Duration, Utc};

use super::{Actor, User, UserError, UserEvent};

/// How long a temporary password is good for.
pub const TEMPORARY: Duration = Duration::hours(24);

/// Gives a login a temporary password.
#[derive(Debug, Clone)]
pub struct ResetPassword {
    /// Who gives it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether a login gets a temporary password.
///
/// # Errors
/// [`UserError::OwnPassword`], [`UserError::Inactive`], [`UserError::NotFound`].
pub fn reset_password(user: &User, cmd: ResetPassword) -> Result<Vec<UserEvent>, UserError> {
    let login = user.active()?;
    if login.actor.id == cmd.by.id {
        return Err(UserError::OwnPassword);
    }
    Ok(vec![UserEvent::UserPasswordReset {
        user_id: login.actor.id,
        reset_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{admin, deactivated, registered};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    #[test]
    fn whoever_gets_a_password_from_somebody_else_must_change_it() {
        let cmd = || ResetPassword { by: ibu(), at: now() };
        let mut events = registered();
        assert!(!replay::<User>(events.clone()).login().unwrap().must_change_password);
        events.extend(reset_password(&replay(events.clone()), cmd()).unwrap());
        assert!(replay::<User>(events).login().unwrap().must_change_password);
        assert_eq!(reset_password(&User::of(admin(1)), cmd()), Err(UserError::OwnPassword));
        assert_eq!(reset_password(&replay(deactivated()), cmd()), Err(UserError::Inactive));
        assert_eq!(reset_password(&User::default(), cmd()), Err(UserError::NotFound));
    }
}

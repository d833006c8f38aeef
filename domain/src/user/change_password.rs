//! A password that whose login it is chose themselves. It stands beside the log, as a hash.

use chrono::{DateTime, Utc};

use super::{User, UserError, UserEvent};

/// Writes down that somebody chose their password.
#[derive(Debug, Clone, Copy)]
pub struct ChangePassword {
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether somebody may choose their password. Who they are was proved before.
///
/// # Errors
/// [`UserError::Inactive`], [`UserError::NotFound`].
pub fn change_password(user: &User, cmd: ChangePassword) -> Result<Vec<UserEvent>, UserError> {
    let user_id = user.active()?.actor.id;
    Ok(vec![UserEvent::UserPasswordChanged { user_id, occurred_at: cmd.at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deactivated, registered};
    use super::super::{ResetPassword, reset_password};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    #[test]
    fn a_password_of_their_own_need_not_be_changed() {
        let (cmd, mut events) = (ChangePassword { at: now() }, registered());
        let reset = ResetPassword { by: ibu(), at: now() };
        events.extend(reset_password(&replay(events.clone()), reset).unwrap());
        events.extend(change_password(&replay(events.clone()), cmd).unwrap());
        assert!(!replay::<User>(events).login().unwrap().must_change_password);
        assert_eq!(change_password(&replay(deactivated()), cmd), Err(UserError::Inactive));
        assert_eq!(change_password(&User::default(), cmd), Err(UserError::NotFound));
    }
}

//! Nobody signs in with a login any more. It is never deleted: events name it, and whose it is may
//! come back.

use chrono::{DateTime, Utc};

use super::{Login, User, UserError, UserEvent};

/// Deactivates a login.
#[derive(Debug, Clone)]
pub struct DeactivateUser {
    /// Who says so, as they are now.
    pub by: Login,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the login is deactivated. It counts from its next request on. Name, address and
/// worker stay its own.
///
/// An admin goes by the word of another active admin only, who must still be one when it is saved:
/// so one always remains.
///
/// # Errors
/// [`UserError`].
pub fn deactivate(user: &User, cmd: DeactivateUser) -> Result<Vec<UserEvent>, UserError> {
    let login = user.login().ok_or(UserError::NotFound)?;
    if !login.active {
        return Err(UserError::AlreadyInactive);
    }
    if login.is_the_same_as(&cmd.by) {
        return Err(UserError::OwnLogin);
    }
    login.may_go(&cmd.by)?;
    Ok(vec![UserEvent::UserDeactivated {
        user_id: login.actor.id,
        deactivated_by: cmd.by.actor,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::fixtures::{admin, registered};
    use super::*;
    use crate::log::{LogAggregate, replay};
    use crate::settings::fixtures::now;

    fn by(by: Login) -> DeactivateUser {
        DeactivateUser { by, at: now() }
    }

    #[test]
    fn a_deactivated_login_keeps_its_name() {
        let mut events = registered();
        let before: User = replay(events.clone());
        events.extend(deactivate(&before, by(admin(1))).unwrap());
        let after: User = replay(events);
        assert!(!after.login().unwrap().active);
        assert_eq!(after.claims(), before.claims());
        assert_eq!(deactivate(&after, by(admin(1))), Err(UserError::AlreadyInactive));
        assert_eq!(deactivate(&User::default(), by(admin(1))), Err(UserError::NotFound));
    }

    #[test]
    fn nobody_deactivates_themselves_and_an_admin_goes_by_another_admin_only() {
        let goes = |at_the_word_of| deactivate(&User::of(admin(2)), by(at_the_word_of));
        assert_eq!(goes(admin(2)), Err(UserError::OwnLogin));
        let manager = Login { role: Role::Manager, ..admin(1) };
        assert_eq!(goes(manager), Err(UserError::LastAdmin));
        assert_eq!(goes(Login { active: false, ..admin(1) }), Err(UserError::LastAdmin));
        assert_eq!(goes(admin(1)).unwrap().len(), 1);
    }
}

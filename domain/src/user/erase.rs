//! What is known about whose login it is is erased, once nobody signs in with it any more. What they
//! did stays theirs by the login's id.

use chrono::{DateTime, Utc};

use super::{Login, User, UserError, UserEvent};
use crate::values::ErasureReason;

/// Erases what is known about whose login it is.
#[derive(Debug, Clone)]
pub struct EraseUser {
    /// Why.
    pub reason: ErasureReason,
    /// Who says so, as they are now.
    pub by: Login,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether whose login it is is forgotten. It was deactivated before, by somebody else: so an
/// active admin remains. The log destroys the key of their data with the event, and the login's
/// passwords and sessions.
///
/// # Errors
/// [`UserError::OwnData`], [`UserError::StillActive`], [`UserError::Erased`], [`UserError::NotFound`].
pub fn erase(user: &User, cmd: EraseUser) -> Result<Vec<UserEvent>, UserError> {
    let login = user.known()?;
    if login.is_the_same_as(&cmd.by) {
        return Err(UserError::OwnData);
    }
    if login.active {
        return Err(UserError::StillActive);
    }
    Ok(vec![UserEvent::UserErased {
        user_id: login.actor.id,
        reason: cmd.reason,
        erased_by: cmd.by.actor,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{admin, deactivated, registered};
    use super::super::{
        ChangeRole, EditUser, LinkEmployee, ReactivateUser, Role, change_role, edit, link,
        reactivate,
    };
    use super::*;
    use crate::log::{LogAggregate, LogEvent, replay};
    use crate::settings::fixtures::{ibu, now};
    use crate::values::{ERASED, EmployeeId, Subject, UserId};

    fn cmd() -> EraseUser {
        EraseUser { reason: ErasureReason::Requested, by: admin(1), at: now() }
    }

    fn erased() -> Vec<UserEvent> {
        let mut events = deactivated();
        let employee_id = EmployeeId::new(7).ok();
        let link_them = LinkEmployee { employee_id, by: ibu(), at: now() };
        events.extend(link(&replay(events.clone()), link_them).unwrap());
        events.extend(erase(&replay(events.clone()), cmd()).unwrap());
        events
    }

    #[test]
    fn who_is_forgotten_is_called_nothing_and_claims_nothing() {
        let events = erased();
        let subject = Subject::User(UserId::new(3).unwrap());
        assert_eq!(events.last().unwrap().erases(), Some(subject));
        let gone: User = replay(events);
        let login = gone.login().unwrap();
        assert_eq!(login.actor.username.get().as_str(), ERASED);
        assert_eq!((login.erased_at, login.employee_id), (Some(now()), None));
        assert_eq!(gone.claims(), []);
        let text = serde_json::to_string(&gone).unwrap();
        assert!(
            !text.contains("Siti") && !text.contains("siti") && !text.contains("kasir"),
            "{text}"
        );
    }

    #[test]
    fn the_state_is_the_same_whether_the_events_before_can_still_be_read_or_not() {
        let sealed = |mut event: UserEvent| {
            if let UserEvent::UserRegistered { username, full_name, email, .. } = &mut event {
                username.erase();
                full_name.erase();
                email.erase();
            }
            event
        };
        let unread: User = replay(erased().into_iter().map(sealed));
        assert_eq!(unread, replay(erased()));
    }

    #[test]
    fn nobody_is_forgotten_who_can_sign_in_nor_by_themselves() {
        assert_eq!(erase(&replay(registered()), cmd()), Err(UserError::StillActive));
        assert_eq!(erase(&User::default(), cmd()), Err(UserError::NotFound));
        assert_eq!(erase(&User::of(admin(1)), cmd()), Err(UserError::OwnData));
        assert_eq!(erase(&User::of(admin(2)), cmd()), Err(UserError::StillActive), "an admin, too");
    }

    #[test]
    fn nothing_becomes_of_a_login_whose_owner_was_forgotten() {
        let gone: User = replay(erased());
        assert_eq!(erase(&gone, cmd()), Err(UserError::Erased));
        let (by, at) = (ibu(), now());
        let back = ReactivateUser { by: by.clone(), at };
        assert_eq!(reactivate(&gone, back), Err(UserError::Erased));
        let renamed = EditUser { full_name: None, email: None, by: by.clone(), at };
        assert_eq!(edit(&gone, renamed), Err(UserError::Erased));
        let role = ChangeRole { role: Role::Manager, by: admin(1), at };
        assert_eq!(change_role(&gone, role), Err(UserError::Erased));
        let linked = LinkEmployee { employee_id: None, by, at };
        assert_eq!(link(&gone, linked), Err(UserError::Erased));
    }
}

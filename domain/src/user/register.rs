//! Giving somebody a login.

use chrono::{DateTime, Utc};

use super::{Actor, Role, User, UserError, UserEvent};
use crate::values::{EmailAddress, EmployeeId, PersonName, Personal, Subject, UserId, Username};

/// Gives somebody a login.
#[derive(Debug, Clone)]
pub struct RegisterUser {
    /// The new login's id.
    pub user_id: UserId,
    /// What is typed to sign in.
    pub username: Username,
    /// Whose it is.
    pub full_name: PersonName,
    /// Where letters about it go.
    pub email: EmailAddress,
    /// What it may do.
    pub role: Role,
    /// The paid worker behind it.
    pub employee_id: Option<EmployeeId>,
    /// Who gives it the temporary password it begins with, unless its own is set already.
    pub temporary_by: Option<Actor>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the login comes to be.
///
/// # Errors
/// [`UserError::AlreadyRegistered`].
pub fn register(user: &User, cmd: RegisterUser) -> Result<Vec<UserEvent>, UserError> {
    if user.login().is_some() {
        return Err(UserError::AlreadyRegistered);
    }
    let subject = Subject::User(cmd.user_id);
    let (user_id, occurred_at) = (cmd.user_id, cmd.at);
    let mut events = vec![UserEvent::UserRegistered {
        user_id,
        username: Personal::about(subject, cmd.username),
        full_name: Personal::about(subject, cmd.full_name),
        email: Personal::about(subject, cmd.email),
        role: cmd.role,
        employee_id: cmd.employee_id,
        occurred_at,
    }];
    if let Some(reset_by) = cmd.temporary_by {
        events.push(UserEvent::UserPasswordReset { user_id, reset_by, occurred_at });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{new_login, registered};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::ibu;

    #[test]
    fn a_login_is_registered_once() {
        let user: User = replay(registered());
        assert_eq!(user.login().unwrap().role, Role::Cashier);
        assert!(!user.login().unwrap().must_change_password);
        assert_eq!(register(&user, new_login()), Err(UserError::AlreadyRegistered));
    }

    #[test]
    fn a_login_may_begin_with_a_temporary_password() {
        let cmd = RegisterUser { temporary_by: Some(ibu()), ..new_login() };
        let user: User = replay(register(&User::default(), cmd).unwrap());
        assert!(user.login().unwrap().must_change_password);
    }
}

//! Giving somebody a login.

use chrono::{DateTime, Utc};

use super::{Role, User, UserEvent};
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
    /// Now.
    pub at: DateTime<Utc>,
}

/// Why a login was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    /// Nobody was ever given a login under that id.
    #[error("there is no such user")]
    NotFound,
    /// That id is a login already.
    #[error("this login is registered already")]
    AlreadyRegistered,
}

/// Decides whether the login comes to be.
///
/// # Errors
/// [`UserError`].
pub fn register(user: &User, cmd: RegisterUser) -> Result<Vec<UserEvent>, UserError> {
    if user.login().is_some() {
        return Err(UserError::AlreadyRegistered);
    }
    let subject = Subject::User(cmd.user_id);
    Ok(vec![UserEvent::UserRegistered {
        user_id: cmd.user_id,
        username: Personal::about(subject, cmd.username),
        full_name: Personal::about(subject, cmd.full_name),
        email: Personal::about(subject, cmd.email),
        role: cmd.role,
        employee_id: cmd.employee_id,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{new_login, registered};
    use super::*;
    use crate::log::replay;

    #[test]
    fn a_login_is_registered_once() {
        let user: User = replay(registered());
        assert_eq!(user.login().unwrap().role, Role::Cashier);
        assert_eq!(register(&user, new_login()), Err(UserError::AlreadyRegistered));
    }
}

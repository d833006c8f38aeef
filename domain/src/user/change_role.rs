//! What a login may do from now on.

use chrono::{DateTime, Utc};

use super::{Login, Role, User, UserError, UserEvent};

/// Gives a login another role.
#[derive(Debug, Clone)]
pub struct ChangeRole {
    /// What it may do from now on.
    pub role: Role,
    /// Who says so, as they are now.
    pub by: Login,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the role changes. It counts from the login's next request on.
///
/// An admin loses that role by the word of another active admin only, who must still be one when it
/// is saved: so one always remains.
///
/// # Errors
/// [`UserError::Erased`], [`UserError::NotFound`], [`UserError::OwnRole`], [`UserError::LastAdmin`].
pub fn change_role(user: &User, cmd: ChangeRole) -> Result<Vec<UserEvent>, UserError> {
    let login = user.known()?;
    if login.role == cmd.role {
        return Ok(Vec::new());
    }
    if login.is_the_same_as(&cmd.by) {
        return Err(UserError::OwnRole);
    }
    login.may_go(&cmd.by)?;
    Ok(vec![UserEvent::UserRoleChanged {
        user_id: login.actor.id,
        role: cmd.role,
        changed_by: cmd.by.actor,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{admin, registered};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::now;

    fn cmd(role: Role, by: Login) -> ChangeRole {
        ChangeRole { role, by, at: now() }
    }

    fn of(login: Login) -> User {
        User::of(login)
    }

    #[test]
    fn a_role_changes_once() {
        let mut events = registered();
        let changed = change_role(&replay(events.clone()), cmd(Role::Manager, admin(1))).unwrap();
        events.extend(changed);
        let user: User = replay(events);
        assert_eq!(user.login().unwrap().role, Role::Manager);
        assert_eq!(change_role(&user, cmd(Role::Manager, admin(1))), Ok(vec![]), "it is that");
        let nobody = change_role(&User::default(), cmd(Role::Viewer, admin(1)));
        assert_eq!(nobody, Err(UserError::NotFound));
    }

    #[test]
    fn nobody_changes_their_own_role() {
        let own = |role| change_role(&of(admin(1)), cmd(role, admin(1)));
        assert_eq!(own(Role::Manager), Err(UserError::OwnRole));
        assert_eq!(own(Role::Admin), Ok(vec![]), "to say what is so changes nothing");
    }

    #[test]
    fn an_admin_is_demoted_by_another_active_admin_only() {
        let demote = |by| change_role(&of(admin(2)), cmd(Role::Viewer, by));
        assert_eq!(demote(admin(1)).unwrap().len(), 1);
        let manager = Login { role: Role::Manager, ..admin(1) };
        let gone = Login { active: false, ..admin(1) };
        for by in [manager, gone] {
            assert_eq!(demote(by), Err(UserError::LastAdmin));
        }
        let inactive = of(Login { active: false, ..admin(2) });
        let by = Login { role: Role::Manager, ..admin(1) };
        assert_eq!(change_role(&inactive, cmd(Role::Viewer, by)).unwrap().len(), 1);
    }
}

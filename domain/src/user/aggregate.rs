//! The state of a login, and the adapter to `cqrs_es`.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{
    Actor, ChangePassword, ChangeRole, DeactivateUser, EditUser, EraseUser, LinkEmployee,
    ReactivateUser, RegisterUser, ResetPassword, Role, UnlockUser, UserError, UserEvent,
    change_password, change_role, deactivate, edit, erase, link, reactivate, register,
    reset_password, unlock,
};
use crate::claim::{Claim, ClaimScope};
use crate::log::LogAggregate;
use crate::values::{EmailAddress, EmployeeId, Personal};

/// Everything that can be said about a login.
#[derive(Debug, Clone)]
pub enum UserCommand {
    /// See [`register`].
    Register(RegisterUser),
    /// See [`link`].
    Link(LinkEmployee),
    /// See [`edit`].
    Edit(EditUser),
    /// See [`change_role`].
    ChangeRole(ChangeRole),
    /// See [`deactivate`].
    Deactivate(DeactivateUser),
    /// See [`reactivate`].
    Reactivate(ReactivateUser),
    /// See [`unlock`].
    Unlock(UnlockUser),
    /// See [`reset_password`].
    ResetPassword(ResetPassword),
    /// See [`change_password`].
    ChangePassword(ChangePassword),
    /// See [`erase`].
    Erase(EraseUser),
}

/// A login, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User(Option<Login>);

/// What rules need to know of a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Who it is, as events remember it.
    pub actor: Actor,
    /// Where letters about it go.
    pub email: Personal<EmailAddress>,
    /// What it may do.
    pub role: Role,
    /// The paid worker behind it.
    pub employee_id: Option<EmployeeId>,
    /// Whether it is good for anything.
    pub active: bool,
    /// Whether its password is good for setting another only.
    pub must_change_password: bool,
    /// Since when there is one.
    pub registered_at: DateTime<Utc>,
    /// When something happened to it last.
    pub changed_at: DateTime<Utc>,
    /// When what was known about whose it was was erased, if it was.
    pub erased_at: Option<DateTime<Utc>>,
}

impl Login {
    /// Whether that is the same login.
    pub(super) fn is_the_same_as(&self, other: &Self) -> bool {
        self.actor.id == other.actor.id
    }

    const fn is_an_admin_now(&self) -> bool {
        self.active && matches!(self.role, Role::Admin)
    }

    /// Whether it may lose what it can do at the word of `by`. At least one active admin remains:
    /// the one who says so.
    pub(super) const fn may_go(&self, by: &Self) -> Result<(), UserError> {
        if self.is_an_admin_now() && !by.is_an_admin_now() {
            return Err(UserError::LastAdmin);
        }
        Ok(())
    }
}

impl User {
    #[cfg(test)]
    pub(crate) const fn of(login: Login) -> Self {
        Self(Some(login))
    }

    /// The login, if it was ever registered.
    pub const fn login(&self) -> Option<&Login> {
        self.0.as_ref()
    }

    /// The login, unless whose it was was forgotten.
    ///
    /// # Errors
    /// [`UserError::NotFound`], [`UserError::Erased`].
    pub(super) fn known(&self) -> Result<&Login, UserError> {
        let login = self.login().ok_or(UserError::NotFound)?;
        if login.erased_at.is_some() { Err(UserError::Erased) } else { Ok(login) }
    }

    /// The login, if it is good for anything.
    ///
    /// # Errors
    /// [`UserError::NotFound`], [`UserError::Inactive`].
    pub(super) fn active(&self) -> Result<&Login, UserError> {
        let login = self.login().ok_or(UserError::NotFound)?;
        if login.active { Ok(login) } else { Err(UserError::Inactive) }
    }

    fn change(&mut self, at: DateTime<Utc>, change: impl FnOnce(&mut Login)) {
        if let Some(login) = &mut self.0 {
            login.changed_at = at;
            change(login);
        }
    }
}

impl LogAggregate for User {
    const CLAIMS: bool = true;

    fn claims(&self) -> Vec<Claim> {
        // Who was forgotten lets go of everything: somebody new may have it.
        let Ok(login) = self.known() else { return Vec::new() };
        let mut claims = vec![
            Claim::any_case(ClaimScope::USERNAME, login.actor.username.get().as_str()),
            Claim::any_case(ClaimScope::USER_EMAIL, login.email.get().as_str()),
        ];
        let employee = login.employee_id.map(|id| id.to_string());
        claims.extend(employee.map(|id| Claim::any_case(ClaimScope::USER_EMPLOYEE, &id)));
        claims
    }
}

impl Aggregate for User {
    const TYPE: &'static str = "user";
    type Command = UserCommand;
    type Event = UserEvent;
    type Error = UserError;
    type Services = ();

    async fn handle(
        &mut self,
        command: UserCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), UserError> {
        let events = match command {
            UserCommand::Register(cmd) => register(self, cmd)?,
            UserCommand::Link(cmd) => link(self, cmd)?,
            UserCommand::Edit(cmd) => edit(self, cmd)?,
            UserCommand::ChangeRole(cmd) => change_role(self, cmd)?,
            UserCommand::Deactivate(cmd) => deactivate(self, cmd)?,
            UserCommand::Reactivate(cmd) => reactivate(self, cmd)?,
            UserCommand::Unlock(cmd) => unlock(self, cmd)?,
            UserCommand::ResetPassword(cmd) => reset_password(self, cmd)?,
            UserCommand::ChangePassword(cmd) => change_password(self, cmd)?,
            UserCommand::Erase(cmd) => erase(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: UserEvent) {
        let at = event.occurred_at();
        match event {
            UserEvent::UserRegistered {
                user_id,
                username,
                full_name,
                email,
                role,
                employee_id,
                ..
            } => {
                self.0 = Some(Login {
                    actor: Actor { id: user_id, username, full_name },
                    email,
                    role,
                    employee_id,
                    active: true,
                    must_change_password: false,
                    registered_at: at,
                    changed_at: at,
                    erased_at: None,
                });
            }
            UserEvent::UserLinkedToEmployee { employee_id, .. } => {
                self.change(at, |login| login.employee_id = Some(employee_id));
            }
            UserEvent::UserUnlinkedFromEmployee { .. } => {
                self.change(at, |login| login.employee_id = None);
            }
            UserEvent::UserRenamed { full_name, .. } => {
                self.change(at, |login| login.actor.full_name = full_name);
            }
            UserEvent::UserEmailChanged { email, .. } => {
                self.change(at, |login| login.email = email);
            }
            UserEvent::UserRoleChanged { role, .. } => self.change(at, |login| login.role = role),
            UserEvent::UserDeactivated { .. } => self.change(at, |login| login.active = false),
            UserEvent::UserReactivated { .. } => self.change(at, |login| {
                login.active = true;
                login.must_change_password = true;
            }),
            UserEvent::UserUnlocked { .. } => self.change(at, |_| {}),
            UserEvent::UserPasswordReset { .. } => {
                self.change(at, |login| login.must_change_password = true);
            }
            UserEvent::UserPasswordChanged { .. } => {
                self.change(at, |login| login.must_change_password = false);
            }
            // What is left is the same whether the events before could still be read or not.
            UserEvent::UserErased { .. } => self.change(at, |login| {
                login.actor.username.erase();
                login.actor.full_name.erase();
                login.email.erase();
                login.employee_id = None;
                login.active = false;
                login.erased_at = Some(at);
            }),
        }
    }
}

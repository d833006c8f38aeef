//! The state of a login, and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{Actor, LinkEmployee, RegisterUser, Role, UserError, UserEvent, link, register};
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
}

impl User {
    /// The login, if it was ever registered.
    pub const fn login(&self) -> Option<&Login> {
        self.0.as_ref()
    }

    const fn is_now(&mut self, employee_id: Option<EmployeeId>) {
        if let Some(login) = &mut self.0 {
            login.employee_id = employee_id;
        }
    }
}

impl LogAggregate for User {
    const CLAIMS: bool = true;

    fn claims(&self) -> Vec<Claim> {
        let Some(login) = self.login() else { return Vec::new() };
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
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: UserEvent) {
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
                let actor = Actor { id: user_id, username, full_name };
                self.0 = Some(Login { actor, email, role, employee_id });
            }
            UserEvent::UserLinkedToEmployee { employee_id, .. } => {
                self.is_now(Some(employee_id));
            }
            UserEvent::UserUnlinkedFromEmployee { .. } => self.is_now(None),
        }
    }
}

//! The state of a login, and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{Actor, RegisterUser, Role, UserError, UserEvent, register};
use crate::values::EmployeeId;

/// A login, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User(Option<Login>);

/// What rules need to know of a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Who it is, as events remember it.
    pub actor: Actor,
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
}

impl Aggregate for User {
    const TYPE: &'static str = "user";
    type Command = RegisterUser;
    type Event = UserEvent;
    type Error = UserError;
    type Services = ();

    async fn handle(
        &mut self,
        command: RegisterUser,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), UserError> {
        for event in register(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: UserEvent) {
        match event {
            UserEvent::UserRegistered {
                user_id, username, full_name, role, employee_id, ..
            } => {
                let actor = Actor { id: user_id, username, full_name };
                self.0 = Some(Login { actor, role, employee_id });
            }
        }
    }
}

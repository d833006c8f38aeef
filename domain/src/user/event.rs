//! What happened to a login. Passwords and their hashes never stand here.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Actor, Role};
use crate::log::LogEvent;
use crate::values::{EmailAddress, EmployeeId, PersonName, Personal, UserId, Username};

/// What happened to a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum UserEvent {
    /// Somebody was given a login.
    UserRegistered {
        /// Its id.
        user_id: UserId,
        /// What is typed to sign in.
        username: Personal<Username>,
        /// Whose it is.
        full_name: Personal<PersonName>,
        /// Where letters about it go.
        email: Personal<EmailAddress>,
        /// What it may do.
        role: Role,
        /// The paid worker behind it, if any: "own assigned" goes by it.
        employee_id: Option<EmployeeId>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// That paid worker is behind the login from now on, and nobody who was before.
    UserLinkedToEmployee {
        /// The login.
        user_id: UserId,
        /// The worker.
        employee_id: EmployeeId,
        /// Who said so.
        linked_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// No paid worker is behind the login any more.
    UserUnlinkedFromEmployee {
        /// The login.
        user_id: UserId,
        /// The worker who was.
        employee_id: EmployeeId,
        /// Who said so.
        unlinked_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for UserEvent {
    fn event_type(&self) -> String {
        match self {
            Self::UserRegistered { .. } => "UserRegistered",
            Self::UserLinkedToEmployee { .. } => "UserLinkedToEmployee",
            Self::UserUnlinkedFromEmployee { .. } => "UserUnlinkedFromEmployee",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for UserEvent {}

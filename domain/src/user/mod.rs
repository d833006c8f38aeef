//! Logins and what they may do. A paid worker is an employee; a user is who signs in.

mod aggregate;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod link;
mod permission;
mod register;
mod role;

pub use aggregate::{Login, User, UserCommand};
pub use event::UserEvent;
pub use link::{LinkEmployee, link};
pub use permission::Permission;
pub use register::{RegisterUser, UserError, register};
pub use role::Role;

use serde::{Deserialize, Serialize};

use crate::values::{PersonName, Personal, UserId, Username};

/// Who did something, as events remember it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// The login.
    pub id: UserId,
    /// Its name when it acted.
    pub username: Personal<Username>,
    /// The person's name when they acted.
    pub full_name: Personal<PersonName>,
}

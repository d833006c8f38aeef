//! Logins and what they may do. A paid worker is an employee; a user is who signs in.

mod aggregate;
mod change_password;
mod change_role;
mod deactivate;
mod edit;
mod erase;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod link;
mod permission;
mod permission_page;
mod reactivate;
mod register;
mod reset_password;
mod role;
mod unlock;

pub use aggregate::{Login, User, UserCommand};
pub use change_password::{ChangePassword, change_password};
pub use change_role::{ChangeRole, change_role};
pub use deactivate::{DeactivateUser, deactivate};
pub use edit::{EditUser, edit};
pub use erase::{EraseUser, erase};
pub use error::UserError;
pub use event::UserEvent;
pub use link::{LinkEmployee, link};
pub use permission::Permission;
pub use permission_page::permissions_page;
pub use reactivate::{ReactivateUser, reactivate};
pub use register::{RegisterUser, register};
pub use reset_password::{ResetPassword, TEMPORARY, reset_password};
pub use role::Role;
pub use unlock::{UnlockUser, unlock};

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

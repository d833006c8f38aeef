//! Logins.

mod change_password;
mod deactivate;
mod edit;
mod erase;
mod link;
mod reactivate;
mod register;
mod reset_password;
mod unlock;
mod works_here;

pub use change_password::change_password;
pub use deactivate::deactivate;
pub use edit::{UserEdits, edit};
pub use erase::erase;
pub use link::link;
pub use reactivate::reactivate;
pub use register::{NewLogin, create_admin, register};
pub use reset_password::reset_password;
pub use unlock::unlock;

use domain::user::User;

/// A login to change, and the version the caller insists on, if any.
pub type UserTarget = crate::Target<User>;

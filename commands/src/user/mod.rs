//! Logins.

mod change_password;
mod deactivate;
mod edit;
mod link;
mod reactivate;
mod register;
mod reset_password;
mod target;
mod unlock;

pub use change_password::change_password;
pub use deactivate::deactivate;
pub use edit::{UserEdits, edit};
pub use link::link;
pub use reactivate::reactivate;
pub use register::{NewLogin, create_admin, register};
pub use reset_password::reset_password;
pub use target::UserTarget;
pub use unlock::unlock;

//! Why the shop says no to something about a login.

/// Why something about a login was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    /// Nobody was ever given a login under that id.
    #[error("there is no such user")]
    NotFound,
    /// That id is a login already.
    #[error("this login is registered already")]
    AlreadyRegistered,
    /// It was deactivated before.
    #[error("this login is deactivated already")]
    AlreadyInactive,
    /// It was never deactivated, or came back before.
    #[error("this login is active already")]
    AlreadyActive,
    /// Nobody can sign in with it: there is no lock to open, and no password to set.
    #[error("this login is deactivated: reactivate it first")]
    Inactive,
    /// Who may do what is for others to say.
    #[error("nobody changes their own role: another admin does")]
    OwnRole,
    /// Nobody shuts themselves out.
    #[error("nobody deactivates their own login: another admin does")]
    OwnLogin,
    /// A temporary password is for others.
    #[error("nobody resets their own password: change it, with the current one")]
    OwnPassword,
    /// Nobody wipes out who they are.
    #[error("nobody has their own login erased: another admin does")]
    OwnData,
    /// Somebody signs in with it: whose it is is still needed.
    #[error("this login is active: deactivate it first")]
    StillActive,
    /// What was known about whose it was was erased.
    #[error("what was known about whose login this was was erased")]
    Erased,
    /// There would be nobody left who could give anybody a login.
    #[error("an active admin must remain: only another active admin may do this")]
    LastAdmin,
}

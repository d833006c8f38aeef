//! Why the shop says no to something about a worker.

/// Why something about a worker was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmployeeError {
    /// Nobody was ever registered under that id.
    #[error("there is no such employee")]
    NotFound,
    /// That id is a worker already.
    #[error("this employee is registered already")]
    AlreadyRegistered,
    /// They left before.
    #[error("this employee is inactive already")]
    AlreadyRetired,
    /// They never left, or came back before.
    #[error("this employee is active already")]
    AlreadyActive,
}

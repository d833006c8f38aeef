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
    /// They have not left: who they are is still needed.
    #[error("this employee still works here: deactivate them first")]
    StillHere,
    /// Something waits for them: who they are is still needed.
    #[error("{orders} order(s) that are not done are theirs: finish them, or assign somebody else")]
    HasWork {
        /// How many orders.
        orders: i64,
    },
    /// What was known about them was erased.
    #[error("what was known about this employee was erased")]
    Erased,
}

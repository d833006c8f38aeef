//! Why the shop says no to something about an outlet.

/// Why something about an outlet was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutletError {
    /// No outlet was ever opened under that id.
    #[error("there is no such outlet")]
    NotFound,
    /// That id is an outlet already.
    #[error("this outlet is open already")]
    AlreadyOpen,
}

//! Why the shop says no to something about a till.

/// Why something about a till was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TillError {
    /// No till was ever enrolled under that id.
    #[error("there is no such till")]
    NotFound,
    /// That id is a till already.
    #[error("this till is enrolled already")]
    AlreadyEnrolled,
    /// Its token is good for nothing any more.
    #[error("this till is retired already")]
    AlreadyRetired,
}

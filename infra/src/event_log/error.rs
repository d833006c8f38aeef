//! What can go wrong between a decision and the log. Nothing here is the shop saying no.

use domain::claim::ClaimScope;

use super::StreamKey;

/// What went wrong with the log.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogError {
    /// Somebody else appended to what the command relied on. Load and decide again.
    #[error("somebody else was faster")]
    Conflict,
    /// Somebody else holds a value that only one may have. Nothing was appended.
    #[error("this {} is taken already", .scope.field)]
    Claimed {
        /// Within what it is unique.
        scope: ClaimScope,
    },
    /// The idempotency key was used before: the command has been carried out. Nothing was appended.
    #[error("this has been done already")]
    KeyUsed,
    /// The idempotency key was used before, for something else. Nothing was appended.
    #[error("this Idempotency-Key was used before, for another request")]
    KeyReused,
    /// More commands are waiting than the queue holds. Nothing was appended.
    #[error("too many commands are waiting")]
    Busy,
    /// The database cannot be reached, or did not give the lock in time. Nothing was appended.
    #[error("the event log is not available: {0}")]
    Unavailable(String),
    /// The connection was lost at the commit and nobody could look what became of it.
    #[error("the outcome is unknown: the connection was lost while saving")]
    UnknownOutcome,
    /// This is not the log, or not the history of it, that this process was started on.
    #[error("the log was replaced or began another epoch: restart this process")]
    Parted,
    /// What was known about that person was erased: nothing more is written about them. Nothing was
    /// appended.
    #[error("what was known about {subject} was erased: nothing can be written about them")]
    Erased {
        /// Whom.
        subject: String,
    },
    /// A draft larger than the log takes in one transaction.
    #[error("the command is too large for the log: {bytes} bytes")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// An event this binary cannot read.
    #[error("{stream} holds an event that cannot be read: {reason}")]
    Unreadable {
        /// Where it stands.
        stream: StreamKey,
        /// What is wrong with it.
        reason: String,
    },
    /// The log, as this reader sees it, is not the one it read before.
    #[error("the log read here parts from what was read before, at position {position}: {reason}")]
    HistoryParted {
        /// The first position that does not fit.
        position: i64,
        /// How it does not fit.
        reason: String,
    },
    /// The log, where it is read, ends before what was read already: a replica that is behind, or
    /// that lost its tail.
    #[error("the log read here ends before position {position}, which was read already")]
    EndsBefore {
        /// The position read already.
        position: i64,
    },
    /// The log, as this reader sees it, is not the one it read before, and an epoch, begun by a
    /// promotion or a restore, tells where they part.
    #[error(
        "the history read before, up to position {position}, parted from the log read here \
         {}after position {after}, when epoch {epoch} began",
        if *.only { "" } else { "at the earliest " }
    )]
    HistoryLeft {
        /// The position of the last event read, in the history that was left.
        position: i64,
        /// The last position that both histories certainly have in common.
        after: i64,
        /// The epoch that began there.
        epoch: i32,
        /// Whether no later epoch may have been the parting as well.
        only: bool,
    },
    /// Anything else the database said: a bug of ours.
    #[error("the database refused: {0}")]
    Database(String),
}

/// What kind of trouble a database error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Deadlock, lock wait, connection lost: the same again may work.
    Passing,
    /// Anything else.
    Bug,
}

/// Server errors that pass: lock wait, deadlock; shutting down, killed, interrupted; too many
/// connections; time ran out; read-only (a server not promoted yet, or demoted); idle transaction ended.
const PASSING: [u16; 14] =
    [1205, 1213, 1053, 1927, 1317, 1040, 1129, 1203, 1290, 1836, 1969, 4009, 1152, 1159];

#[allow(clippy::wildcard_enum_match_arm)] // the driver's enum grows; what we do not know is a bug
pub(crate) fn trouble(error: &sqlx::Error) -> Trouble {
    match error {
        // A connection cut in the middle of a packet shows as a protocol error.
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Trouble::Passing,
        sqlx::Error::Database(e) => {
            let number = e
                .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
                .map(sqlx::mysql::MySqlDatabaseError::number);
            if number.is_some_and(|number| PASSING.contains(&number)) {
                Trouble::Passing
            } else {
                Trouble::Bug
            }
        }
        _ => Trouble::Bug,
    }
}

impl From<sqlx::Error> for LogError {
    fn from(error: sqlx::Error) -> Self {
        match trouble(&error) {
            Trouble::Passing => Self::Unavailable(error.to_string()),
            Trouble::Bug => Self::Database(error.to_string()),
        }
    }
}

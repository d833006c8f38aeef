//! What a projection is.

use infra::event_log::{LogError, LogRecord, Mark, ShopEvent};
use sqlx::MySqlConnection;

/// An event to apply, with what the log knows of it.
#[derive(Debug)]
pub struct Applied<'a> {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Which event of its aggregate it is, from 1.
    pub sequence: i64,
    /// What happened.
    pub event: &'a ShopEvent,
}

/// Why a projection stands still.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The log cannot be read, or is not the one read before.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The read database refused.
    #[error("the read database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// Redis refused.
    #[error("Redis refused: {0}")]
    Redis(#[from] redis::RedisError),
    /// An event cannot be read by this binary, or does not fit the rows.
    #[error("the event at position {position} cannot be applied: {reason}")]
    Event {
        /// Where it stands.
        position: i64,
        /// What is wrong.
        reason: String,
    },
    /// The tables were filled by a newer version of the projection.
    #[error("the tables were filled by version {found} of the projection, newer than this one")]
    Newer {
        /// Which.
        found: i32,
    },
}

/// Rows for one question, kept by applying the log's events in order.
pub trait Projection: Send + Sync + 'static {
    /// Its name; its checkpoint's table is `NAME_checkpoint`.
    const NAME: &'static str;
    /// Raised whenever the same events would make other rows.
    const VERSION: i32;
    /// The tables it fills.
    const TABLES: &'static [&'static str];

    /// Applies events in the order of the log, within the transaction that moves the checkpoint.
    fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send;
}

/// The events of a batch up to the first that cannot be read.
///
/// # Errors
/// [`ProjectionError::Event`] if that is the first of all.
pub(super) fn readable(records: &[LogRecord]) -> Result<Vec<Applied<'_>>, ProjectionError> {
    let mut events = Vec::with_capacity(records.len());
    for LogRecord { mark, sequence, event, .. } in records {
        match event {
            Ok(event) => events.push(Applied { mark: *mark, sequence: *sequence, event }),
            Err(reason) if events.is_empty() => {
                let (position, reason) = (mark.position, reason.clone());
                return Err(ProjectionError::Event { position, reason });
            }
            Err(_) => break,
        }
    }
    Ok(events)
}

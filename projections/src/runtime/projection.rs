//! What a projection is.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use infra::event_log::{LogError, LogRecord, Mark, ShopEvent};
use infra::hex::hex;
use infra::read_db::Tables;
use sha2::{Digest, Sha256};
use sqlx::MySqlConnection;

/// An event to apply, with what the log knows of it.
#[derive(Debug, Clone, Copy)]
pub struct Applied<'a> {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Which event of its aggregate it is, from 1.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The id of what it happened to.
    pub aggregate_id: &'a str,
    /// Who, where and on whose behalf: JSON, as it is stored.
    pub metadata: &'a [u8],
    /// What happened.
    pub event: &'a ShopEvent,
}

impl<'a> Applied<'a> {
    /// The event of a record.
    pub(crate) fn of(record: &'a LogRecord, event: &'a ShopEvent) -> Self {
        Self {
            mark: record.mark,
            sequence: record.sequence,
            recorded_at: record.recorded_at,
            aggregate_id: &record.aggregate_id,
            metadata: &record.metadata,
            event,
        }
    }
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
    /// The tables are of another version or shape, or were filled from another log.
    #[error("the tables are of {0}: they are made anew beside")]
    Outdated(String),
    /// Too many events could not be applied: that is no fault of theirs.
    #[error(
        "more than {0} rows could not be kept within a minute, the last because of: {1}; it goes on \
         when somebody says so: kharisma projections resume"
    )]
    TooMany(usize, String),
}

/// Rows for one question, kept by applying the log's events in order.
pub trait Projection: Send + Sync + 'static {
    /// Its name; its tables are those of that name in `infra::read_db`.
    const NAME: &'static str;
    /// Raised whenever the same events would make other rows.
    const VERSION: i32;
    /// The kinds of aggregates it looks at.
    const READS: &'static [&'static str];
    /// Those of its tables whose indexes only queries need, beside the primary key: a filling makes them
    /// at its end, all of a table at once, which takes half the time.
    const LISTED: &'static [&'static str] = &[];

    /// The rows an event touches besides those that hang on its own aggregate, by names of the
    /// projection's own; `None` if it makes no difference. Two events that touch a common row are never
    /// applied in another order than the log's: where one could not be applied, the other waits. Sums to
    /// which events only add come out the same in any order, and need not be named.
    fn touches(_event: &ShopEvent) -> Option<Vec<String>> {
        Some(Vec::new())
    }

    /// Applies events in the order of the log, within the transaction that moves the checkpoint.
    fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send;
}

type Applying<'a> = Pin<Box<dyn Future<Output = Result<(), ProjectionError>> + Send + 'a>>;

/// A projection as the runtime handles it: all alike.
#[derive(Clone, Copy)]
pub struct Definition {
    /// [`Projection::NAME`].
    pub name: &'static str,
    /// [`Projection::VERSION`].
    pub version: i32,
    /// [`Projection::READS`].
    pub reads: &'static [&'static str],
    /// [`Projection::LISTED`].
    pub listed: &'static [&'static str],
    /// [`Projection::touches`].
    pub touches: fn(&ShopEvent) -> Option<Vec<String>>,
    /// [`Projection::apply`].
    pub apply: for<'a> fn(&'a mut MySqlConnection, &'a [Applied<'a>]) -> Applying<'a>,
}

impl Definition {
    pub(super) const fn of<P: Projection>() -> Self {
        Self {
            name: P::NAME,
            version: P::VERSION,
            reads: P::READS,
            listed: P::LISTED,
            touches: P::touches,
            apply: applying::<P>,
        }
    }

    /// Its tables.
    ///
    /// # Panics
    /// If they are not listed in `infra::read_db`; a test of ours goes through all.
    pub fn tables(&self) -> Tables {
        let known = Tables::of(self.name);
        known.unwrap_or_else(|| panic!("no tables are listed for the projection {}", self.name))
    }
}

impl Definition {
    /// What tells one shape of its tables, or one choice of what it looks at, from another.
    pub fn shape(&self) -> String {
        hex(&Sha256::digest(format!("{} {}", self.tables().fingerprint(), self.reads.join(" "))))
    }
}

impl std::fmt::Debug for Definition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} version {}", self.name, self.version)
    }
}

fn applying<'a, P: Projection>(
    connection: &'a mut MySqlConnection,
    events: &'a [Applied<'a>],
) -> Applying<'a> {
    Box::pin(P::apply(connection, events))
}

//! Why a server cannot take over: one sentence each, saying what to do.

use super::Address;
use crate::database::Database;

/// `Unknown database`
pub(super) const UNKNOWN_DATABASE: u16 = 1049;
/// `Table doesn't exist`
pub(super) const UNKNOWN_TABLE: u16 = 1146;

/// Why a server cannot take over.
#[derive(Debug, thiserror::Error)]
pub enum PromoteError {
    /// It cannot be reached.
    #[error("the server to promote, {server}, cannot be reached: {source}")]
    Reach {
        /// Which.
        server: Address,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// There is no log.
    #[error("{server} has no log in a database {database}: check DB_HOST, DB_PORT and DB_NAME")]
    NoLog {
        /// Which server.
        server: Address,
        /// Which database.
        database: String,
    },
    /// The log is older than epochs are.
    #[error(
        "the log of {0} was made by an older version of kharisma: run `kharisma migrate` against it \
         first"
    )]
    OldSchema(Address),
    /// The head is not where the events end.
    #[error(
        "the log's head says it ends at position {head}, and its events end at {events} or with \
         another chain: what was restored is not whole; `kharisma events verify` says more"
    )]
    NotWhole {
        /// Where the head says.
        head: i64,
        /// Where they end.
        events: i64,
    },
    /// Nobody knows who was primary.
    #[error(
        "this server replicates from nobody: say with --old-primary HOST:PORT which server it takes \
         over from, or --old-primary-is-gone if that one will never come back"
    )]
    WhoWasPrimary,
    /// Two servers would take writes.
    #[error(
        "the old primary {0} is reachable and takes writes: fence it first, with \
         `SET GLOBAL read_only = 1` there"
    )]
    StillWritable(Address),
    /// It may be up and take writes.
    #[error(
        "nobody can tell whether the old primary {server} takes writes ({reason}): stop it or see to \
         it that DB_ADMIN_USER can ask it; if you know that it will never come back as it is, say \
         --old-primary-is-gone"
    )]
    CannotKnow {
        /// Which.
        server: Address,
        /// Why not.
        reason: String,
    },
    /// What it holds would be lost.
    #[error(
        "the old primary {server} is fenced and holds {events} events after position {after} that \
         this server has not received: let replication fetch them (START SLAVE), and promote \
         again; --lose-tail leaves them behind for ever"
    )]
    TailNotReceived {
        /// Which.
        server: Address,
        /// How many.
        events: i64,
        /// Where this server ends.
        after: i64,
    },
    /// Numbers of the lost tail could be printed again.
    #[error(
        "a margin of {margin} is too small: {events} events are left behind, and each may have \
         drawn an id and a number; give a greater --margin"
    )]
    MarginTooSmall {
        /// The margin given.
        margin: i64,
        /// Events left behind.
        events: i64,
    },
    /// Replication is broken.
    #[error(
        "replication from {server} stands at an error, and what was received after it would be \
         lost: repair it first ({number}: {text})"
    )]
    Broken {
        /// From where.
        server: Address,
        /// Which error.
        number: u32,
        /// In words.
        text: String,
    },
    /// Without GTIDs nobody can tell what was received.
    #[error(
        "replication from {0} does not go by GTID, so that nobody can tell whether all that was \
         received is applied: CHANGE MASTER TO MASTER_USE_GTID = slave_pos first"
    )]
    NoGtid(Address),
    /// Not everything received is applied yet.
    #[error(
        "what was received up to {received} is not applied after {seconds} s: receiving has been \
         stopped, applying goes on; promote again later, or with a longer --wait"
    )]
    StillApplying {
        /// The GTID position received.
        received: String,
        /// How long we waited.
        seconds: u64,
    },
    /// An epoch of that number may have been.
    #[error("epoch {wanted} is not new: the log is in epoch {known} already")]
    EpochNotNew {
        /// Asked for.
        wanted: i32,
        /// The newest known.
        known: i32,
    },
    /// Somebody else is at it.
    #[error("another promotion is running on this server")]
    Busy,
    /// The database refused.
    #[error("the server to promote refused: {0}; once that is mended, promote again")]
    Database(#[from] sqlx::Error),
}

impl PromoteError {
    pub(super) fn no_log(server: &Database) -> Self {
        Self::NoLog { server: Address::of(server), database: server.name.clone() }
    }
}

/// The number of an error that the server sent.
pub(super) fn number(error: &sqlx::Error) -> Option<u16> {
    let database = error.as_database_error()?;
    database
        .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
        .map(sqlx::mysql::MySqlDatabaseError::number)
}

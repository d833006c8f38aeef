//! Reading the read tables: rows and the position they stand at, in one snapshot.

mod pulse;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::{Executor, MySql, MySqlConnection, MySqlPool, Row, Transaction};

use infra::database::{Database, Patience, pool_options};
use infra::event_log::LogError;
use infra::personal::PersonalKeys;
use infra::read_db::Tables;

use self::pulse::Pulse;
use crate::runtime::{AuditStanding, names};

/// How long a query waits for what its caller wrote, as all of these on a machine that has the time.
const WRITTEN: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(3);
/// The SQL state for a table that is not there.
const NO_SUCH_TABLE: &str = "42S02";
/// How long the read database may take to answer at all, and how long a query waits for one of the
/// connections to it.
const ANSWER: Duration = Duration::from_millis(900);
const CONNECTION: Duration = Duration::from_millis(800);

/// Why a read model cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// The read database cannot be reached, or has no such tables yet.
    #[error("the read database is not available: {0}")]
    Unavailable(String),
    /// A row cannot be read: a bug of ours.
    #[error("a row of the read database cannot be read: {0}")]
    Unreadable(String),
}

impl From<LogError> for ReadError {
    fn from(error: LogError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<sqlx::Error> for ReadError {
    #[allow(clippy::wildcard_enum_match_arm)] // the driver's enum grows; most of it is "away"
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::Decode(_) => Self::Unreadable(error.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// How far a projection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stands {
    /// Its name.
    pub name: &'static str,
    /// The last event in it.
    pub position: i64,
    /// How many events are parked.
    pub parked: i64,
}

/// The read database, as queries see it.
#[derive(Debug, Clone)]
pub struct ReadDb {
    pool: MySqlPool,
    keys: PersonalKeys,
    pulse: Pulse,
    patience: Patience,
}

/// One moment of a projection: all reads through it see the same rows.
pub struct Snapshot {
    transaction: Transaction<'static, MySql>,
    keys: PersonalKeys,
    /// The position of the last event in the rows.
    pub position: i64,
}

impl Snapshot {
    /// The connection to read with.
    pub fn connection(&mut self) -> &mut MySqlConnection {
        &mut self.transaction
    }

    /// What opens the log's events, where a query reads them.
    pub(crate) fn keys(&self) -> PersonalKeys {
        self.keys.clone()
    }
}

impl ReadDb {
    /// Reads from that database; `keys` open what events in the log beside it say about people. A query that takes longer than ten seconds is ended, so that no
    /// report holds up the swap of a rebuilt table.
    pub fn open(database: &Database, connections: u32, keys: PersonalKeys) -> Self {
        let patience = database.patience;
        let pool = pool_options(connections)
            .acquire_timeout(patience.of(CONNECTION))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection
                        .execute("SET max_statement_time = 10, tx_isolation = 'REPEATABLE-READ'")
                        .await?;
                    Ok(())
                })
            })
            .connect_lazy_with(database.options());
        Self { pool, keys, pulse: Pulse::of(database.options(), patience), patience }
    }

    /// How much longer than usual the server may take.
    pub const fn patience(&self) -> Patience {
        self.patience
    }

    /// What opens the log's events.
    pub(crate) const fn keys(&self) -> &PersonalKeys {
        &self.keys
    }

    /// Waits until the server goes away that answered before: whoever still waits for rows of it
    /// waits in vain. Never, if it is away by now: who asks then is told at once.
    pub async fn is_lost(&self) {
        self.pulse.is_lost().await;
    }

    /// What there is to do at the read database, unless it is away or goes away meanwhile.
    async fn at_hand<T>(
        &self,
        what: impl Future<Output = Result<T, ReadError>>,
    ) -> Result<T, ReadError> {
        let away = || Err(ReadError::Unavailable("it does not answer".to_owned()));
        if !self.pulse.beats() {
            return away();
        }
        tokio::select! {
            biased;
            outcome = what => outcome,
            () = self.pulse.stops() => away(),
            () = tokio::time::sleep(self.patience.of(ANSWER)) => away(),
        }
    }

    /// A moment of a projection, at `at_least` that position if it gets there in time; else as far
    /// as it is.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn snapshot(
        &self,
        projection: &'static str,
        at_least: Option<i64>,
    ) -> Result<Snapshot, ReadError> {
        self.snapshot_of(&[projection], at_least).await
    }

    /// A moment of several projections, as [`ReadDb::snapshot`]: its position is that of the one
    /// that is the farthest behind.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn snapshot_of(
        &self,
        projections: &[&'static str],
        at_least: Option<i64>,
    ) -> Result<Snapshot, ReadError> {
        self.snapshot_since(projections, at_least, Instant::now()).await
    }

    /// As [`ReadDb::snapshot_of`], for somebody who has been waiting since then.
    pub(crate) async fn snapshot_since(
        &self,
        projections: &[&'static str],
        at_least: Option<i64>,
        begun: Instant,
    ) -> Result<Snapshot, ReadError> {
        loop {
            let opening = async {
                let mut transaction = self.pool.begin().await?;
                let mut farthest_behind = i64::MAX;
                hold(&mut transaction, projections).await?;
                for projection in projections {
                    let (position, parked) = stands(&mut transaction, projection).await?;
                    if parked > 0 {
                        note(projection);
                    }
                    farthest_behind = farthest_behind.min(position);
                }
                Ok::<_, ReadError>((transaction, farthest_behind))
            };
            let (transaction, position) = self.at_hand(opening).await?;
            let late = at_least.is_some_and(|wanted| position < wanted);
            if !late || begun.elapsed() >= self.patience.of(WRITTEN) {
                let keys = self.keys.clone();
                return Ok(Snapshot { transaction, keys, position });
            }
            transaction.rollback().await?;
            tokio::time::sleep(POLL).await;
        }
    }

    /// How far each projection is.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn positions(&self) -> Result<Vec<Stands>, ReadError> {
        self.at_hand(async {
            // One that has not begun has position 0.
            let one = |name| {
                let of = |what| format!("COALESCE((SELECT {what} FROM {name}_checkpoint), 0)");
                format!("{}, {}", of("position"), of("parked"))
            };
            let sql = format!("SELECT {}", names().map(one).collect::<Vec<_>>().join(", "));
            let row = self.pool.fetch_one(sql.as_str()).await?;
            let found = names().enumerate().map(|(at, name)| {
                let (position, parked) = (row.try_get(at * 2)?, row.try_get(at * 2 + 1)?);
                Ok(Stands { name, position, parked })
            });
            found.collect()
        })
        .await
    }

    /// How the audit of the log stands; none if nobody has begun.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn audit(&self) -> Result<Option<AuditStanding>, ReadError> {
        self.at_hand(async {
            let mut connection = self.pool.acquire().await?;
            Ok(AuditStanding::load(&mut connection).await?)
        })
        .await
    }

    /// The projections whose last event is not the one the log has there: they were filled from a
    /// history that was left behind.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn parted(&self, log: &str) -> Result<Vec<&'static str>, ReadError> {
        let one = |name| {
            format!(
                "SELECT '{name}' FROM {name}_checkpoint AS c JOIN `{log}`.events AS e
                 ON e.position = c.position WHERE e.chain <> c.chain"
            )
        };
        let sql = names().map(one).collect::<Vec<_>>().join(" UNION ALL ");
        let rows = self.at_hand(async { Ok(self.pool.fetch_all(sql.as_str()).await?) }).await?;
        let parted = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        Ok(names().filter(|name| parted.iter().any(|other| other == name)).collect())
    }

    /// How far the log is on the server of the read database: the replica, if there is one.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn log_head(&self, log: &str) -> Result<i64, ReadError> {
        let sql = format!("SELECT position FROM `{log}`.log_head");
        let row = self.at_hand(async { Ok(self.pool.fetch_one(sql.as_str()).await?) }).await?;
        Ok(row.try_get(0)?)
    }
}

/// Takes hold of all tables of these projections in one statement, in the order of their names, which
/// is the order in which a swap takes them: so neither waits for the other while the other waits for
/// it. Nothing is read yet.
pub(crate) async fn hold(
    connection: &mut MySqlConnection,
    projections: &[&'static str],
) -> Result<(), sqlx::Error> {
    let mut tables: Vec<String> =
        projections.iter().filter_map(|name| Tables::of(name)).flat_map(|t| t.names()).collect();
    tables.sort_unstable();
    tables.dedup();
    let one = |table: &String| format!("SELECT 1 FROM {table} WHERE FALSE");
    let sql = tables.iter().map(one).collect::<Vec<_>>().join(" UNION ALL ");
    match sqlx::query(&sql).fetch_optional(connection).await {
        // Tables of another version are held as they are read: they are replaced once.
        Err(sqlx::Error::Database(refused)) if refused.code().as_deref() == Some(NO_SUCH_TABLE) => {
            Ok(())
        }
        held => held.map(drop),
    }
}

/// How far it is, and how many events are parked. A projection that has not begun has position 0.
async fn stands(
    connection: &mut MySqlConnection,
    projection: &str,
) -> Result<(i64, i64), sqlx::Error> {
    let sql = format!("SELECT position, parked FROM {projection}_checkpoint");
    let row = sqlx::query(&sql).fetch_optional(connection).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.try_get(0)?, row.try_get(1)?)))
}

tokio::task_local! {
    static NOTED: Mutex<BTreeSet<&'static str>>;
}

/// Runs something that reads, and tells which projections it read of which events are parked: what it
/// says of their rows may be short of those.
pub async fn noting_parked<T>(work: impl Future<Output = T>) -> (T, Vec<&'static str>) {
    NOTED
        .scope(Mutex::default(), async {
            let done = work.await;
            let noted = NOTED.with(|noted| std::mem::take(&mut *lock(noted)));
            (done, noted.into_iter().collect())
        })
        .await
}

fn note(projection: &'static str) {
    // Who asks outside of that does not want to know.
    let _ = NOTED.try_with(|noted| lock(noted).insert(projection));
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Reading the read tables: rows and the position they stand at, in one snapshot.

use std::time::{Duration, Instant};

use sqlx::{Executor, MySql, MySqlConnection, MySqlPool, Row, Transaction};

use infra::database::{Database, pool_options};

use crate::runtime::{AuditStanding, NAMES};

/// How long a query waits for what its caller wrote.
pub const PATIENCE: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(3);
/// How long the read database may take to answer at all.
const ANSWER: Duration = Duration::from_millis(1500);

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

/// The read database, as queries see it.
#[derive(Debug, Clone)]
pub struct ReadDb {
    pool: MySqlPool,
}

/// One moment of a projection: all reads through it see the same rows.
pub struct Snapshot {
    transaction: Transaction<'static, MySql>,
    /// The position of the last event in the rows.
    pub position: i64,
}

impl Snapshot {
    /// The connection to read with.
    pub fn connection(&mut self) -> &mut MySqlConnection {
        &mut self.transaction
    }
}

impl ReadDb {
    /// Reads from that database. A query that takes longer than ten seconds is ended, so that no
    /// report holds up the swap of a rebuilt table.
    pub fn open(database: &Database, connections: u32) -> Self {
        let pool = pool_options(connections)
            .acquire_timeout(Duration::from_secs(1))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection
                        .execute("SET max_statement_time = 10, tx_isolation = 'REPEATABLE-READ'")
                        .await?;
                    Ok(())
                })
            })
            .connect_lazy_with(database.options());
        Self { pool }
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
        let begun = Instant::now();
        loop {
            let opening = async {
                let mut transaction = self.pool.begin().await?;
                let mut farthest_behind = i64::MAX;
                for projection in projections {
                    let position = position(&mut transaction, projection).await?;
                    farthest_behind = farthest_behind.min(position);
                }
                Ok::<_, ReadError>((transaction, farthest_behind))
            };
            let opened = tokio::time::timeout(ANSWER, opening).await;
            let (transaction, position) =
                opened.unwrap_or(Err(ReadError::Unavailable("it does not answer".to_owned())))?;
            let late = at_least.is_some_and(|wanted| position < wanted);
            if !late || begun.elapsed() >= PATIENCE {
                return Ok(Snapshot { transaction, position });
            }
            transaction.rollback().await?;
            tokio::time::sleep(POLL).await;
        }
    }

    /// How far each projection is.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn positions(&self) -> Result<Vec<(&'static str, i64)>, ReadError> {
        let mut connection = self.pool.acquire().await?;
        let mut positions = Vec::with_capacity(NAMES.len());
        for name in NAMES {
            positions.push((name, position(&mut connection, name).await?));
        }
        Ok(positions)
    }

    /// How the audit of the log stands; none if nobody has begun.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn audit(&self) -> Result<Option<AuditStanding>, ReadError> {
        let mut connection = self.pool.acquire().await?;
        Ok(AuditStanding::load(&mut connection).await?)
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
        let sql = NAMES.map(one).join(" UNION ALL ");
        let rows = self.pool.fetch_all(sql.as_str()).await?;
        let parted = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        Ok(NAMES.into_iter().filter(|name| parted.iter().any(|other| other == name)).collect())
    }

    /// How far the log is on the server of the read database: the replica, if there is one.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn log_head(&self, log: &str) -> Result<i64, ReadError> {
        let sql = format!("SELECT position FROM `{log}`.log_head");
        let row = self.pool.fetch_one(sql.as_str()).await?;
        Ok(row.try_get(0)?)
    }
}

/// A projection that has not begun has position 0.
async fn position(connection: &mut MySqlConnection, projection: &str) -> Result<i64, sqlx::Error> {
    let sql = format!("SELECT position FROM {projection}_checkpoint");
    let row = sqlx::query(&sql).fetch_optional(connection).await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

//! Where a process reads the log and keeps read tables: the server, its four databases, and the name
//! the process goes by there.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use infra::config::Config;
use infra::database::{Database, pool_options};
use infra::event_log::{LogError, Tail};
use infra::personal::PersonalKeys;
use infra::read_db::{Shelf, Tables, worker_pool, worker_pool_of};
use sqlx::{Executor, MySqlPool, Row};

use super::{Definition, Feed, Leases, ProjectionError};

/// The log and the read tables, as a process that works at them sees them.
#[derive(Debug, Clone)]
pub struct Site {
    database: Database,
    log_name: String,
    log: MySqlPool,
    live: MySqlPool,
    log_id: String,
    leases: Leases,
    tail: Tail,
}

impl Site {
    /// Looks there.
    ///
    /// # Errors
    /// If the log cannot be read where the read tables are.
    pub async fn open(config: &Config) -> Result<Self, sqlx::Error> {
        Self::of(&config.work, &config.primary.name, config.personal_keys()).await
    }

    /// As [`Site::open`], by the account that works there, the name of the log's database, and the keys
    /// of what its events say about people.
    ///
    /// # Errors
    /// As there.
    pub async fn of(
        work: &Database,
        log_name: &str,
        keys: PersonalKeys,
    ) -> Result<Self, sqlx::Error> {
        let log = work.named(log_name).pool(8);
        let row = sqlx::query("SELECT log_id FROM log_head").fetch_one(&log).await?;
        let live = worker_pool(work, 16);
        Ok(Self {
            database: work.clone(),
            log_name: log_name.to_owned(),
            log_id: row.try_get(0)?,
            leases: Leases::new(live.clone()),
            tail: Tail::new(log.clone(), keys),
            log,
            live,
        })
    }

    /// Which log.
    pub fn log_id(&self) -> &str {
        &self.log_id
    }

    /// The name of the log's database.
    pub fn log_name(&self) -> &str {
        &self.log_name
    }

    /// Connections that read the log.
    pub const fn log(&self) -> &MySqlPool {
        &self.log
    }

    /// The log in order.
    pub const fn tail(&self) -> &Tail {
        &self.tail
    }

    /// What this process works at.
    pub const fn leases(&self) -> &Leases {
        &self.leases
    }

    /// Connections that write the tables queries read.
    pub const fn live(&self) -> &MySqlPool {
        &self.live
    }

    /// The live database's name.
    pub fn live_name(&self) -> &str {
        &self.database.name
    }

    /// A reader of the log that hands out up to `limit` events at once.
    pub fn feed(&self, limit: u32) -> Feed {
        Feed::new(self.tail.clone(), limit)
    }

    /// Connections to another shelf, whose database is made if it is not there yet.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn shelf(&self, shelf: Shelf) -> Result<MySqlPool, sqlx::Error> {
        let name = shelf.of(&self.database.name);
        let server = worker_pool_of(self.database.server(), self.database.patience, 1);
        let sql = format!("CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4");
        server.execute(sql.as_str()).await?;
        server.close().await;
        Ok(worker_pool(&self.database.named(&name), 4))
    }

    /// Connections that look at a shelf for as long as it takes, at one moment of it.
    pub(super) fn looking_at(&self, shelf: Shelf) -> MySqlPool {
        let name = shelf.of(&self.database.name);
        pool_options(2)
            .acquire_timeout(self.database.patience.of(Duration::from_secs(5)))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute("SET tx_isolation = 'REPEATABLE-READ'").await?;
                    Ok(())
                })
            })
            .connect_lazy_with(self.database.named(&name).options())
    }

    /// The events operators decided to leave out of a projection.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn skips(&self, name: &str) -> Result<BTreeSet<i64>, ProjectionError> {
        let sql = "SELECT position FROM projection_skips WHERE projection = ?";
        let rows =
            sqlx::query(sql).bind(name).fetch_all(&self.log).await.map_err(LogError::from)?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    /// Everybody who was forgotten: their keys are gone.
    pub(super) async fn erased(&self) -> Result<BTreeSet<String>, ProjectionError> {
        // Nothing is read any more with keys from before.
        self.tail.notice_erasures().await?;
        let rows = sqlx::query("SELECT DISTINCT subject FROM erasures").fetch_all(&self.log).await;
        let rows = rows.map_err(LogError::from)?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    /// When somebody was forgotten last.
    pub(super) async fn last_erasure(&self) -> Result<Option<DateTime<Utc>>, ProjectionError> {
        let row = sqlx::query("SELECT MAX(erased_at) FROM erasures").fetch_one(&self.log).await;
        let last: Option<NaiveDateTime> = row.map_err(LogError::from)?.try_get(0)?;
        Ok(last.map(|last| last.and_utc()))
    }

    /// Whether that projection's tables are on a shelf, and of this code's shape or not.
    pub(super) async fn has(
        &self,
        pool: &MySqlPool,
        definition: &Definition,
    ) -> Result<bool, sqlx::Error> {
        let tables: Tables = definition.tables();
        let mut connection = pool.acquire().await?;
        tables.are_there(&mut connection).await
    }
}

//! Who works at what. One owner at a time for each projection, each rebuild and each comparison: a row
//! with an end that the owner moves on, by the read database's clock. Whoever takes over begins an
//! epoch, and rows change under the newest epoch only, so an owner that was frozen changes nothing.

use std::time::Duration;

use sqlx::{MySqlPool, Row};
use tokio::task::JoinHandle;

use super::held::Held;

/// How long an owner that says nothing keeps its work.
const TERM: i32 = 3;
/// How often it says something, and how soon again when it was not heard.
const SIGN: Duration = Duration::from_millis(750);
const AGAIN: Duration = Duration::from_millis(250);
/// How long it may take to be heard.
const ANSWER: Duration = Duration::from_secs(1);

/// The work of one process.
#[derive(Debug, Clone)]
pub struct Leases {
    pool: MySqlPool,
    owner: String,
    process: String,
}

impl Leases {
    /// For this process, called by a name of its own.
    pub fn new(pool: MySqlPool) -> Self {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let process = format!("{}:{}", host.trim(), std::process::id());
        Self { pool, owner: uuid::Uuid::new_v4().to_string(), process }
    }

    /// Takes the work if nobody has it, or keeps it. Returns the owner's epoch.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn take(&self, work: &str) -> Result<Option<i64>, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        let sql = "INSERT IGNORE INTO owners (work, owner, process, epoch, until)
                   VALUES (?, '', '', 0, UTC_TIMESTAMP(6))";
        let taken = "UPDATE owners SET epoch = epoch + (owner <> ?), process = ?, owner = ?,
                         until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
                     WHERE work = ? AND (owner = ? OR until <= UTC_TIMESTAMP(6))";
        let mut tries = 0;
        loop {
            let done = sqlx::query(taken)
                .bind(&self.owner)
                .bind(&self.process)
                .bind(&self.owner)
                .bind(TERM)
                .bind(work)
                .bind(&self.owner)
                .execute(&mut *connection)
                .await?;
            if done.rows_affected() > 0 || tries > 0 {
                break;
            }
            tries += 1;
            if sqlx::query(sql).bind(work).execute(&mut *connection).await?.rows_affected() == 0 {
                break;
            }
        }
        let row = sqlx::query("SELECT epoch FROM owners WHERE work = ? AND owner = ?");
        let row = row.bind(work).bind(&self.owner).fetch_optional(&mut *connection).await?;
        row.map(|row| row.try_get(0)).transpose()
    }

    /// Takes the work from whoever has it. Returns the owner's epoch.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn seize(&self, work: &str) -> Result<i64, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        let sql = "INSERT INTO owners (work, owner, process, epoch, until)
                   VALUES (?, ?, ?, 1, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)
                   ON DUPLICATE KEY UPDATE owner = VALUES(owner), process = VALUES(process),
                   epoch = epoch + 1, until = VALUES(until)";
        sqlx::query(sql)
            .bind(work)
            .bind(&self.owner)
            .bind(&self.process)
            .bind(TERM)
            .execute(&mut *connection)
            .await?;
        let row = sqlx::query("SELECT epoch FROM owners WHERE work = ? AND owner = ?");
        row.bind(work).bind(&self.owner).fetch_one(&mut *connection).await?.try_get(0)
    }

    /// Lets it go, so that somebody else need not wait for the end of the term.
    pub async fn release(&self, work: &str) {
        let sql = "UPDATE owners SET owner = '', until = UTC_TIMESTAMP(6)
                   WHERE work = ? AND owner = ?";
        let release = sqlx::query(sql).bind(work).bind(&self.owner).execute(&self.pool);
        // If it cannot be told, the term ends by itself.
        let _ = tokio::time::timeout(ANSWER, release).await;
    }

    /// Says now and then that this process still works at what it has, over a connection of its own: where
    /// many wait for one nobody may lose their work for it.
    pub fn keep(&self) -> JoinHandle<()> {
        let owner = self.owner.clone();
        let mut held = Held::of(self.pool.clone());
        tokio::spawn(async move {
            loop {
                let said = tokio::time::timeout(ANSWER, say(&mut held, &owner)).await;
                let heard = matches!(said, Ok(Ok(())));
                if !heard {
                    tracing::debug!(
                        ?said,
                        "no sign of life could be given: somebody else may take over"
                    );
                }
                tokio::time::sleep(if heard { SIGN } else { AGAIN }).await;
            }
        })
    }
}

async fn say(held: &mut Held, owner: &str) -> Result<(), sqlx::Error> {
    let mut connection = held.take().await?;
    let sql = "UPDATE owners SET until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE owner = ?";
    sqlx::query(sql).bind(TERM).bind(owner).execute(&mut connection).await?;
    held.put_back(connection);
    Ok(())
}

//! A connection that is lost at the commit leaves it open whether the commit went through. That is
//! never guessed: it is looked up, behind the lock.

use sqlx::{Executor, MySqlConnection};

use super::appender::{Appender, PAUSE, PREPARE, TRIES, in_time};
use super::chain::Hash;
use super::statements::{hash_of, lock_head};

/// Where the lost commit would have left the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct LostCommit {
    /// The position of its last event.
    pub position: i64,
    /// The chain there. It holds every event of the batch, and no other history has it.
    pub chain: Hash,
    /// Of a batch without events: an idempotency key it uses up.
    pub key: Option<Hash>,
}

impl Appender {
    /// Looks behind the lock whether a commit went through: a look without the lock may come too
    /// early and say "absent" of what is still to come. `None` if nobody can look, or not on a
    /// server of this log and epoch.
    pub(super) async fn was_saved(&mut self, lost: LostCommit) -> Option<bool> {
        for tries in 1..=TRIES {
            match in_time(PREPARE, self.look_behind_the_lock(lost)).await {
                Ok(found) => return found,
                Err(error) => {
                    tracing::warn!(%error, tries, "cannot look what became of a commit");
                    self.connection = None;
                    tokio::time::sleep(PAUSE * 4 * tries).await;
                }
            }
        }
        None
    }

    async fn look_behind_the_lock(
        &mut self,
        lost: LostCommit,
    ) -> Result<Option<bool>, sqlx::Error> {
        let ours = (self.log_id.clone(), self.epoch);
        let connection = self.connect().await?;
        let (log_id, epoch, ..) = lock_head(connection).await?;
        let saved = is_there(connection, lost).await?;
        connection.execute("ROLLBACK").await?;
        if (log_id, epoch) == ours {
            return Ok(Some(saved));
        }
        self.usable.send_replace(false);
        Ok(None)
    }
}

/// Whether a batch is in the log: the chain at its last event tells, or else a key it used up.
async fn is_there(connection: &mut MySqlConnection, lost: LostCommit) -> Result<bool, sqlx::Error> {
    if let Some(key) = lost.key {
        let sql = "SELECT 1 FROM idempotency_keys WHERE key_hash = ?";
        let found = sqlx::query(sql).bind(&key[..]).fetch_optional(connection).await?;
        return Ok(found.is_some());
    }
    let sql = "SELECT chain FROM events WHERE position = ?";
    let found = sqlx::query(sql).bind(lost.position).fetch_optional(connection).await?;
    let chain = found.map(|row| hash_of(&row, 0)).transpose()?;
    Ok(chain == Some(lost.chain))
}

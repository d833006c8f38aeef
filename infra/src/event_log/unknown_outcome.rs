//! A connection that is lost at the commit leaves it open whether the commit went through. That is
//! never guessed: it is looked up, behind the lock.

use std::collections::HashMap;

use domain::log::PrintedNumber;
use sqlx::{Executor, Row};

use super::appender::{Appender, Outcomes, PAUSE, TRIES};
use super::chain::Hash;
use super::statements::{hash_of, lock_head};
use super::{Appended, Draft, LogError};

impl Appender {
    /// Looks behind the lock whether a commit went through: a look without the lock may come too
    /// early and say "absent" of what is still to come. `None` if nobody can look.
    pub(super) async fn was_saved(&mut self, position: i64, chain: Hash) -> Option<bool> {
        for tries in 1..=TRIES {
            match self.look_behind_the_lock(position).await {
                Ok(found) => return Some(found.is_some_and(|there| there == chain)),
                Err(error) => {
                    tracing::warn!(%error, tries, "cannot look what became of a commit");
                    self.connection = None;
                    tokio::time::sleep(PAUSE * 4 * tries).await;
                }
            }
        }
        None
    }

    async fn look_behind_the_lock(&mut self, position: i64) -> Result<Option<Hash>, sqlx::Error> {
        let connection = self.connect().await?;
        lock_head(connection).await?;
        let found = sqlx::query("SELECT chain FROM events WHERE position = ?")
            .bind(position)
            .fetch_optional(&mut *connection)
            .await?;
        connection.execute("ROLLBACK").await?;
        found.map(|row| hash_of(&row, 0)).transpose()
    }

    /// The outcomes of a batch that turned out to be saved: read back, for who won and with which
    /// numbers was known only to the lost transaction.
    pub(super) async fn saved_already(&mut self, drafts: &[&Draft], position: i64) -> Outcomes {
        self.announce.send_replace(position);
        let mut read = Outcomes::new();
        for draft in drafts {
            read.push(self.read_back(draft).await);
        }
        read
    }

    async fn read_back(&mut self, draft: &Draft) -> Result<Appended, LogError> {
        let connection = self.connect().await.map_err(|_| LogError::UnknownOutcome)?;
        let mut appended = Appended { position: 0, numbers: HashMap::new() };
        for event in &draft.events {
            let row = sqlx::query(
                "SELECT position, number, metadata, payload FROM events
                 WHERE aggregate_type = ? AND aggregate_id = ? AND sequence = ?",
            )
            .bind(event.stream.aggregate_type)
            .bind(&event.aggregate_id)
            .bind(event.sequence)
            .fetch_optional(&mut *connection)
            .await
            .map_err(|_| LogError::UnknownOutcome)?;
            let Some(row) = row else { return Err(LogError::Conflict) };
            let metadata: &[u8] = row.try_get_unchecked(2)?;
            let payload: &[u8] = row.try_get_unchecked(3)?;
            if metadata != event.metadata.as_bytes() || payload != event.payload.as_bytes() {
                return Err(LogError::Conflict); // somebody else's event stands there
            }
            appended.position = row.try_get(0)?;
            if let Some(number) = row.try_get::<Option<String>, _>(1)? {
                appended
                    .numbers
                    .insert((event.stream.clone(), event.sequence), PrintedNumber::stored(number));
            }
        }
        let _ = connection.execute("ROLLBACK").await; // it only read
        Ok(appended)
    }
}

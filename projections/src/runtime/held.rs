//! A connection that one filling keeps to itself. A pool asks each connection for a sign of life before
//! and after it is used, which for a checkpoint that moves costs more than the move.

use std::time::{Duration, Instant};

use sqlx::{Connection, MySqlConnection, MySqlPool};

/// A connection that was not used for so long is asked whether it still lives.
const IDLE: Duration = Duration::from_secs(10);

/// A connection, opened when it is first needed, and again after it was lost.
pub(super) struct Held {
    pool: MySqlPool,
    connection: Option<(MySqlConnection, Instant)>,
}

impl Held {
    /// One of the kind that pool opens.
    pub(super) const fn of(pool: MySqlPool) -> Self {
        Self { pool, connection: None }
    }

    /// Takes it. Whoever is given up or fails in the middle of something does not put it back: it is
    /// closed, and what it was in the middle of is undone.
    ///
    /// # Errors
    /// [`sqlx::Error`] if none can be opened.
    pub(super) async fn take(&mut self) -> Result<MySqlConnection, sqlx::Error> {
        if let Some((mut connection, used)) = self.connection.take()
            && (used.elapsed() < IDLE || connection.ping().await.is_ok())
        {
            return Ok(connection);
        }
        Ok(self.pool.acquire().await?.detach())
    }

    /// Puts it back, with nothing begun on it.
    pub(super) fn put_back(&mut self, connection: MySqlConnection) {
        self.connection = Some((connection, Instant::now()));
    }
}

impl Clone for Held {
    fn clone(&self) -> Self {
        Self::of(self.pool.clone())
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.connection.is_some() { "Held" } else { "Held, not open" })
    }
}

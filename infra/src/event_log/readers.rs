//! Connections that load histories, and who is signed in. A load is one short SELECT, so a pool's questions for a sign of
//! life before and after it would cost more than the load itself. Here nobody asks: a connection
//! that died while it was idle is replaced, and one whose load was given up never comes back.

use std::sync::{Mutex, PoisonError};

use sqlx::mysql::{MySqlArguments, MySqlConnectOptions, MySqlRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions, MySql, MySqlConnection};
use tokio::sync::Semaphore;

use super::LogError;
use super::appender::{CONNECT, in_time};

/// Loads at the same time.
const AT_ONCE: usize = 16;

/// The connections.
pub(crate) struct Readers {
    options: MySqlConnectOptions,
    room: Semaphore,
    idle: Mutex<Vec<MySqlConnection>>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Readers") // the options hold a password
    }
}

impl Readers {
    pub(crate) fn new(options: MySqlConnectOptions) -> Self {
        Self { options, room: Semaphore::new(AT_ONCE), idle: Mutex::default() }
    }

    /// What one short SELECT finds. It is made again where a connection turns out to be dead.
    pub(crate) async fn rows(
        &self,
        select: impl Fn() -> Query<'static, MySql, MySqlArguments>,
    ) -> Result<Vec<MySqlRow>, LogError> {
        let closed = |_| LogError::Unavailable("stopping".to_owned());
        let _room = self.room.acquire().await.map_err(closed)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut connection) = idle
            && let Ok(rows) = select().fetch_all(&mut connection).await
        {
            self.give_back(connection);
            return Ok(rows);
        }
        let mut connection = in_time(CONNECT, self.options.connect()).await?;
        let rows = select().fetch_all(&mut connection).await?;
        self.give_back(connection);
        Ok(rows)
    }

    fn give_back(&self, connection: MySqlConnection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

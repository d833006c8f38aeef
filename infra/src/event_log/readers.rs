//! Connections that load histories. A load is one short SELECT, so a pool's questions for a sign of
//! life before and after it would cost more than the load itself. Here nobody asks: a connection
//! that died while it was idle is replaced, and one whose load was given up never comes back.

use std::sync::{Mutex, PoisonError};

use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{ConnectOptions, MySqlConnection};
use tokio::sync::Semaphore;

use super::appender::{CONNECT, in_time};
use super::{LogError, StreamKey};

/// Loads at the same time.
const AT_ONCE: usize = 16;

/// The connections.
pub(super) struct Readers {
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
    pub(super) fn new(options: MySqlConnectOptions) -> Self {
        Self { options, room: Semaphore::new(AT_ONCE), idle: Mutex::default() }
    }

    /// Up to `count` events of a stream from a sequence on: sequence, type, version, payload,
    /// number, position, chain.
    pub(super) async fn events_of(
        &self,
        stream: StreamKey,
        from: i64,
        count: i64,
    ) -> Result<Vec<MySqlRow>, LogError> {
        let closed = |_| LogError::Unavailable("stopping".to_owned());
        let _room = self.room.acquire().await.map_err(closed)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut connection) = idle
            && let Ok(rows) = select(&mut connection, stream, from, count).await
        {
            self.give_back(connection);
            return Ok(rows);
        }
        let mut connection = in_time(CONNECT, self.options.connect()).await?;
        let rows = select(&mut connection, stream, from, count).await?;
        self.give_back(connection);
        Ok(rows)
    }

    fn give_back(&self, connection: MySqlConnection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

async fn select(
    connection: &mut MySqlConnection,
    stream: StreamKey,
    from: i64,
    count: i64,
) -> Result<Vec<MySqlRow>, sqlx::Error> {
    sqlx::query(
        "SELECT sequence, event_type, event_version, payload, number, position, chain FROM events
         WHERE aggregate_type = ? AND aggregate_id = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
    )
    .bind(stream.aggregate_type)
    .bind(stream.id.to_string())
    .bind(from)
    .bind(count)
    .fetch_all(connection)
    .await
}

//! Redis: wake-ups for workers, and views. It may be lost at any time; nothing waits for it long.

mod wake;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::redis::Client;
use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};

use crate::database::Patience;

pub use wake::{announce_commits, heads};

/// A connection that comes back by itself, and a client for subscriptions.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    manager: ConnectionManager,
    failed: Arc<Mutex<Option<Instant>>>,
}

/// How long it may take to answer, and to accept a connection.
const ANSWER: Duration = Duration::from_millis(500);
/// How long nobody who can do without Redis asks it again after it did not answer.
const REST: Duration = Duration::from_millis(500);

impl Redis {
    /// Prepares a connection; it is made when first needed, so Redis need not be there yet.
    ///
    /// # Errors
    /// If the URL is none.
    pub fn open(url: &str) -> Result<Self, ::redis::RedisError> {
        Self::with_patience(url, Patience::USUAL)
    }

    /// The same, of a Redis that may take so much longer than usual to answer.
    ///
    /// # Errors
    /// As there.
    pub fn with_patience(url: &str, patience: Patience) -> Result<Self, ::redis::RedisError> {
        let limit = patience.of(ANSWER);
        let client = Client::open(url)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(limit))
            .set_response_timeout(Some(limit))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(200));
        let manager = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        Ok(Self { client, manager, failed: Arc::default() })
    }

    /// Whether it is worth asking, for those who can do without: it did not fail just now.
    pub fn is_at_hand(&self) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_none_or(|at| at.elapsed() > REST)
    }

    /// It did not answer: others need not wait to find out.
    pub fn failed(&self, error: &::redis::RedisError) {
        tracing::debug!(%error, "Redis does not answer");
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// A handle to run commands with.
    pub fn connection(&self) -> ConnectionManager {
        self.manager.clone()
    }

    /// Says so in the logs if this Redis may throw parts of views away.
    pub async fn warn_of_eviction(&self) {
        let mut connection = self.connection();
        let policy: Result<Vec<String>, _> = ::redis::cmd("CONFIG")
            .arg("GET")
            .arg("maxmemory-policy")
            .query_async(&mut connection)
            .await;
        if let Ok([_, policy]) = policy.as_deref()
            && policy != "noeviction"
        {
            tracing::warn!(
                policy,
                "Redis may evict what it holds: set maxmemory-policy noeviction"
            );
        }
    }

    /// Whether Redis answers.
    pub async fn answers(&self) -> bool {
        let mut connection = self.connection();
        ::redis::cmd("PING").query_async::<String>(&mut connection).await.is_ok()
    }
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redis") // its URL may hold a password
    }
}

//! Connecting to MariaDB.

use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions, MySqlSslMode};
use sqlx::{Connection, MySqlPool};

/// Connections of one account to one database.
pub type Pool = MySqlPool;

/// How one account reaches one database.
#[derive(Clone, PartialEq, Eq)]
pub struct Database {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Account.
    pub user: String,
    /// Its password.
    pub password: String,
    /// Database.
    pub name: String,
    /// How long it may take to answer.
    pub patience: Patience,
}

/// How many times longer than usual a server may take to answer before it counts as away. On a machine
/// that does much else, or little at a time, a server is slow and not gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(u32);

impl Patience {
    /// As on a machine of its own.
    pub const USUAL: Self = Self(1);

    /// So many times the usual.
    pub const fn times(usual: u32) -> Self {
        Self(usual)
    }

    /// The limit where it usually is that.
    pub fn of(self, usual: Duration) -> Duration {
        usual * self.0
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}:{}/{}", self.user, self.host, self.port, self.name)
    }
}

impl Database {
    /// The same server and account, another database.
    #[must_use]
    pub fn named(&self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self.clone() }
    }

    /// The options to connect with. No TLS yet: servers are reached over loopback or a private
    /// network; a build with TLS comes with deployment.
    pub fn options(&self) -> MySqlConnectOptions {
        self.server().database(&self.name)
    }

    /// The options to connect to the server without choosing a database.
    pub fn server(&self) -> MySqlConnectOptions {
        MySqlConnectOptions::new()
            .host(&self.host)
            .port(self.port)
            .username(&self.user)
            .password(&self.password)
            .ssl_mode(MySqlSslMode::Disabled)
            .charset("utf8mb4")
            .statement_cache_capacity(600)
    }

    /// A pool of up to `connections`, opened when first needed.
    pub fn pool(&self, connections: u32) -> MySqlPool {
        pool_options(connections)
            .acquire_timeout(self.patience.of(ACQUIRE))
            .connect_lazy_with(self.options())
    }
}

/// How long whoever needs a connection waits for one.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(2);

/// What all pools have in common. A connection whose query was given up is asked for a sign of life
/// before it goes back: sqlx itself would wait for ever for a host that is gone, and the pool would
/// be short of it for good.
pub fn pool_options(connections: u32) -> MySqlPoolOptions {
    MySqlPoolOptions::new()
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(Duration::from_mins(5))
        .after_release(|connection, _| {
            Box::pin(async move {
                let alive = tokio::time::timeout(Duration::from_secs(2), connection.ping());
                alive.await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
            })
        })
}

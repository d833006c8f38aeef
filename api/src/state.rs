//! What handlers work with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use commands::Desk;
use infra::config::Config;
use infra::credentials::Credentials;
use infra::event_log::{EventLog, IdBlocks, LogError};
use infra::keyed_hash::KeyedHash;
use infra::redis::{Redis, announce_commits};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use projections::ReadDb;
use projections::queue::Board;
use tokio::task::JoinHandle;

use crate::token::Tokens;

/// Everything a handler may need. Cheap to clone.
#[derive(Clone)]
pub struct Till {
    pub(crate) desk: Desk,
    pub(crate) credentials: Credentials,
    pub(crate) read_db: ReadDb,
    pub(crate) redis: Redis,
    pub(crate) board: Board,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) metrics: Metrics,
    pub(crate) log_name: Arc<str>,
    pub(crate) has_replica: bool,
    pub(crate) started: Instant,
    pub(crate) moves: Arc<Moves>,
}

/// When each projection was last seen to move, by those who asked about its health.
#[derive(Debug, Default)]
pub(crate) struct Moves(Mutex<HashMap<&'static str, (i64, Instant)>>);

impl Moves {
    /// For how long the projection has been seen standing at that position.
    pub(crate) fn standing(&self, projection: &'static str, position: i64) -> Duration {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, since) = seen.entry(projection).or_insert((position, Instant::now()));
        if *known != position {
            (*known, *since) = (position, Instant::now());
        }
        since.elapsed()
    }
}

/// The process's metrics, to be rendered for Prometheus.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// Seconds: from a Redis read to a lost connection.
const SECONDS: [f64; 14] =
    [0.000_5, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Events in a batch.
const EVENTS: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

impl Metrics {
    /// Starts collecting, once per process; later calls get the same collector.
    ///
    /// # Errors
    /// If the buckets are none: never, they are constants.
    pub fn start() -> Result<Self, metrics_exporter_prometheus::BuildError> {
        static STARTED: OnceLock<Metrics> = OnceLock::new();
        if let Some(started) = STARTED.get() {
            return Ok(started.clone());
        }
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Suffix("_events".to_owned()), &EVENTS)?
            .build_recorder();
        let metrics = Self(recorder.handle());
        if STARTED.set(metrics.clone()).is_ok() {
            let _ = metrics::set_global_recorder(recorder); // only we ever set one
        }
        Ok(STARTED.get().cloned().unwrap_or(metrics)) // whoever was first
    }

    /// Keeps histograms small while nobody scrapes; call it every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }

    /// All metrics as text.
    pub fn render(&self) -> String {
        self.0.render()
    }
}

impl Till {
    /// Opens the log and everything else handlers need. The returned task is the appender: it ends
    /// when every clone of the till is gone and everything queued is saved.
    ///
    /// # Errors
    /// [`LogError`] if the log cannot be opened.
    pub async fn open(
        config: &Config,
        redis: Redis,
        metrics: Metrics,
    ) -> Result<(Self, JoinHandle<()>), LogError> {
        let primary = config.primary.pool(16);
        let (log, appender) = EventLog::open(
            config.primary.options(),
            primary.clone(),
            KeyedHash::new(&config.hash_secret),
        )
        .await?;
        log.keep_forgetting_keys(config.idempotency_keep_days);
        announce_commits(redis.clone(), log.id().to_owned(), log.commits());
        let till = Self {
            board: Board::new(redis.clone(), log.id()),
            desk: Desk { ids: IdBlocks::new(primary.clone()), log },
            credentials: Credentials::new(primary),
            read_db: ReadDb::open(&config.read, 16),
            redis,
            tokens: Arc::new(Tokens::new(&config.jwt_secret)),
            metrics,
            log_name: config.primary.name.as_str().into(),
            has_replica: (&config.read.host, config.read.port)
                != (&config.primary.host, config.primary.port),
            started: Instant::now(),
            moves: Arc::default(),
        };
        Ok((till, appender))
    }

    /// What commands are carried out with, for those who do it without HTTP.
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The process's metrics.
    pub fn metrics(&self) -> Metrics {
        self.metrics.clone()
    }

    /// Passwords.
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}

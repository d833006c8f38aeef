//! What handlers work with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use commands::Desk;
use infra::access_records::AccessRecords;
use infra::config::{AppEnv, Config};
use infra::credentials::Credentials;
use infra::event_log::{EventLog, IdBlocks, LogError};
use infra::keyed_hash::KeyedHash;
use infra::messages::{LogMessages, Messages};
use infra::redis::{Redis, announce_commits};
use infra::sessions::Sessions;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use projections::{Live, ReadDb, Views};
use tokio::task::JoinHandle;

use crate::token::Tokens;
use crate::wall::Wall;

/// Everything a handler may need. Cheap to clone.
#[derive(Clone)]
pub struct Till {
    pub(crate) desk: Desk,
    pub(crate) credentials: Credentials,
    pub(crate) sessions: Sessions,
    /// Whoever sends letters, if there is one.
    pub(crate) messages: Option<Arc<dyn Messages>>,
    pub(crate) public_url: Arc<str>,
    /// Whether cookies go over HTTPS only.
    pub(crate) secure_cookies: bool,
    pub(crate) read_db: ReadDb,
    pub(crate) redis: Redis,
    pub(crate) views: Views,
    pub(crate) live: Live,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) metrics: Metrics,
    pub(crate) log_name: Arc<str>,
    pub(crate) has_replica: bool,
    pub(crate) started: Instant,
    pub(crate) moves: Arc<Moves>,
    pub(crate) access: AccessRecords,
    pub(crate) wall: Wall,
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
        // On the heap, as the passwords below: whoever opens a till need not carry their futures.
        let (log, appender) = Box::pin(EventLog::open(
            config.primary.options(),
            primary.clone(),
            KeyedHash::new(&config.hash_secret),
            config.personal_keys(),
        ))
        .await?;
        log.keep_forgetting_keys(config.idempotency_keep_days);
        let is_development = config.app_env == AppEnv::Development;
        let sessions = Sessions::new(
            (primary.clone(), config.primary.options()),
            redis.clone(),
            log.id(),
            log.hash().clone(),
            config.access.sessions,
        );
        let messages = is_development.then(|| Arc::new(LogMessages) as Arc<dyn Messages>);
        if messages.is_none() {
            tracing::warn!("nobody sends letters: who forgot their password is sent no link");
        }
        announce_commits(redis.clone(), log.id().to_owned(), log.commits());
        let read_db = ReadDb::open(&config.read, 16, config.personal_keys());
        let name = &config.primary.name;
        let hash = log.hash().clone();
        let opening = Credentials::open(primary.clone(), hash, config.access);
        let credentials = Box::pin(opening).await?;
        let till = Self {
            credentials,
            live: Live::of(&config.read, name, log.id(), redis.clone(), read_db.clone()),
            views: Views::of(&redis, log.id()),
            access: AccessRecords::new(primary.clone()),
            wall: Wall::new(&config.wall, &redis, log.id()),
            desk: Desk { ids: IdBlocks::new(primary), log },
            sessions,
            messages,
            public_url: config.public_url.trim_end_matches('/').into(),
            secure_cookies: !is_development,
            read_db,
            redis,
            tokens: Arc::new(Tokens::new(
                &config.jwt_secret,
                config.jwt_secret_previous.as_deref(),
            )),
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

    /// Who is told what changes.
    pub fn live(&self) -> Live {
        self.live.clone()
    }

    /// The process's metrics.
    pub fn metrics(&self) -> Metrics {
        self.metrics.clone()
    }

    /// Passwords.
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Who is signed in.
    pub const fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Lets others send its letters.
    #[must_use]
    pub fn with_messages(self, messages: Arc<dyn Messages>) -> Self {
        Self { messages: Some(messages), ..self }
    }
}

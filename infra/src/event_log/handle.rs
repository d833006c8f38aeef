//! The log as commands see it: append a draft, load an aggregate.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cqrs_es::Aggregate;
use domain::log::{LogEvent, PrintedNumber};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{MySqlPool, Row};
use tokio::sync::{mpsc, oneshot, watch};

use super::appender::{ANSWER, Appender, Job, MAX_BYTES, MAX_EVENTS, in_time};
use super::{Draft, Loaded, LogError, StreamKey, load};

/// Commands that may wait for the appender before it says [`LogError::Busy`].
const QUEUE: usize = 1024;
/// How long a command waits for its outcome: longer than all tries at a batch together.
const OUTCOME: Duration = Duration::from_secs(28);

/// What became of a draft that was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The position of its last event.
    pub position: i64,
    pub(super) numbers: HashMap<(StreamKey, i64), PrintedNumber>,
}

impl Appended {
    /// The number drawn for the event at that sequence of that stream, if one was.
    pub fn number(&self, stream: &StreamKey, sequence: i64) -> Option<&PrintedNumber> {
        self.numbers.get(&(stream.clone(), sequence))
    }
}

/// The log, to append to and to load from. Cheap to clone; when the last clone is gone, the
/// appender finishes what is queued and ends.
#[derive(Debug, Clone)]
pub struct EventLog {
    pool: MySqlPool,
    jobs: mpsc::Sender<Job>,
    head: watch::Receiver<i64>,
    usable: watch::Receiver<bool>,
    log_id: Arc<str>,
}

impl EventLog {
    /// Opens the log on the primary and starts this process's appender. The returned task ends
    /// when every clone of the log is gone and everything queued is saved.
    ///
    /// # Errors
    /// [`LogError`] if the log cannot be read.
    pub async fn open(
        primary: MySqlConnectOptions,
        pool: MySqlPool,
    ) -> Result<(Self, tokio::task::JoinHandle<()>), LogError> {
        let row =
            sqlx::query("SELECT log_id, epoch, position FROM log_head").fetch_one(&pool).await?;
        let log_id: String = row.try_get(0)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (announce, head) = watch::channel(row.try_get(2)?);
        let (use_it, usable) = watch::channel(true);
        let appender = Appender {
            usable: use_it,
            options: primary,
            connection: None,
            log_id: log_id.clone(),
            epoch: row.try_get(1)?,
            announce,
        };
        let task = tokio::spawn(appender.run(queue));
        Ok((Self { pool, jobs, head, usable, log_id: log_id.into() }, task))
    }

    /// Which log this is.
    pub fn id(&self) -> &str {
        &self.log_id
    }

    /// Whether this process can still append: not on a log that began another epoch, nor when the
    /// appender is gone. It will not get better; the process has to be started anew.
    pub fn is_usable(&self) -> bool {
        *self.usable.borrow() && !self.jobs.is_closed()
    }

    /// Tells when the log stops being usable.
    pub fn usable(&self) -> watch::Receiver<bool> {
        self.usable.clone()
    }

    /// Tells of the position of each batch this process commits.
    pub fn commits(&self) -> watch::Receiver<i64> {
        self.head.clone()
    }

    /// The position of the last event, as the primary has it now.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn head(&self) -> Result<i64, LogError> {
        let looking = sqlx::query("SELECT position FROM log_head").fetch_one(&self.pool);
        let row = in_time(ANSWER, looking).await?;
        Ok(row.try_get(0)?)
    }

    /// Whether there is any aggregate of that kind.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn has_any<A: Aggregate>(&self) -> Result<bool, LogError> {
        in_time(ANSWER, load::any(&self.pool, A::TYPE)).await
    }

    /// Loads an aggregate from all its events.
    ///
    /// # Errors
    /// [`LogError::Unavailable`], [`LogError::Unreadable`].
    pub async fn load<A>(&self, id: i64) -> Result<Loaded<A>, LogError>
    where
        A: Aggregate,
        A::Event: LogEvent,
    {
        in_time(ANSWER, load::load(&self.pool, id)).await
    }

    /// Appends a draft, durably, or not at all.
    ///
    /// # Errors
    /// [`LogError::Conflict`] if anything it relied on changed, and whatever else [`LogError`] has.
    pub async fn append(&self, draft: Draft) -> Result<Appended, LogError> {
        let bytes: usize = draft.events.iter().map(super::draft::ReadyEvent::bytes).sum();
        if bytes > MAX_BYTES || draft.events.len() > MAX_EVENTS {
            return Err(LogError::TooLarge { bytes });
        }
        let (reply, outcome) = oneshot::channel();
        let taken = Arc::new(AtomicBool::new(false));
        let job = Job { draft, waiting_since: Instant::now(), reply, taken: taken.clone() };
        self.jobs.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => LogError::Busy,
            mpsc::error::TrySendError::Closed(_) => LogError::Unavailable("stopping".to_owned()),
        })?;
        let mut outcome = outcome;
        if let Ok(Ok(outcome)) = tokio::time::timeout(OUTCOME, &mut outcome).await {
            return outcome;
        }
        // From here on it is not taken any more; if it was, nobody knows.
        outcome.close();
        if let Ok(outcome) = outcome.try_recv() {
            return outcome;
        }
        if taken.load(Ordering::SeqCst) {
            Err(LogError::UnknownOutcome)
        } else {
            Err(LogError::Unavailable("it waited too long for its turn".to_owned()))
        }
    }
}

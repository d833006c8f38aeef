//! The log as commands see it: append a draft, load an aggregate.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::claim::Claim;
use domain::log::{LogAggregate, PrintedNumber};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{MySqlPool, Row};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use super::appender::{ANSWER, Appender, Job, MOST_EVENTS, in_time};
use super::cache::StateCache;
use super::draft::{ReadyDraft, stored_claim};
use super::histories::Histories;
use super::idempotency::{IdempotencyKey, Kept, keep_forgetting, look_up};
use super::known::Known;
use super::turns::{Turn, Turns};
use super::{Attempt, Draft, Loaded, LogError, StreamKey, load};
use crate::keyed_hash::KeyedHash;
use crate::personal::{ERASURES, NewKey, NotWritable, PersonalKeys};

/// Commands that may wait for the appender before it says [`LogError::Busy`].
const QUEUE: usize = 1024;
/// Kilobytes that may wait with them.
const QUEUE_KB: usize = 64 * 1024;
/// Characters of a kept reply, as many as the column has.
const REPLY: usize = 1000;
/// How long a command waits for its outcome: longer than all tries at a batch together.
const OUTCOME: Duration = Duration::from_secs(28);

/// What became of a draft that was appended.
#[derive(Debug, Clone)]
pub struct Appended {
    /// The position of its last event; of the log's last one if it has none.
    pub position: i64,
    pub(super) numbers: HashMap<(StreamKey, i64), PrintedNumber>,
    /// Where states are remembered.
    pub(super) cache: Arc<StateCache>,
    /// As of how many erasures of personal data.
    pub(super) erasures: i64,
}

impl Appended {
    /// The number drawn for the event at that sequence of that stream, if one was.
    pub fn number(&self, stream: &StreamKey, sequence: i64) -> Option<&PrintedNumber> {
        self.numbers.get(&(*stream, sequence))
    }
}

/// The log, to append to and to load from. Cheap to clone; when the last clone is gone, the
/// appender finishes what is queued and ends.
#[derive(Debug, Clone)]
pub struct EventLog {
    pool: MySqlPool,
    histories: Arc<Histories>,
    jobs: mpsc::Sender<Job>,
    head: watch::Receiver<i64>,
    usable: watch::Receiver<bool>,
    log_id: Arc<str>,
    hash: KeyedHash,
    keys: PersonalKeys,
    cache: Arc<StateCache>,
    turns: Turns,
    room: Arc<Semaphore>,
    max_bytes: usize,
}

impl EventLog {
    /// Opens the log on the primary and starts this process's appender. The returned task ends
    /// when every clone of the log is gone and everything queued is saved. `hash` hides the values
    /// about people that are claimed, `keys` seal what events say about them.
    ///
    /// # Errors
    /// [`LogError`] if the log cannot be read.
    pub async fn open(
        primary: MySqlConnectOptions,
        pool: MySqlPool,
        hash: KeyedHash,
        keys: PersonalKeys,
    ) -> Result<(Self, tokio::task::JoinHandle<()>), LogError> {
        let sql = format!(
            "SELECT log_id, epoch, position, CAST(@@max_allowed_packet AS SIGNED), {ERASURES} \
             FROM log_head"
        );
        let row = sqlx::query(&sql).fetch_one(&pool).await?;
        keys.notice(row.try_get(4)?);
        let (log_id, position): (String, i64) = (row.try_get(0)?, row.try_get(2)?);
        let packet: i64 = row.try_get(3)?;
        let max_bytes = usize::try_from(packet / 4).unwrap_or(usize::MAX);
        let cache = Arc::new(StateCache::new(keys.clone()));
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (announce, head) = watch::channel(position);
        let (use_it, usable) = watch::channel(true);
        let histories = Arc::new(Histories::new(primary.clone(), keys.clone()));
        let appender = Appender {
            usable: use_it,
            options: primary,
            connection: None,
            known: Known::as_of(position),
            cache: cache.clone(),
            max_bytes,
            log_id: log_id.clone(),
            epoch: row.try_get(1)?,
            announce,
        };
        let task = appender.start(queue)?;
        let log = Self {
            pool,
            histories,
            jobs,
            head,
            usable,
            log_id: log_id.into(),
            hash,
            keys,
            cache,
            turns: Turns::default(),
            room: Arc::new(Semaphore::new(QUEUE_KB)),
            max_bytes,
        };
        Ok((log, task))
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

    /// When the event at that position was recorded, if there is one: how long somebody is behind who
    /// waits for it.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn recorded_at(&self, position: i64) -> Result<Option<DateTime<Utc>>, LogError> {
        let looking = sqlx::query("SELECT recorded_at FROM events WHERE position = ?")
            .bind(position)
            .fetch_optional(&self.pool);
        let row = in_time(ANSWER, looking).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Whether there is any aggregate of that kind.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn has_any<A: LogAggregate>(&self) -> Result<bool, LogError> {
        in_time(ANSWER, load::any(&self.pool, A::TYPE)).await
    }

    /// The id of what claims that value now. Nothing holds it still: whoever decides by it loads
    /// what it names, and relies on that.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn holder(&self, claim: &Claim) -> Result<Option<i64>, LogError> {
        let value = stored_claim(&self.hash, claim);
        let sql = "SELECT aggregate_id FROM claims WHERE scope = ? AND value = ?";
        let looking =
            sqlx::query(sql).bind(claim.scope.name).bind(value).fetch_optional(&self.pool);
        let Some(row) = in_time(ANSWER, looking).await? else { return Ok(None) };
        let id: String = row.try_get(0)?;
        id.parse().map(Some).map_err(|_| LogError::Database(format!("a claim is held by {id}")))
    }

    /// Loads an aggregate as the log has it now: what this process remembers of it, and the events
    /// since.
    ///
    /// # Errors
    /// [`LogError::Unavailable`], [`LogError::Unreadable`].
    pub async fn load<A: LogAggregate>(&self, id: i64) -> Result<Loaded<A>, LogError> {
        let loading = async {
            if let Some((known, _)) = self.cache.get::<A>(id) {
                let known = load::since(&self.histories, known).await?;
                // Else somebody was forgotten since it was read, perhaps somebody it is about.
                if known.erasures == self.keys.erasures() {
                    return Ok(known);
                }
            }
            load::whole((&self.histories, &self.pool), id).await
        };
        let loaded = in_time(ANSWER, loading).await?;
        if loaded.sequence > 0 {
            self.cache.put(&loaded);
        }
        Ok(loaded)
    }

    /// What this process remembers of an aggregate, without asking the log: as good as the last
    /// command that relied on it.
    pub fn recall<A: LogAggregate>(&self, id: i64) -> Option<Loaded<A>> {
        self.cache.get::<A>(id).map(|(known, _)| known)
    }

    /// Loads an aggregate as it was at that sequence, from its events.
    ///
    /// # Errors
    /// [`LogError::Unavailable`], [`LogError::Unreadable`].
    pub async fn load_at<A: LogAggregate>(
        &self,
        id: i64,
        sequence: i64,
    ) -> Result<Loaded<A>, LogError> {
        in_time(ANSWER, load::replay(&self.histories, id, sequence)).await
    }

    /// What this process remembers of an aggregate, if that is not known to be out of date. One
    /// time in a hundred it is compared with what the events say.
    pub(super) async fn remembered<A: LogAggregate>(
        &self,
        id: i64,
    ) -> Result<Option<Loaded<A>>, LogError> {
        let Some((known, false)) = self.cache.get::<A>(id) else { return Ok(None) };
        if load::is_sampled() {
            let replayed = self.load_at::<A>(id, known.sequence).await?;
            if !load::same(&known, &replayed, "memory") {
                self.cache.forget(&known.stream());
                return Ok(None);
            }
        }
        Ok(Some(known))
    }

    /// Whether all of these streams still stand at their sequences.
    pub(super) async fn stand(&self, read: &[(StreamKey, i64)]) -> Result<bool, LogError> {
        in_time(ANSWER, load::stand(&self.pool, read)).await
    }

    /// A try at a command; `fresh`: on states as the log has them now, not as this process
    /// remembers them.
    pub fn attempt(&self, fresh: bool) -> Attempt {
        Attempt::new(self.clone(), fresh)
    }

    /// Waits for the turn of a command at the aggregates it is going to change.
    ///
    /// # Errors
    /// [`LogError::Busy`] if it does not come.
    pub async fn turn(&self, streams: &[StreamKey]) -> Result<Turn, LogError> {
        self.turns.take(streams).await
    }

    /// What was kept of the command that used up that key, if one did.
    ///
    /// # Errors
    /// [`LogError::KeyReused`] if it was for something else; [`LogError::Unavailable`].
    pub async fn kept(&self, key: IdempotencyKey) -> Result<Option<Kept>, LogError> {
        look_up(&self.pool, key).await
    }

    /// Forgets idempotency keys that are older than so many days, now and then, for as long as the
    /// log is open.
    pub fn keep_forgetting_keys(&self, days: u32) {
        keep_forgetting(self.pool.clone(), days, self.usable());
    }

    /// Hashes of this shop: for idempotency keys, and what approvals are bound to.
    pub const fn hash(&self) -> &KeyedHash {
        &self.hash
    }

    /// Appends a draft, durably, or not at all.
    ///
    /// # Errors
    /// [`LogError::Conflict`] if anything it relied on changed, [`LogError::Claimed`] if a value it
    /// claims is somebody else's, [`LogError::KeyUsed`] if it has been carried out before, and
    /// whatever else [`LogError`] has.
    pub async fn append(&self, draft: Draft) -> Result<Appended, LogError> {
        self.append_as_of(self.erasures(), draft).await
    }

    /// As of how many erasures of personal data this process knows things.
    pub(super) fn erasures(&self) -> i64 {
        self.keys.erasures()
    }

    /// As [`EventLog::append`], decided as of so many erasures: if there are others by now, what was
    /// decided on may say something about who was forgotten, and the race is lost.
    pub(super) async fn append_as_of(
        &self,
        erasures: i64,
        draft: Draft,
    ) -> Result<Appended, LogError> {
        // Who would be sent away need not be made ready.
        if self.jobs.capacity() == 0 {
            return Err(LogError::Busy);
        }
        let again = draft.clone();
        let (mut ready, new) = self.seal(draft).await?;
        ready.erasures = erasures;
        let begins = new.clone();
        let outcome = self.submit(ready, new).await;
        if !begins.is_empty() && matches!(outcome, Err(LogError::Conflict)) {
            // Perhaps somebody else wrote about the same people for the first time: then there are keys.
            self.keys.give_up(&begins);
            let (mut ready, new) = self.seal(again).await?;
            ready.erasures = erasures;
            return self.submit(ready, new).await;
        }
        outcome
    }

    /// Makes a draft ready, and the keys that begin with it.
    async fn seal(&self, draft: Draft) -> Result<(ReadyDraft, Vec<NewKey>), LogError> {
        let payloads = draft.events.iter().map(|event| event.payload.as_bytes());
        let sealing = self.keys.for_writing(self.histories.readers(), payloads);
        let (ring, new) = match tokio::time::timeout(ANSWER, sealing).await {
            Ok(Ok(found)) => found,
            Ok(Err(NotWritable::Erased(subject))) => return Err(LogError::Erased { subject }),
            Ok(Err(NotWritable::Log(error))) => return Err(error),
            Err(_) => return Err(sqlx::Error::PoolTimedOut.into()),
        };
        let ready = draft.ready(&self.hash, &ring, &new).map_err(LogError::Database)?;
        Ok((ready, new))
    }

    async fn submit(&self, draft: ReadyDraft, new: Vec<NewKey>) -> Result<Appended, LogError> {
        let erases = !draft.erases.is_empty();
        let bytes = draft.bytes();
        let reply_fits = draft.once.as_ref().is_none_or(|once| once.reply_text().len() <= REPLY);
        if bytes > self.max_bytes || draft.events.len() > MOST_EVENTS || !reply_fits {
            return Err(LogError::TooLarge { bytes });
        }
        let kilobytes = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let room = self.room.clone().try_acquire_many_owned(kilobytes);
        let room = room.map_err(|_| LogError::Busy)?;
        let (reply, outcome) = oneshot::channel();
        let taken = Arc::new(AtomicBool::new(false));
        let job =
            Job { draft, _room: room, waiting_since: Instant::now(), reply, taken: taken.clone() };
        self.jobs.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => LogError::Busy,
            mpsc::error::TrySendError::Closed(_) => LogError::Unavailable("stopping".to_owned()),
        })?;
        let mut outcome = outcome;
        if let Ok(Ok(outcome)) = tokio::time::timeout(OUTCOME, &mut outcome).await {
            if outcome.is_ok() {
                self.keys.kept(new);
                if erases {
                    self.keys.forget();
                }
            }
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

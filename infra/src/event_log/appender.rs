//! The appender: the one place that writes to the log. One thread per process; commands that wait at
//! the same time share a transaction (group commit), so they share its fsync and its round trips.
//!
//! There are two round trips to a small batch: lock and look; write and COMMIT. A large one has its
//! INSERT between them, prepared.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use metrics::{counter, histogram};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::batch::judge;
use super::cache::StateCache;
use super::draft::ReadyDraft;
use super::error::{Trouble, trouble};
use super::known::Known;
use super::statements::{Locked, finish, insert_many, lock_and_look};
use super::unknown_outcome::LostCommit;
use super::verdict::{Lost, Verdict};
use super::{Appended, LogError, StreamKey};

/// Events of several commands in one INSERT.
const MAX_EVENTS: usize = 512;
/// Events of one command, which go in one INSERT: 2,048 rows of 11 placeholders stay far below
/// MariaDB's 65,535.
pub(super) const MOST_EVENTS: usize = 2048;
/// Tries at a batch that meets passing trouble.
pub(super) const TRIES: u32 = 3;
/// The longest a process that lost its connection waits between tries.
pub(super) const PAUSE: Duration = Duration::from_millis(25);

/// How long a server may take to accept a connection.
pub(super) const CONNECT: Duration = Duration::from_secs(2);
/// How long the way to the commit may take: longer than the wait for the lock (5 s).
pub(super) const PREPARE: Duration = Duration::from_secs(6);
/// How long a commit, or a load, may take before the server counts as gone.
pub(crate) const ANSWER: Duration = Duration::from_secs(5);

/// A command that waits for the appender.
pub(super) struct Job {
    pub(super) draft: ReadyDraft,
    /// Its part of the bytes that may wait, given back with it.
    pub(super) _room: OwnedSemaphorePermit,
    pub(super) waiting_since: Instant,
    pub(super) reply: oneshot::Sender<Result<Appended, LogError>>,
    /// Set once the appender has it: from then on its outcome may be unknown.
    pub(super) taken: Arc<AtomicBool>,
}

impl Job {
    /// Takes the job, unless nobody waits for it any more: they were told, or will find, that
    /// nothing was saved, and may have repeated it.
    fn take(&self) -> bool {
        // In this order, as `append` closes before it reads: whoever is told that nothing was saved
        // is told the truth.
        self.taken.store(true, Ordering::SeqCst);
        !self.reply.is_closed()
    }
}

/// Why a batch did not go through.
enum Fault {
    /// Nothing was saved; the same again may work.
    Passing(sqlx::Error),
    /// No answer to the COMMIT, or a strange one; what becomes of the drafts if it went through.
    AtCommit(LostCommit, Outcomes, sqlx::Error),
    /// Another log or epoch.
    Parted,
    /// The database refused for no reason we know.
    Bug(sqlx::Error),
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        match trouble(&error) {
            Trouble::Passing => Self::Passing(error),
            Trouble::Bug => Self::Bug(error),
        }
    }
}

/// A transaction ready to be committed.
struct Ready {
    /// Where the log will be: nowhere new if everyone lost their race.
    lost: Option<LostCommit>,
    outcomes: Outcomes,
    /// The statements that save it all.
    finish: String,
    /// How far each stream is then.
    sequences: HashMap<StreamKey, i64>,
    locked: Instant,
    events: usize,
}

/// Gives up on a server that does not answer.
pub(crate) async fn in_time<T, E: From<sqlx::Error>>(
    limit: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::time::timeout(limit, answer).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))
}

type Outcomes = Vec<Result<Appended, LogError>>;

/// Owns the one connection that appends.
pub(super) struct Appender {
    pub(super) options: MySqlConnectOptions,
    pub(super) connection: Option<MySqlConnection>,
    pub(super) known: Known,
    pub(super) cache: Arc<StateCache>,
    /// Bytes in one INSERT: a quarter of the server's `max_allowed_packet`.
    pub(super) max_bytes: usize,
    pub(super) log_id: String,
    pub(super) epoch: i32,
    pub(super) announce: watch::Sender<i64>,
    pub(super) usable: watch::Sender<bool>,
}

impl Appender {
    /// Starts it on a thread of its own: among the tasks of the commands it answers it would stand
    /// in line behind them, with the log's lock in its hand. The returned task ends with it.
    pub(super) fn start(self, queue: mpsc::Receiver<Job>) -> Result<JoinHandle<()>, LogError> {
        let failed = |error: std::io::Error| LogError::Unavailable(format!("no thread: {error}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let (ended, end) = oneshot::channel();
        let run = move || {
            runtime.block_on(self.run(queue));
            let _ = ended.send(()); // whoever waits may have gone
        };
        std::thread::Builder::new().name("appender".to_owned()).spawn(run).map_err(failed)?;
        Ok(tokio::spawn(async move {
            let _ = end.await; // a thread that panicked has ended too
        }))
    }

    async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut left_over = None;
        loop {
            let first = match left_over.take() {
                Some(job) => job,
                None => match queue.recv().await {
                    Some(job) => job,
                    None => break,
                },
            };
            let (batch, rest) = gather(first, &mut queue, self.max_bytes);
            left_over = rest;
            self.write(batch).await;
        }
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await; // a courtesy to the server
        }
    }

    /// Writes a batch and answers everyone in it.
    async fn write(&mut self, batch: Vec<Job>) {
        for job in &batch {
            histogram!("kharisma_append_wait_seconds").record(job.waiting_since.elapsed());
        }
        let jobs: Vec<&Job> = batch.iter().collect();
        let outcomes = match self.save(&jobs).await {
            Ok(outcomes) => outcomes,
            // Somebody in the batch cannot be saved. One by one, so that it is alone in failing.
            Err(_) if jobs.len() > 1 => {
                counter!("kharisma_append_batches_split_total").increment(1);
                let mut outcomes = Outcomes::new();
                for job in jobs {
                    match self.save(&[job]).await {
                        Ok(one) => outcomes.extend(one),
                        Err(error) => outcomes.push(Err(error)),
                    }
                }
                outcomes
            }
            Err(error) => vec![Err(error)],
        };
        for (job, outcome) in batch.into_iter().zip(outcomes) {
            if let Err(error @ LogError::Database(_)) = &outcome {
                tracing::error!(%error, "an append was refused by the database");
            }
            let _ = job.reply.send(outcome); // whoever asked may have gone
        }
    }

    /// Saves a batch, trying again where the trouble may pass. Before each try those leave for whom
    /// nobody waits any more: nothing of theirs was saved by the tries before.
    async fn save(&mut self, jobs: &[&Job]) -> Result<Outcomes, LogError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let wanted: Vec<bool> = jobs.iter().map(|job| job.take()).collect();
            let drafts: Vec<&ReadyDraft> =
                jobs.iter().zip(&wanted).filter(|(_, w)| **w).map(|(job, _)| &job.draft).collect();
            if drafts.is_empty() {
                return Ok(withdrawn(&wanted, Vec::new()));
            }
            let error = match self.transaction(&drafts).await {
                Ok(outcomes) => return Ok(withdrawn(&wanted, outcomes)),
                Err(Fault::AtCommit(lost, outcomes, cause)) => {
                    counter!("kharisma_append_unknown_outcomes_total").increment(1);
                    match self.was_saved(lost).await {
                        Some(true) => {
                            self.announce.send_replace(lost.position);
                            return Ok(withdrawn(&wanted, outcomes));
                        }
                        Some(false) if trouble(&cause) == Trouble::Bug => {
                            return Err(LogError::Database(cause.to_string()));
                        }
                        Some(false) => LogError::Unavailable(cause.to_string()),
                        None => return Ok(all(jobs.len(), &LogError::UnknownOutcome)),
                    }
                }
                Err(Fault::Parted) => {
                    self.usable.send_replace(false);
                    return Ok(all(jobs.len(), &LogError::Parted));
                }
                Err(Fault::Bug(error)) => {
                    self.connection = None;
                    return Err(LogError::Database(error.to_string()));
                }
                Err(Fault::Passing(error)) => {
                    self.connection = None;
                    LogError::Unavailable(error.to_string())
                }
            };
            counter!("kharisma_append_retries_total").increment(1);
            if tries >= TRIES {
                tracing::warn!(%error, commands = drafts.len(), "giving up on a batch");
                return Ok(all(jobs.len(), &error));
            }
            tokio::time::sleep(PAUSE * tries).await;
        }
    }

    /// One transaction. Whatever fails before the COMMIT has changed nothing.
    async fn transaction(&mut self, drafts: &[&ReadyDraft]) -> Result<Outcomes, Fault> {
        let Some(ready) = in_time(PREPARE, self.prepare(drafts)).await? else {
            return Err(Fault::Parted);
        };
        let Ready { lost, outcomes, finish, sequences, locked, events } = ready;
        counter!("kharisma_append_conflicts_total")
            .increment(outcomes.iter().filter(|outcome| outcome.is_err()).count() as u64);
        let Some(lost) = lost else { return Ok(outcomes) };
        let connection = self.connect().await?;
        let committing = async { connection.execute(finish.as_str()).await.map(|_| ()) };
        if let Err(error) = in_time::<_, sqlx::Error>(ANSWER, committing).await {
            tracing::warn!(%error, "no good answer to a commit");
            self.connection = None;
            return Err(Fault::AtCommit(lost, outcomes, error));
        }
        self.known.learn(lost.position, sequences);
        histogram!("kharisma_append_lock_seconds").record(locked.elapsed());
        #[allow(clippy::cast_precision_loss)] // a gauge, not money
        histogram!("kharisma_append_batch_events").record(events as f64);
        self.announce.send_replace(lost.position);
        Ok(outcomes)
    }

    /// Everything up to the COMMIT. `None` on another log or epoch.
    async fn prepare(&mut self, drafts: &[&ReadyDraft]) -> Result<Option<Ready>, sqlx::Error> {
        self.connect().await?;
        let Self { connection: Some(connection), known, .. } = self else { return Ok(None) };
        let Locked { head, others, found } = lock_and_look(connection, drafts, known).await?;
        let (log_id, epoch, position, chain) = head;
        let locked = Instant::now();
        if (log_id.as_str(), epoch) != (self.log_id.as_str(), self.epoch) {
            connection.execute("ROLLBACK").await?;
            return Ok(None);
        }
        self.cache.outdate(others);
        self.cache.notice(found.erasures);
        let mut verdict = judge(drafts.iter().copied(), (position, chain), &found);
        let mut ready = Ready {
            lost: None,
            outcomes: outcomes(&verdict, position, &self.cache),
            finish: finish(&verdict),
            sequences: std::mem::take(&mut verdict.sequences),
            locked,
            events: verdict.events.len(),
        };
        if !verdict.saves() {
            connection.execute("ROLLBACK").await?;
            return Ok(Some(ready));
        }
        let key = || verdict.keys.last().map(|(once, _)| once.key.key_hash);
        ready.lost = Some(if let Some(last) = verdict.events.last() {
            LostCommit { position: last.position, chain: last.chain, key: None }
        } else {
            LostCommit { position, chain, key: key() }
        });
        insert_many(connection, &verdict.events).await?;
        Ok(Some(ready))
    }

    pub(super) async fn connect(&mut self) -> Result<&mut MySqlConnection, sqlx::Error> {
        if self.connection.is_none() {
            let mut fresh = tokio::time::timeout(CONNECT, self.options.connect())
                .await
                .map_err(|_| sqlx::Error::PoolTimedOut)??;
            // A frozen process that holds the lock is cut off after two seconds, whether it has
            // written yet or not; autocommit off saves the BEGIN.
            fresh
                .execute(
                    "SET autocommit = 0, lock_wait_timeout = 5, tx_isolation = 'READ-COMMITTED', \
                     idle_transaction_timeout = 2, idle_write_transaction_timeout = 2, \
                     innodb_lock_wait_timeout = 5",
                )
                .await?;
            self.connection = Some(fresh);
        }
        self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed) // set just above
    }
}

/// Takes what waits behind `first`, as much as fits into one INSERT.
fn gather(
    first: Job,
    queue: &mut mpsc::Receiver<Job>,
    max_bytes: usize,
) -> (Vec<Job>, Option<Job>) {
    let weigh = |job: &Job| (job.draft.events.len(), job.draft.bytes());
    let (mut events, mut bytes) = weigh(&first);
    let mut batch = vec![first];
    while let Ok(job) = queue.try_recv() {
        let (more_events, more_bytes) = weigh(&job);
        if events + more_events > MAX_EVENTS || bytes + more_bytes > max_bytes {
            return (batch, Some(job));
        }
        events += more_events;
        bytes += more_bytes;
        batch.push(job);
    }
    (batch, None)
}

fn all(count: usize, error: &LogError) -> Outcomes {
    (0..count).map(|_| Err(error.clone())).collect()
}

/// Puts the outcomes of those who were wanted in their places; nobody hears the others'.
fn withdrawn(wanted: &[bool], outcomes: Outcomes) -> Outcomes {
    let mut outcomes = outcomes.into_iter();
    let gone = || Err(LogError::Unavailable("withdrawn".to_owned()));
    wanted.iter().map(|w| if *w { outcomes.next().unwrap_or_else(gone) } else { gone() }).collect()
}

fn outcomes(verdict: &Verdict<'_>, head: i64, cache: &Arc<StateCache>) -> Outcomes {
    let outcome = |judged: &Result<std::ops::Range<usize>, Lost>| {
        let events = match judged {
            Ok(range) => &verdict.events[range.clone()],
            Err(Lost::Race) => return Err(LogError::Conflict),
            Err(Lost::Claimed(scope)) => return Err(LogError::Claimed { scope: *scope }),
            Err(Lost::KeyUsed) => return Err(LogError::KeyUsed),
        };
        let numbers = events.iter().filter_map(|placed| {
            let number = placed.number.clone()?;
            Some(((placed.event.stream, placed.event.sequence), number))
        });
        let position = events.last().map_or(head, |placed| placed.position);
        Ok(Appended {
            position,
            numbers: numbers.collect(),
            cache: cache.clone(),
            erasures: cache.erasures(),
        })
    };
    verdict.drafts.iter().map(outcome).collect()
}

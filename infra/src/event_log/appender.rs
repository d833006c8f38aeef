//! The appender: the one place that writes to the log. One task per process; commands that wait at
//! the same time share a transaction (group commit), so they share its fsync and its round trips.
//!
//! Under the lock on `log_head` there are five round trips, whatever the size of the batch: lock,
//! one SELECT for sequences and numbers, INSERT, head (and numbers, if any were drawn), COMMIT.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cqrs_es::Aggregate;
use domain::log::{LogEvent, PrintedNumber};
use metrics::{counter, histogram};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, MySqlPool, Row};
use tokio::sync::{mpsc, oneshot, watch};

use super::batch::{Found, Verdict, judge};
use super::chain::Hash;
use super::error::{Trouble, trouble};
use super::{Draft, Loaded, LogError, StreamKey, load};

/// Commands that may wait for the appender before it says [`LogError::Busy`].
const QUEUE: usize = 1024;
/// Events in one INSERT: 512 rows of 11 placeholders stay far below MariaDB's 65,535.
const MAX_EVENTS: usize = 512;
/// Bytes in one INSERT: a quarter of the default `max_allowed_packet`.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Tries at a batch that meets passing trouble.
const TRIES: u32 = 4;
/// The longest a process that lost its connection waits between tries.
const PAUSE: Duration = Duration::from_millis(25);

/// How long a server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(2);

/// What became of a draft that was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The position of its last event.
    pub position: i64,
    numbers: HashMap<(StreamKey, i64), PrintedNumber>,
}

impl Appended {
    /// The number drawn for the event at that sequence of that stream, if one was.
    pub fn number(&self, stream: &StreamKey, sequence: i64) -> Option<&PrintedNumber> {
        self.numbers.get(&(stream.clone(), sequence))
    }
}

struct Job {
    draft: Draft,
    waiting_since: Instant,
    reply: oneshot::Sender<Result<Appended, LogError>>,
}

/// The log, to append to and to load from. Cheap to clone; when the last clone is gone, the
/// appender finishes what is queued and ends.
#[derive(Debug, Clone)]
pub struct EventLog {
    pool: MySqlPool,
    jobs: mpsc::Sender<Job>,
    head: watch::Receiver<i64>,
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
        let appender = Appender {
            options: primary,
            connection: None,
            log_id: log_id.clone(),
            epoch: row.try_get(1)?,
            announce,
        };
        let task = tokio::spawn(appender.run(queue));
        Ok((Self { pool, jobs, head, log_id: log_id.into() }, task))
    }

    /// Which log this is.
    pub fn id(&self) -> &str {
        &self.log_id
    }

    /// Tells of the position of each batch this process commits.
    pub fn commits(&self) -> watch::Receiver<i64> {
        self.head.clone()
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
        load::load(&self.pool, id).await
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
        let job = Job { draft, waiting_since: Instant::now(), reply };
        self.jobs.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => LogError::Busy,
            mpsc::error::TrySendError::Closed(_) => LogError::Unavailable("stopping".to_owned()),
        })?;
        outcome.await.unwrap_or(Err(LogError::UnknownOutcome))
    }
}

/// Why a batch did not go through.
enum Fault {
    /// Nothing was saved; the same again may work.
    Passing(sqlx::Error),
    /// The connection was lost at the commit of an event with this position and chain.
    AtCommit { position: i64, chain: Hash },
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

type Outcomes = Vec<Result<Appended, LogError>>;

struct Appender {
    options: MySqlConnectOptions,
    connection: Option<MySqlConnection>,
    log_id: String,
    epoch: i32,
    announce: watch::Sender<i64>,
}

impl Appender {
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
            let (batch, rest) = gather(first, &mut queue);
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
        let drafts: Vec<&Draft> = batch.iter().map(|job| &job.draft).collect();
        let outcomes = match self.save(&drafts).await {
            Ok(outcomes) => outcomes,
            // Somebody in the batch cannot be saved. One by one, so that it is alone in failing.
            Err(_) if drafts.len() > 1 => {
                counter!("kharisma_append_batches_split_total").increment(1);
                let mut outcomes = Outcomes::new();
                for draft in drafts {
                    match self.save(&[draft]).await {
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

    /// Saves a batch, trying again where the trouble may pass.
    async fn save(&mut self, drafts: &[&Draft]) -> Result<Outcomes, LogError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let error = match self.transaction(drafts).await {
                Ok(outcomes) => return Ok(outcomes),
                Err(Fault::AtCommit { position, chain }) => {
                    counter!("kharisma_append_unknown_outcomes_total").increment(1);
                    match self.was_saved(position, chain).await {
                        Some(true) => return Ok(self.saved_already(drafts, position).await),
                        Some(false) => LogError::Unavailable("lost at the commit".to_owned()),
                        None => return Ok(unknown(drafts.len())),
                    }
                }
                Err(Fault::Parted) => return Ok(all(drafts.len(), &LogError::Parted)),
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
                return Ok(all(drafts.len(), &error));
            }
            tokio::time::sleep(PAUSE * tries).await;
        }
    }

    /// One transaction. Whatever fails before the COMMIT has changed nothing.
    async fn transaction(&mut self, drafts: &[&Draft]) -> Result<Outcomes, Fault> {
        let expected = (self.log_id.clone(), self.epoch);
        let connection = self.connect().await?;
        let (log_id, epoch, position, chain) = lock_head(connection).await?;
        let locked = Instant::now();
        if (log_id, epoch) != expected {
            connection.execute("ROLLBACK").await?;
            return Err(Fault::Parted);
        }
        let found = look(connection, drafts).await?;
        let verdict = judge(drafts.iter().copied(), (position, chain), found);
        let Some(last) = verdict.events.last() else {
            connection.execute("ROLLBACK").await?;
            return Ok(outcomes(&verdict));
        };
        let at_commit = Fault::AtCommit { position: last.position, chain: last.chain };
        insert(connection, &verdict).await?;
        move_head(connection, last.position, &last.chain).await?;
        if !verdict.numbers.is_empty() {
            move_numbers(connection, &verdict.numbers).await?;
        }
        if let Err(error) = connection.execute("COMMIT").await {
            tracing::warn!(%error, "the connection was lost at a commit");
            self.connection = None;
            return Err(at_commit);
        }
        histogram!("kharisma_append_lock_seconds").record(locked.elapsed());
        #[allow(clippy::cast_precision_loss)] // a gauge, not money
        histogram!("kharisma_append_batch_events").record(verdict.events.len() as f64);
        counter!("kharisma_append_conflicts_total")
            .increment(verdict.drafts.iter().filter(|d| d.is_none()).count() as u64);
        self.announce.send_replace(last.position);
        Ok(outcomes(&verdict))
    }

    async fn connect(&mut self) -> Result<&mut MySqlConnection, sqlx::Error> {
        if self.connection.is_none() {
            let mut fresh = tokio::time::timeout(CONNECT, self.options.connect())
                .await
                .map_err(|_| sqlx::Error::PoolTimedOut)??;
            // A frozen process that holds the lock is cut off after two seconds, whether it has
            // written yet or not; autocommit off saves the BEGIN.
            fresh
                .execute(
                    "SET autocommit = 0, tx_isolation = 'READ-COMMITTED', \
                     idle_transaction_timeout = 2, idle_write_transaction_timeout = 2, \
                     innodb_lock_wait_timeout = 5",
                )
                .await?;
            self.connection = Some(fresh);
        }
        self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed) // set just above
    }

    /// Looks behind the lock whether a commit went through: a look without the lock may come too
    /// early and say "absent" of what is still to come. `None` if nobody can look.
    async fn was_saved(&mut self, position: i64, chain: Hash) -> Option<bool> {
        for tries in 1..=TRIES {
            match self.look_behind_the_lock(position).await {
                Ok(found) => return Some(found.is_some_and(|there| there == chain)),
                Err(error) => {
                    tracing::warn!(%error, tries, "cannot look what became of a commit");
                    self.connection = None;
                    tokio::time::sleep(PAUSE * 4 * tries).await;
                }
            }
        }
        None
    }

    async fn look_behind_the_lock(&mut self, position: i64) -> Result<Option<Hash>, sqlx::Error> {
        let connection = self.connect().await?;
        lock_head(connection).await?;
        let found = sqlx::query("SELECT chain FROM events WHERE position = ?")
            .bind(position)
            .fetch_optional(&mut *connection)
            .await?;
        connection.execute("ROLLBACK").await?;
        found.map(|row| hash_of(&row, 0)).transpose()
    }

    /// The outcomes of a batch that turned out to be saved: read back, for who won and with which
    /// numbers was known only to the lost transaction.
    async fn saved_already(&mut self, drafts: &[&Draft], position: i64) -> Outcomes {
        self.announce.send_replace(position);
        let mut read = Outcomes::new();
        for draft in drafts {
            read.push(self.read_back(draft).await);
        }
        read
    }

    async fn read_back(&mut self, draft: &Draft) -> Result<Appended, LogError> {
        let connection = self.connect().await.map_err(|_| LogError::UnknownOutcome)?;
        let mut appended = Appended { position: 0, numbers: HashMap::new() };
        for event in &draft.events {
            let row = sqlx::query(
                "SELECT position, number, metadata, payload FROM events
                 WHERE aggregate_type = ? AND aggregate_id = ? AND sequence = ?",
            )
            .bind(event.stream.aggregate_type)
            .bind(&event.aggregate_id)
            .bind(event.sequence)
            .fetch_optional(&mut *connection)
            .await
            .map_err(|_| LogError::UnknownOutcome)?;
            let Some(row) = row else { return Err(LogError::Conflict) };
            let metadata: &[u8] = row.try_get_unchecked(2)?;
            let payload: &[u8] = row.try_get_unchecked(3)?;
            if metadata != event.metadata.as_bytes() || payload != event.payload.as_bytes() {
                return Err(LogError::Conflict); // somebody else's event stands there
            }
            appended.position = row.try_get(0)?;
            if let Some(number) = row.try_get::<Option<String>, _>(1)? {
                appended
                    .numbers
                    .insert((event.stream.clone(), event.sequence), PrintedNumber::stored(number));
            }
        }
        let _ = connection.execute("ROLLBACK").await; // it only read
        Ok(appended)
    }
}

/// Takes what waits behind `first`, as much as fits into one INSERT.
fn gather(first: Job, queue: &mut mpsc::Receiver<Job>) -> (Vec<Job>, Option<Job>) {
    let weigh = |job: &Job| {
        let bytes: usize = job.draft.events.iter().map(super::draft::ReadyEvent::bytes).sum();
        (job.draft.events.len(), bytes)
    };
    let (mut events, mut bytes) = weigh(&first);
    let mut batch = vec![first];
    while let Ok(job) = queue.try_recv() {
        let (more_events, more_bytes) = weigh(&job);
        if events + more_events > MAX_EVENTS || bytes + more_bytes > MAX_BYTES {
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

fn unknown(count: usize) -> Outcomes {
    all(count, &LogError::UnknownOutcome)
}

fn outcomes(verdict: &Verdict<'_>) -> Outcomes {
    let outcome = |range: &Option<std::ops::Range<usize>>| {
        let events = range.clone().map(|range| &verdict.events[range]).ok_or(LogError::Conflict)?;
        let numbers = events.iter().filter_map(|placed| {
            let number = placed.number.clone()?;
            Some(((placed.event.stream.clone(), placed.event.sequence), number))
        });
        let position = events.last().map_or(0, |placed| placed.position);
        Ok(Appended { position, numbers: numbers.collect() })
    };
    verdict.drafts.iter().map(outcome).collect()
}

type Head = (String, i32, i64, Hash);

async fn lock_head(connection: &mut MySqlConnection) -> Result<Head, sqlx::Error> {
    let row =
        sqlx::query("SELECT log_id, epoch, position, chain FROM log_head WHERE id = 1 FOR UPDATE")
            .fetch_one(connection)
            .await?;
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, hash_of(&row, 3)?))
}

fn hash_of(row: &sqlx::mysql::MySqlRow, column: usize) -> Result<Hash, sqlx::Error> {
    let bytes: &[u8] = row.try_get_unchecked(column)?;
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a chain value has not 32 bytes".into()))
}

/// The one SELECT under the lock: for each stream relied on whether the sequence read is there and
/// whether the next one is, and the last number of each series drawn from.
async fn look(connection: &mut MySqlConnection, drafts: &[&Draft]) -> Result<Found, sqlx::Error> {
    let mut relied_on: Vec<&(StreamKey, i64)> = drafts.iter().flat_map(|d| &d.relied_on).collect();
    relied_on.sort_by_key(|(stream, sequence)| (stream.aggregate_type, stream.id, *sequence));
    relied_on.dedup();
    let mut series: Vec<&str> = drafts
        .iter()
        .flat_map(|d| &d.events)
        .filter_map(|event| event.series.as_ref().map(domain::log::NumberSeries::key))
        .collect();
    series.sort_unstable();
    series.dedup();
    // Padded to a power of two by repeating the last, so that few statements are ever prepared.
    let streams = relied_on.len().max(1).next_power_of_two();
    let mut sql = "SELECT aggregate_type, aggregate_id, sequence FROM events WHERE ".to_owned();
    sql.push_str(
        &vec!["(aggregate_type = ? AND aggregate_id = ? AND sequence IN (?, ?))"; streams]
            .join(" OR "),
    );
    if !series.is_empty() {
        sql.push_str(" UNION ALL SELECT '#', series, last FROM number_heads WHERE series IN (");
        sql.push_str(&vec!["?"; series.len().next_power_of_two()].join(", "));
        sql.push(')');
    }
    let mut query = sqlx::query(&sql);
    let Some(last) = relied_on.last() else { return Ok(Found::default()) };
    for (stream, sequence) in relied_on.iter().chain(std::iter::repeat(last)).take(streams) {
        query = query
            .bind(stream.aggregate_type)
            .bind(stream.id.to_string())
            .bind(sequence)
            .bind(sequence + 1);
    }
    if let Some(last) = series.last() {
        let padded = series.len().next_power_of_two();
        for key in series.iter().chain(std::iter::repeat(last)).take(padded) {
            query = query.bind(*key);
        }
    }
    let by_name: HashMap<(&str, String), &StreamKey> = relied_on
        .iter()
        .map(|(stream, _)| ((stream.aggregate_type, stream.id.to_string()), stream))
        .collect();
    let mut found = Found::default();
    for row in query.fetch_all(connection).await? {
        let (kind, name): (&str, String) = (row.try_get(0)?, row.try_get(1)?);
        let value: i64 = row.try_get(2)?;
        if kind == "#" {
            found.numbers.insert(name, value);
        } else if let Some(stream) = by_name.get(&(kind, name)) {
            found.sequences.insert(((*stream).clone(), value));
        }
    }
    Ok(found)
}

async fn insert(
    connection: &mut MySqlConnection,
    verdict: &Verdict<'_>,
) -> Result<(), sqlx::Error> {
    let rows = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; verdict.events.len()].join(", ");
    let sql = format!(
        "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type, \
         event_version, payload, metadata, recorded_at, number, chain) VALUES {rows}"
    );
    let mut query = sqlx::query(&sql);
    for placed in &verdict.events {
        let event = placed.event;
        query = query
            .bind(placed.position)
            .bind(event.stream.aggregate_type)
            .bind(&event.aggregate_id)
            .bind(event.sequence)
            .bind(&event.event_type)
            .bind(&event.event_version)
            .bind(&event.payload)
            .bind(&*event.metadata)
            .bind(event.recorded_at)
            .bind(placed.number.as_ref().map(PrintedNumber::as_str))
            .bind(&placed.chain[..]);
    }
    query.execute(connection).await?;
    Ok(())
}

async fn move_head(
    connection: &mut MySqlConnection,
    position: i64,
    chain: &Hash,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE log_head SET position = ?, chain = ? WHERE id = 1")
        .bind(position)
        .bind(&chain[..])
        .execute(connection)
        .await?;
    Ok(())
}

async fn move_numbers(
    connection: &mut MySqlConnection,
    numbers: &HashMap<String, i64>,
) -> Result<(), sqlx::Error> {
    let rows = vec!["(?, ?)"; numbers.len()].join(", ");
    let sql = format!(
        "INSERT INTO number_heads (series, last) VALUES {rows} \
         ON DUPLICATE KEY UPDATE last = VALUES(last)"
    );
    let mut query = sqlx::query(&sql);
    for (series, last) in numbers {
        query = query.bind(series).bind(last);
    }
    query.execute(connection).await?;
    Ok(())
}

//! The log as it is stored, row by row, for those who check every byte of it or hand it on.

use std::collections::HashMap;
use std::time::Duration;

use sqlx::mysql::MySqlRow;
use sqlx::{MySqlConnection, MySqlPool, Row};
use tokio::sync::mpsc;

use super::chain::{self, Hash, Parts};
use super::{LogError, Mark, ShopEvent};
use crate::personal::{ERASURES, KeyRing, PersonalKeys};

/// Events in one read: short, so that replication is never held up.
const CHUNK: u32 = 2000;
/// Chunks read ahead of whoever works on them.
const AHEAD: usize = 2;
/// How long one read may take.
const ANSWER: Duration = Duration::from_secs(30);
/// Events looked up in one SELECT.
const LOOKED_UP: usize = 128;

/// An event with every column as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct RawEvent<'a> {
    /// Its position and the chain's value stored there.
    pub mark: Mark,
    /// What its hash is made of.
    pub parts: Parts<'a>,
    /// The number printed for it, if one was.
    pub number: Option<&'a str>,
    /// The keys it takes to read what it says about people.
    pub(super) keys: &'a KeyRing,
}

impl RawEvent<'_> {
    /// What the chain's value at this event should be, behind that value.
    pub fn chain_behind(&self, previous: &Hash) -> Hash {
        chain::link(previous, self.mark.position, self.number, &self.parts.hash())
    }

    /// What happened, as this binary understands it.
    ///
    /// # Errors
    /// Why it does not, in words.
    pub fn decode(&self) -> Result<ShopEvent, String> {
        let number = self.number.map(str::to_owned);
        let chain::Parts { aggregate_type, event_type, event_version, payload, .. } = self.parts;
        let payload = self.keys.open(payload)?;
        ShopEvent::decode(aggregate_type, event_type, event_version, &payload, number)
    }
}

/// A row that holds no event, such as one with a date that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it stands.
    pub mark: Mark,
    /// What is wrong with it.
    pub reason: String,
}

/// Which log it is and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Which log.
    pub log_id: String,
    /// Which of its histories.
    pub epoch: i32,
    /// What `log_head` says of the last event.
    pub mark: Mark,
    /// The last position that is there, 0 for none.
    pub last: i64,
}

impl LogHead {
    /// Where the log ends, in one statement.
    pub(super) async fn read(connection: &mut MySqlConnection) -> Result<Self, LogError> {
        let row = sqlx::query(
            "SELECT log_id, epoch, position, chain, (SELECT MAX(position) FROM events)
             FROM log_head WHERE id = 1",
        )
        .fetch_optional(connection)
        .await?;
        let row = row.ok_or_else(|| LogError::Database("log_head is empty".to_owned()))?;
        Ok(Self {
            log_id: row.try_get(0)?,
            epoch: row.try_get(1)?,
            mark: mark_of(&row, 2, 3)?,
            last: row.try_get::<Option<i64>, _>(4)?.unwrap_or(0),
        })
    }
}

/// Some rows, in order.
#[derive(Debug)]
pub struct Chunk {
    rows: Vec<MySqlRow>,
    keys: KeyRing,
}

impl Chunk {
    /// The events, read where they lie.
    pub fn events(&self) -> impl Iterator<Item = Result<RawEvent<'_>, Unreadable>> {
        self.rows.iter().map(|row| {
            let mark = mark_of(row, 0, 10).unwrap_or(Mark::START); // neither column can be NULL
            read(row, mark, &self.keys)
                .map_err(|error| Unreadable { mark, reason: error.to_string() })
        })
    }

    /// How many rows.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn mark_of(row: &MySqlRow, position: usize, chain: usize) -> Result<Mark, sqlx::Error> {
    let bytes: &[u8] = row.try_get_unchecked(chain)?;
    let chain = bytes.try_into().map_err(|_| sqlx::Error::Decode("a chain has 32 bytes".into()))?;
    Ok(Mark { position: row.try_get(position)?, chain })
}

fn read<'a>(row: &'a MySqlRow, mark: Mark, keys: &'a KeyRing) -> Result<RawEvent<'a>, sqlx::Error> {
    Ok(RawEvent {
        mark,
        parts: Parts {
            aggregate_type: row.try_get(1)?,
            aggregate_id: row.try_get(2)?,
            sequence: row.try_get(3)?,
            event_type: row.try_get(4)?,
            event_version: row.try_get(5)?,
            payload: row.try_get_unchecked(6)?, // JSON counts as binary for the driver
            metadata: row.try_get_unchecked(7)?,
            recorded_at: row.try_get(8)?,
        },
        number: row.try_get(9)?,
        keys,
    })
}

/// Which event: its aggregate's type and id, and its sequence there.
pub type EventKey = (String, String, i64);

/// Reads the log's rows, on the primary or on the replica.
#[derive(Debug, Clone)]
pub struct RawLog {
    pool: MySqlPool,
    /// For those who want to know what events say about people.
    keys: Option<PersonalKeys>,
}

impl RawLog {
    /// Reads from the database of that pool. What events say about people stays sealed: it can be
    /// checked and handed on, not [decoded](RawEvent::decode).
    pub const fn new(pool: MySqlPool) -> Self {
        Self { pool, keys: None }
    }

    /// As [`RawLog::new`], for those who decode.
    pub const fn with_keys(pool: MySqlPool, keys: PersonalKeys) -> Self {
        Self { pool, keys: Some(keys) }
    }

    /// Where the log ends, in one statement: while others append, it is one moment's truth.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn head(&self) -> Result<LogHead, LogError> {
        let looking = async { LogHead::read(&mut *self.pool.acquire().await?).await };
        tokio::time::timeout(ANSWER, looking)
            .await
            .unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut.into()))
    }

    /// Up to `limit` events from one position to another, both included.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn chunk(&self, from: i64, to: i64, limit: u32) -> Result<Chunk, LogError> {
        let reading = sqlx::query(
            "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                    payload, metadata, recorded_at, number, chain
             FROM events WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?",
        )
        .bind(from)
        .bind(to)
        .bind(limit)
        .fetch_all(&self.pool);
        let rows = in_time(reading).await?;
        let keys = match &self.keys {
            None => KeyRing::default(),
            Some(keys) => {
                let sql = format!("SELECT {ERASURES}");
                let row = in_time(sqlx::query(&sql).fetch_one(&self.pool)).await?;
                keys.notice(row.try_get(0)?);
                let payloads = rows.iter().filter_map(|row| row.try_get_unchecked(6).ok());
                keys.for_reading(&self.pool, payloads).await?
            }
        };
        Ok(Chunk { rows, keys })
    }

    /// Every event from one position to another, both included, chunk by chunk. The next chunks are
    /// read while the last one is worked on.
    pub fn read(&self, from: i64, to: i64) -> RawEvents {
        let (send, chunks) = mpsc::channel(AHEAD);
        tokio::spawn(read_ahead(self.clone(), from, to, send));
        RawEvents { chunks }
    }

    /// Where those of the events stand that are there.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn positions_of(
        &self,
        wanted: &[EventKey],
    ) -> Result<HashMap<EventKey, i64>, LogError> {
        let mut found = HashMap::new();
        for some in wanted.chunks(LOOKED_UP) {
            let Some(last) = some.last() else { continue };
            // Padded to a power of two by repeating the last, so that few statements are prepared.
            let places = some.len().next_power_of_two();
            let sql = format!(
                "SELECT aggregate_type, aggregate_id, sequence, position FROM events WHERE {}",
                vec!["(aggregate_type = ? AND aggregate_id = ? AND sequence = ?)"; places]
                    .join(" OR ")
            );
            let mut query = sqlx::query(&sql);
            for (kind, id, sequence) in some.iter().chain(std::iter::repeat(last)).take(places) {
                query = query.bind(kind).bind(id).bind(sequence);
            }
            for row in in_time(query.fetch_all(&self.pool)).await? {
                let key = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                found.insert(key, row.try_get(3)?);
            }
        }
        Ok(found)
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(ANSWER, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// The log, being read.
#[derive(Debug)]
pub struct RawEvents {
    chunks: mpsc::Receiver<Result<Chunk, LogError>>,
}

impl RawEvents {
    /// The next events; none at the end.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn next(&mut self) -> Result<Option<Chunk>, LogError> {
        self.chunks.recv().await.transpose()
    }
}

/// Reads until the end, or until nobody wants any more.
async fn read_ahead(
    log: RawLog,
    mut from: i64,
    to: i64,
    chunks: mpsc::Sender<Result<Chunk, LogError>>,
) {
    while from <= to {
        let chunk = log.chunk(from, to, CHUNK).await;
        let last = chunk
            .as_ref()
            .ok()
            .and_then(|chunk| mark_of(chunk.rows.last()?, 0, 10).ok().map(|mark| mark.position));
        if chunk.as_ref().is_ok_and(Chunk::is_empty)
            || chunks.send(chunk).await.is_err()
            || last.is_none()
        {
            return;
        }
        from = last.map_or(i64::MAX, |last| last.saturating_add(1));
    }
}

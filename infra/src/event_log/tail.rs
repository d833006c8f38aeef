//! Reading the log in order, on the replica.

use chrono::{DateTime, Utc};
use domain::values::Subject;
use sqlx::mysql::MySqlRow;
use sqlx::{MySqlPool, Row};

use super::chain::{self, Hash};
use super::statements::hash_of;
use super::{LogError, ShopEvent};
use crate::personal::{ERASURES, KeyRing, PersonalKeys};

/// How far somebody has read: a position and the chain's value there, which no other history has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The position of the last event read; 0 for none.
    pub position: i64,
    /// The chain's value there.
    pub chain: Hash,
}

impl Mark {
    /// Before the first event.
    pub const START: Self = Self { position: 0, chain: chain::START };
}

/// An event as the log has it.
#[derive(Debug, Clone)]
pub struct LogRecord {
    /// Where it stands; the mark behind it.
    pub mark: Mark,
    /// The kind of its aggregate, as the log writes it: this binary may not know it.
    pub aggregate_type: String,
    /// The aggregate's id, as the log writes it.
    pub aggregate_id: String,
    /// Which event of its aggregate it is, from 1.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who, where and on whose behalf: JSON, as it is stored.
    pub metadata: Vec<u8>,
    /// Whom it has everybody forget: asked for every event by every projection.
    pub erases: Option<Subject>,
    /// What happened, or why that cannot be read.
    pub event: Result<ShopEvent, String>,
}

/// Reads the log in order. Short reads only, so that replication is never held up.
#[derive(Debug, Clone)]
pub struct Tail {
    pool: MySqlPool,
    keys: PersonalKeys,
}

impl Tail {
    /// Reads from the database of that pool, and what events say about people with those keys.
    pub const fn new(pool: MySqlPool, keys: PersonalKeys) -> Self {
        Self { pool, keys }
    }

    /// The position of the last event here; 0 if there is none.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn head(&self) -> Result<i64, LogError> {
        let row = sqlx::query("SELECT CAST(COALESCE(MAX(position), 0) AS SIGNED) FROM events")
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get(0)?)
    }

    /// As of how many erasures of personal data events are read now: what was read as of fewer may say
    /// something about people who were forgotten since.
    pub fn erasures(&self) -> i64 {
        self.keys.erasures()
    }

    /// Asks how many erasures the server knows of.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn notice_erasures(&self) -> Result<(), LogError> {
        let sql = format!("SELECT {ERASURES}");
        let row = sqlx::query(&sql).fetch_one(&self.pool).await?;
        self.keys.notice(row.try_get(0)?);
        Ok(())
    }

    /// Up to `limit` events after `mark`.
    ///
    /// # Errors
    /// [`LogError::HistoryParted`] if the log is not the one `mark` was read from, or has a hole:
    /// positions are dense and in commit order, so a reader may not step over one;
    /// [`LogError::HistoryLeft`] if an epoch explains that, and says where the histories part;
    /// [`LogError::EndsBefore`] if it is shorter than what was read, and may only be behind.
    pub async fn after(&self, mark: Mark, limit: u32) -> Result<Vec<LogRecord>, LogError> {
        // The event at the mark is read again, for its chain.
        let sql = format!("{SELECT} WHERE position >= ? ORDER BY position LIMIT ?");
        let rows = sqlx::query(&sql)
            .bind(mark.position)
            .bind(limit.saturating_add(1))
            .fetch_all(&self.pool)
            .await?;
        let ring = self.keys_for(&rows).await?;
        let mut next = mark.position.max(1);
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let position: i64 = row.try_get(0)?;
            let parted = |reason: &str| LogError::HistoryParted {
                position: next,
                reason: reason.to_owned(),
            };
            if position != next {
                return Err(parted(&format!("position {position} stands where {next} should")));
            }
            let bytes: &[u8] = row.try_get_unchecked(6)?;
            let chain = bytes.try_into().map_err(|_| parted("its chain value is no hash"))?;
            next += 1;
            if position == mark.position {
                if chain != mark.chain {
                    let reason = "its chain value is another than when it was read".to_owned();
                    let parted = LogError::HistoryParted { position, reason };
                    return Err(self.parting(mark).await?.map_or(parted, |found| found.left));
                }
                continue;
            }
            records.push(record(&row, Mark { position, chain }, &ring)?);
        }
        let nothing_at_mark = mark.position > 0 && next == mark.position;
        if nothing_at_mark {
            let behind = LogError::EndsBefore { position: mark.position };
            let found = self.parting(mark).await?.filter(|found| !found.may_be_behind);
            return Err(found.map_or(behind, |found| found.left));
        }
        Ok(records)
    }

    /// The events at these positions, in order, those that are there. For single ones; whoever reads
    /// the log reads it in order.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn at(&self, positions: &[i64]) -> Result<Vec<LogRecord>, LogError> {
        let mut records = Vec::with_capacity(positions.len());
        for some in positions.chunks(500) {
            let marks = vec!["?"; some.len()].join(", ");
            let sql = format!("{SELECT} WHERE position IN ({marks}) ORDER BY position");
            let query = some.iter().fold(sqlx::query(&sql), sqlx::query::Query::bind);
            let rows = query.fetch_all(&self.pool).await?;
            let ring = self.keys_for(&rows).await?;
            for row in rows {
                let mark = Mark { position: row.try_get(0)?, chain: hash_of(&row, 6)? };
                records.push(record(&row, mark, &ring)?);
            }
        }
        Ok(records)
    }

    async fn keys_for(&self, rows: &[MySqlRow]) -> Result<KeyRing, LogError> {
        if let Some(row) = rows.first() {
            self.keys.notice(row.try_get(11)?);
        }
        let payloads = rows.iter().filter_map(|row| row.try_get_unchecked(3).ok());
        self.keys.for_reading(&self.pool, payloads).await
    }

    /// Where the history of a mark that does not fit parts from this log, if an epoch tells.
    ///
    /// A mark does not know its epoch. So it is the first epoch that began before it where the
    /// histories may part: up to there at least they are the same. Where the log ends before the
    /// mark, the mark may as well be of the newest epoch, and this server a replica that is behind;
    /// only one that takes writes is behind nobody.
    async fn parting(&self, mark: Mark) -> Result<Option<Parting>, LogError> {
        let rows = sqlx::query(
            "SELECT epoch, after_position, CAST(@@global.read_only AS CHAR),
                    (SELECT CAST(COALESCE(MAX(position), 0) AS SIGNED) FROM events)
             FROM log_epochs WHERE epoch > 1 AND after_position < ?
             ORDER BY after_position, epoch LIMIT 2",
        )
        .bind(mark.position)
        .fetch_all(&self.pool)
        .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let read_only: String = first.try_get_unchecked(2)?;
        let grown_meanwhile = first.try_get::<i64, _>(3)? >= mark.position;
        Ok(Some(Parting {
            left: LogError::HistoryLeft {
                position: mark.position,
                after: first.try_get(1)?,
                epoch: first.try_get(0)?,
                only: rows.len() == 1,
            },
            may_be_behind: grown_meanwhile || !["0", "OFF"].contains(&read_only.as_str()),
        }))
    }
}

/// What a record is read from.
const SELECT: &str =
    "SELECT position, aggregate_type, sequence, payload, number, recorded_at, chain,
     event_type, event_version, aggregate_id, metadata,
     (SELECT COALESCE(MAX(no), 0) FROM erasures) FROM events";

fn record(row: &MySqlRow, mark: Mark, ring: &KeyRing) -> Result<LogRecord, sqlx::Error> {
    let (kind, name, version) = (row.try_get(1)?, row.try_get(7)?, row.try_get(8)?);
    let (payload, number) = (ring.open(row.try_get_unchecked(3)?), row.try_get(4)?);
    let event =
        payload.and_then(|payload| ShopEvent::decode(kind, name, version, &payload, number));
    Ok(LogRecord {
        mark,
        aggregate_type: row.try_get(1)?,
        aggregate_id: row.try_get(9)?,
        metadata: row.try_get_unchecked::<&[u8], _>(10)?.to_vec(),
        sequence: row.try_get(2)?,
        recorded_at: row.try_get(5)?,
        erases: event.as_ref().ok().and_then(ShopEvent::erases),
        event,
    })
}

/// Where the history of a mark may part from the log.
struct Parting {
    left: LogError,
    /// Whether a log that ends before the mark may just not be there yet.
    may_be_behind: bool,
}

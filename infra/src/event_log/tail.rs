//! Reading the log in order, on the replica.

use chrono::{DateTime, Utc};
use sqlx::{MySqlPool, Row};

use super::chain::{self, Hash};
use super::{LogError, ShopEvent};

/// How far somebody has read: a position and the chain's value there, which no other history has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Which event of its aggregate it is, from 1.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// What happened, or why that cannot be read.
    pub event: Result<ShopEvent, String>,
}

/// Reads the log in order. Short reads only, so that replication is never held up.
#[derive(Debug, Clone)]
pub struct Tail {
    pool: MySqlPool,
}

impl Tail {
    /// Reads from the database of that pool.
    pub const fn new(pool: MySqlPool) -> Self {
        Self { pool }
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

    /// Up to `limit` events after `mark`.
    ///
    /// # Errors
    /// [`LogError::HistoryParted`] if the log is not the one `mark` was read from, or has a hole:
    /// positions are dense and in commit order, so a reader may not step over one;
    /// [`LogError::HistoryLeft`] if an epoch explains that, and says where the histories part;
    /// [`LogError::EndsBefore`] if it is shorter than what was read, and may only be behind.
    pub async fn after(&self, mark: Mark, limit: u32) -> Result<Vec<LogRecord>, LogError> {
        // The event at the mark is read again, for its chain.
        let rows = sqlx::query(
            "SELECT position, aggregate_type, sequence, payload, number, recorded_at, chain,
                    event_type, event_version
             FROM events WHERE position >= ? ORDER BY position LIMIT ?",
        )
        .bind(mark.position)
        .bind(limit.saturating_add(1))
        .fetch_all(&self.pool)
        .await?;
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
            let payload: &[u8] = row.try_get_unchecked(3)?;
            records.push(LogRecord {
                mark: Mark { position, chain },
                sequence: row.try_get(2)?,
                recorded_at: row.try_get(5)?,
                event: ShopEvent::decode(
                    row.try_get(1)?,
                    row.try_get(7)?,
                    row.try_get(8)?,
                    payload,
                    row.try_get(4)?,
                ),
            });
        }
        let nothing_at_mark = mark.position > 0 && next == mark.position;
        if nothing_at_mark {
            let behind = LogError::EndsBefore { position: mark.position };
            let found = self.parting(mark).await?.filter(|found| !found.may_be_behind);
            return Err(found.map_or(behind, |found| found.left));
        }
        Ok(records)
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

/// Where the history of a mark may part from the log.
struct Parting {
    left: LogError,
    /// Whether a log that ends before the mark may just not be there yet.
    may_be_behind: bool,
}

//! The rows `ours` writes, made without deciding: for the paths that show what the server can take,
//! and for the histories every measurement begins with.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use infra::event_log::chain;
use sqlx::{MySqlConnection, Row};

use super::tally::{Tally, deposit};
use super::workload::{Command, Workload, now};
use crate::BenchError;

/// A row of `events`, but for its position and chain.
pub(super) struct EventRow {
    pub aggregate_type: &'static str,
    pub aggregate_id: String,
    pub sequence: i64,
    pub event_type: &'static str,
    pub payload: String,
    pub metadata: String,
    pub recorded_at: DateTime<Utc>,
}

impl EventRow {
    fn hash(&self) -> chain::Hash {
        chain::Parts {
            aggregate_type: self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: self.event_type,
            event_version: "1",
            payload: self.payload.as_bytes(),
            metadata: self.metadata.as_bytes(),
            recorded_at: self.recorded_at,
        }
        .hash()
    }
}

/// Where a log ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub position: i64,
    pub chain: chain::Hash,
}

impl End {
    /// Reads it.
    pub(super) async fn of(connection: &mut MySqlConnection) -> Result<Self, BenchError> {
        let sql = "SELECT position, chain FROM events ORDER BY position DESC LIMIT 1";
        let Some(row) = sqlx::query(sql).fetch_optional(connection).await? else {
            return Ok(Self { position: 0, chain: chain::START });
        };
        let chain: &[u8] = row.try_get_unchecked(1)?;
        let chain = chain.try_into().map_err(|_| {
            let what = "a chain value has not 32 bytes".to_owned();
            BenchError::Wrong { path: "the log", what }
        })?;
        Ok(Self { position: row.try_get(0)?, chain })
    }
}

/// The next sequence of each tally of a workload. Begins behind the one event that each was made
/// with.
pub(super) struct Sequences {
    first: i64,
    next: Vec<AtomicI64>,
}

impl Sequences {
    pub(super) fn of(workload: &Workload) -> Self {
        let next = (0..workload.count).map(|_| AtomicI64::new(2)).collect();
        Self { first: workload.first, next }
    }

    /// The rows of a command.
    pub(super) fn rows(&self, command: &Command) -> Result<Vec<EventRow>, BenchError> {
        let tally = command.deposit.tally;
        let index = usize::try_from(tally - self.first).ok();
        let next = index.and_then(|index| self.next.get(index)).ok_or_else(|| {
            BenchError::Worker(format!("tally {tally} is none of this workload's"))
        })?;
        let count = i64::try_from(command.deposit.amounts.len()).unwrap_or(0); // one or two
        rows(command, next.fetch_add(count, Ordering::Relaxed))
    }
}

/// The rows of a command on a tally whose next sequence is that.
pub(super) fn rows(command: &Command, next: i64) -> Result<Vec<EventRow>, BenchError> {
    let events = deposit(&Tally::default(), &command.deposit)
        .map_err(|refused| BenchError::Worker(refused.to_string()))?;
    let metadata: serde_json::Map<String, serde_json::Value> = command
        .metadata()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let metadata = serde_json::to_string(&metadata)?;
    let recorded_at = now();
    (next..)
        .zip(&events)
        .map(|(sequence, event)| {
            Ok(EventRow {
                aggregate_type: "tally",
                aggregate_id: command.deposit.tally.to_string(),
                sequence,
                event_type: "Deposited",
                payload: serde_json::to_string(event)?,
                metadata: metadata.clone(),
                recorded_at,
            })
        })
        .collect()
}

/// The INSERT of that many events.
pub(super) fn insert_events(rows: usize) -> String {
    let rows = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; rows].join(", ");
    format!(
        "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type, \
         event_version, payload, metadata, recorded_at, number, chain) VALUES {rows}"
    )
}

/// Inserts `rows` behind `end` with the statement that [`insert_events`] made for so many.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    statement: &str,
    rows: &[EventRow],
    mut end: End,
) -> Result<End, sqlx::Error> {
    let mut query = sqlx::query(statement);
    for row in rows {
        end.position += 1;
        end.chain = chain::link(&end.chain, end.position, None, &row.hash());
        query = query
            .bind(end.position)
            .bind(row.aggregate_type)
            .bind(&row.aggregate_id)
            .bind(row.sequence)
            .bind(row.event_type)
            .bind("1")
            .bind(&row.payload)
            .bind(&row.metadata)
            .bind(row.recorded_at.naive_utc())
            .bind(None::<&str>)
            .bind(end.chain.to_vec());
    }
    query.execute(connection).await?;
    Ok(end)
}

//! The statements under the log's lock, one round trip each.

use std::collections::HashMap;

use domain::log::PrintedNumber;
use sqlx::{MySqlConnection, Row};

use super::batch::{Found, Verdict};
use super::chain::Hash;
use super::{Draft, StreamKey};

/// Log id, epoch, position of the last event, chain there.
pub(super) type Head = (String, i32, i64, Hash);

/// Takes the log's lock, held until the transaction ends.
pub(super) async fn lock_head(connection: &mut MySqlConnection) -> Result<Head, sqlx::Error> {
    let row =
        sqlx::query("SELECT log_id, epoch, position, chain FROM log_head WHERE id = 1 FOR UPDATE")
            .fetch_one(connection)
            .await?;
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, hash_of(&row, 3)?))
}

/// A hash in a column.
pub(super) fn hash_of(row: &sqlx::mysql::MySqlRow, column: usize) -> Result<Hash, sqlx::Error> {
    let bytes: &[u8] = row.try_get_unchecked(column)?;
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a chain value has not 32 bytes".into()))
}

/// The one SELECT under the lock: for each stream relied on whether the sequence read is there and
/// whether the next one is, and the last number of each series drawn from.
pub(super) async fn look(
    connection: &mut MySqlConnection,
    drafts: &[&Draft],
) -> Result<Found, sqlx::Error> {
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

/// Inserts all events of a batch.
pub(super) async fn insert(
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
            .bind(event.recorded_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
            .bind(placed.number.as_ref().map(PrintedNumber::as_str))
            .bind(&placed.chain[..]);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Moves the head to the batch's last event.
pub(super) async fn move_head(
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

/// Remembers the last number drawn of each series.
pub(super) async fn move_numbers(
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

//! The statements under the log's lock, one round trip each.

use std::collections::HashMap;
use std::fmt::Write;

use domain::log::{NumberSeries, PrintedNumber};
use sqlx::{MySqlConnection, Row};

use super::StreamKey;
use super::batch::{ClaimKey, Found, Verdict};
use super::chain::Hash;
use super::draft::ReadyDraft;
use super::idempotency::Once;
use super::known::Known;
use crate::hex::hex;

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

/// What others appended after `position`: kind, id and sequence of each event, in order.
pub(super) async fn appended_since(
    connection: &mut MySqlConnection,
    position: i64,
) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    let sql = "SELECT aggregate_type, aggregate_id, sequence FROM events WHERE position > ? \
               ORDER BY position";
    sqlx::query_as(sql).bind(position).fetch_all(connection).await
}

/// The one SELECT under the lock. Of each stream whose sequence is not known: whether the sequence
/// read is there, and whether the next one is. The last number of each series drawn from. Which
/// keys were used, and which values are claimed.
pub(super) async fn look(
    connection: &mut MySqlConnection,
    drafts: &[&ReadyDraft],
    known: &mut Known,
) -> Result<Found, sqlx::Error> {
    let mut found = Found::default();
    let mut unknown: Vec<(StreamKey, i64)> = Vec::new();
    for (stream, sequence) in drafts.iter().flat_map(|draft| &draft.relied_on) {
        match known.sequence(*stream) {
            Some(current) => _ = found.current.insert(*stream, current),
            None => unknown.push((*stream, *sequence)),
        }
    }
    sort(&mut unknown);
    let events = drafts.iter().flat_map(|draft| &draft.events);
    let mut series: Vec<&str> =
        events.filter_map(|event| event.series.as_ref().map(NumberSeries::key)).collect();
    sort(&mut series);
    let mut keys: Vec<Hash> =
        drafts.iter().filter_map(|draft| Some(draft.once.as_ref()?.key.key_hash)).collect();
    sort(&mut keys);
    let mut claims: Vec<ClaimKey> = drafts
        .iter()
        .flat_map(|draft| &draft.claims)
        .map(|claim| (claim.scope.name, claim.value.clone()))
        .collect();
    sort(&mut claims);

    let mut parts = Vec::new();
    if !unknown.is_empty() {
        let stream = "(aggregate_type = ? AND aggregate_id = ? AND sequence IN (?, ?))";
        let any = repeated(stream, " OR ", unknown.len());
        parts
            .push(format!("SELECT aggregate_type, aggregate_id, sequence FROM events WHERE {any}"));
    }
    if !series.is_empty() {
        let any = repeated("?", ", ", series.len());
        parts.push(format!("SELECT '#', series, last FROM number_heads WHERE series IN ({any})"));
    }
    if !keys.is_empty() {
        let any = repeated("?", ", ", keys.len());
        parts.push(format!(
            "SELECT '~', HEX(key_hash), 0 FROM idempotency_keys WHERE key_hash IN ({any})"
        ));
    }
    if !claims.is_empty() {
        let any = repeated("(scope = ? AND value = ?)", " OR ", claims.len());
        parts.push(format!("SELECT CONCAT('!', scope), value, 0 FROM claims WHERE {any}"));
    }
    if parts.is_empty() {
        return Ok(found);
    }
    let sql = parts.join(" UNION ALL ");
    let mut query = sqlx::query(&sql);
    for (stream, sequence) in padded(&unknown) {
        let StreamKey { aggregate_type, id } = stream;
        query = query.bind(*aggregate_type).bind(id.to_string()).bind(sequence).bind(sequence + 1);
    }
    for key in padded(&series) {
        query = query.bind(*key);
    }
    for key in padded(&keys) {
        query = query.bind(&key[..]);
    }
    for (scope, value) in padded(&claims) {
        query = query.bind(*scope).bind(value);
    }
    let streams: HashMap<(&str, String), StreamKey> = unknown
        .iter()
        .map(|(stream, _)| ((stream.aggregate_type, stream.id.to_string()), *stream))
        .collect();
    for row in query.fetch_all(connection).await? {
        let (kind, name): (&str, String) = (row.try_get(0)?, row.try_get(1)?);
        let value: i64 = row.try_get(2)?;
        if kind == "#" {
            found.numbers.insert(name, value);
        } else if kind == "~" {
            found.keys.extend(keys.iter().find(|key| hex(*key).eq_ignore_ascii_case(&name)));
        } else if let Some(scope) = kind.strip_prefix('!') {
            let claim = claims.iter().find(|claim| claim.0 == scope && claim.1 == name);
            found.claims.extend(claim.cloned());
        } else if let Some(stream) = streams.get(&(kind, name)) {
            found.sequences.insert((*stream, value));
        }
    }
    Ok(found)
}

fn sort<T: Ord>(items: &mut Vec<T>) {
    items.sort_unstable();
    items.dedup();
}

/// Lists are padded to a power of two by repeating the last, so that few statements are ever
/// prepared.
fn repeated(part: &str, between: &str, count: usize) -> String {
    vec![part; count.next_power_of_two()].join(between)
}

fn padded<T>(items: &[T]) -> impl Iterator<Item = &T> {
    let count = if items.is_empty() { 0 } else { items.len().next_power_of_two() };
    items.iter().chain(items.last().into_iter().cycle()).take(count)
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

/// Takes and releases claims. Values are deleted before they are inserted, for some move.
pub(super) async fn move_claims(
    connection: &mut MySqlConnection,
    verdict: &Verdict<'_>,
) -> Result<(), sqlx::Error> {
    if !verdict.released.is_empty() {
        let any = vec!["(scope = ? AND value = ?)"; verdict.released.len()].join(" OR ");
        let sql = format!("DELETE FROM claims WHERE {any}");
        let mut query = sqlx::query(&sql);
        for (scope, value) in &verdict.released {
            query = query.bind(*scope).bind(value);
        }
        query.execute(&mut *connection).await?;
    }
    if !verdict.taken.is_empty() {
        let rows = vec!["(?, ?, ?, ?)"; verdict.taken.len()].join(", ");
        let sql = format!(
            "INSERT INTO claims (scope, value, aggregate_type, aggregate_id) VALUES {rows}"
        );
        let mut query = sqlx::query(&sql);
        for ((scope, value), holder) in &verdict.taken {
            query = query.bind(*scope).bind(value);
            query = query.bind(holder.aggregate_type).bind(holder.id.to_string());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The last statements of a batch, sent at once: the keys that are used up, the head, COMMIT. If one
/// fails, those after it are not carried out. All that stands in the text are our own names, numbers
/// and hexadecimal digits.
pub(super) fn finish(verdict: &Verdict<'_>) -> String {
    let mut sql = String::new();
    if !verdict.keys.is_empty() {
        let row = |(once, draft): &(&Once, &ReadyDraft)| {
            format!(
                "(x'{}', x'{}', '{}', '{}')",
                hex(&once.key.key_hash),
                hex(&once.key.fingerprint),
                once.reply_text(),
                draft.recorded_at.format("%Y-%m-%d %H:%M:%S%.6f"),
            )
        };
        let rows: Vec<String> = verdict.keys.iter().map(row).collect();
        sql.push_str("INSERT INTO idempotency_keys (key_hash, fingerprint, reply, recorded_at) ");
        let _ = write!(sql, "VALUES {}; ", rows.join(", ")); // a String takes all
    }
    if let Some(last) = verdict.events.last() {
        let (position, chain) = (last.position, hex(&last.chain));
        let _ = write!(
            sql, // a String takes all
            "UPDATE log_head SET position = {position}, chain = x'{chain}' WHERE id = 1; "
        );
    }
    sql.push_str("COMMIT");
    sql
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

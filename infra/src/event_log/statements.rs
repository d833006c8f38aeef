//! The statements under the log's lock. What few round trips there are, each waits for: so all that
//! has to be asked is asked at once, and all that has to be written is sent at once.
//!
//! These go as text. What stands in it are numbers, names of our own, and hexadecimal digits; a text
//! of anybody else's would stand there as digits too.

use std::collections::HashMap;
use std::fmt::Write;

use domain::log::{NumberSeries, PrintedNumber};
use futures_util::TryStreamExt;
use sqlx::mysql::MySqlRow;
use sqlx::{Either, Executor, MySqlConnection, Row};

use super::StreamKey;
use super::chain::Hash;
use super::draft::ReadyDraft;
use super::idempotency::Once;
use super::known::Known;
use super::verdict::{ClaimKey, Found, PlacedEvent, Verdict};
use crate::hex::hex;
use crate::personal::{ERASURES, NewKey, forget_login};

/// Log id, epoch, position of the last event, chain there.
pub(super) type Head = (String, i32, i64, Hash);

const LOCK: &str = "SELECT log_id, epoch, position, chain FROM log_head WHERE id = 1 FOR UPDATE";
/// Up to so many events go into the text; more are quicker as a prepared statement.
const FEW: usize = 8;

/// Takes the log's lock, held until the transaction ends.
pub(super) async fn lock_head(connection: &mut MySqlConnection) -> Result<Head, sqlx::Error> {
    head_of(&sqlx::query(LOCK).fetch_one(connection).await?)
}

fn head_of(row: &MySqlRow) -> Result<Head, sqlx::Error> {
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, hash_of(row, 3)?))
}

/// A hash in a column.
pub(super) fn hash_of(row: &MySqlRow, column: usize) -> Result<Hash, sqlx::Error> {
    let bytes: &[u8] = row.try_get_unchecked(column)?;
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a chain value has not 32 bytes".into()))
}

/// What was found in one round trip: the head, locked; what others appended; everything a batch asks
/// for.
pub(super) struct Locked {
    pub head: Head,
    pub others: Vec<(StreamKey, i64)>,
    pub found: Found,
}

/// Takes the log's lock and, under it, looks. Of what others appended since this process looked
/// last: everything. Of each stream whose sequence is not known: whether the sequence read is there,
/// and whether the next one is. The last number of each series drawn from. Which keys were used, and
/// which values are claimed.
pub(super) async fn lock_and_look(
    connection: &mut MySqlConnection,
    drafts: &[&ReadyDraft],
    known: &mut Known,
) -> Result<Locked, sqlx::Error> {
    loop {
        if let Some(locked) = try_to_look(connection, drafts, known).await? {
            return Ok(locked);
        }
    }
}

/// `None` if it turned out that nothing is known any more.
async fn try_to_look(
    connection: &mut MySqlConnection,
    drafts: &[&ReadyDraft],
    known: &mut Known,
) -> Result<Option<Locked>, sqlx::Error> {
    let mut found = Found::default();
    let mut unknown = Vec::new();
    for (stream, sequence) in drafts.iter().flat_map(|draft| &draft.relied_on) {
        match known.sequence(*stream) {
            Some(current) => _ = found.current.insert(*stream, current),
            None => unknown.push((*stream, *sequence)),
        }
    }
    let unknown = distinct(unknown.into_iter());
    let events = drafts.iter().flat_map(|draft| &draft.events);
    let series = distinct(events.filter_map(|e| e.series.as_ref().map(NumberSeries::key)));
    let keys = distinct(drafts.iter().filter_map(|d| Some(d.once.as_ref()?.key.key_hash)));
    let claims = drafts.iter().flat_map(|draft| &draft.claims);
    let claims: Vec<ClaimKey> = distinct(claims.map(|c| (c.scope.name, c.value.clone())));

    let mut sql = format!("{LOCK}; {}; SELECT {ERASURES}", known.others_since());
    if !unknown.is_empty() {
        let any = unknown.iter().map(|(StreamKey { aggregate_type, id }, sequence)| {
            let (kind, next) = (text(aggregate_type), sequence + 1);
            format!("(aggregate_type = {kind} AND aggregate_id = '{id}' AND sequence IN ({sequence}, {next}))")
        });
        let columns = "SELECT aggregate_type, aggregate_id, sequence FROM events";
        let _ = write!(sql, "; {columns} WHERE {}", join(any, " OR ")); // a String takes all
    }
    if !series.is_empty() {
        let any = join(series.iter().map(|series| text(series)), ", ");
        let _ = write!(sql, "; SELECT series, last FROM number_heads WHERE series IN ({any})");
    }
    if !keys.is_empty() {
        let any = join(keys.iter().map(|key| bytes(key)), ", ");
        let _ = write!(sql, "; SELECT key_hash FROM idempotency_keys WHERE key_hash IN ({any})");
    }
    if !claims.is_empty() {
        let any = join(claims.iter().map(is_claim), " OR ");
        let _ = write!(sql, "; SELECT scope, value FROM claims WHERE {any}");
    }
    let subjects = drafts.iter().flat_map(|draft| &draft.new_keys);
    let subjects = distinct(subjects.map(|new| new.subject.as_str()));
    if !subjects.is_empty() {
        let any = join(subjects.iter().map(|subject| text(subject)), ", ");
        let _ = write!(sql, "; SELECT subject, wrapped FROM subject_keys WHERE subject IN ({any})");
    }
    let mut answers = answers(connection, &sql).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();

    let head = head_of(next().first().ok_or(sqlx::Error::RowNotFound)?)?;
    let Some(others) = known.catch_up(&next(), head.2)? else { return Ok(None) };
    found.erasures = next().first().ok_or(sqlx::Error::RowNotFound)?.try_get(0)?;
    for (stream, sequence) in &others {
        found.current.entry(*stream).and_modify(|current| *current = *sequence);
    }
    if !unknown.is_empty() {
        let streams: HashMap<(&str, String), StreamKey> = unknown
            .iter()
            .map(|(stream, _)| ((stream.aggregate_type, stream.id.to_string()), *stream))
            .collect();
        for row in next() {
            if let Some(stream) = streams.get(&(row.try_get(0)?, row.try_get(1)?)) {
                found.sequences.insert((*stream, row.try_get(2)?));
            }
        }
    }
    if !series.is_empty() {
        for row in next() {
            found.numbers.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    if !keys.is_empty() {
        for row in next() {
            found.keys.insert(hash_of(&row, 0)?);
        }
    }
    if !claims.is_empty() {
        for row in next() {
            let (scope, value): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
            found.claims.extend(claims.iter().find(|c| c.0 == scope && c.1 == value).cloned());
        }
    }
    if !subjects.is_empty() {
        for row in next() {
            let wrapped: Option<&[u8]> = row.try_get_unchecked(1)?;
            found.subjects.insert(row.try_get(0)?, wrapped.map(<[u8]>::to_vec));
        }
    }
    Ok(Some(Locked { head, others, found }))
}

/// The rows of each statement in a text of several.
async fn answers(
    connection: &mut MySqlConnection,
    sql: &str,
) -> Result<Vec<Vec<MySqlRow>>, sqlx::Error> {
    let mut results = connection.fetch_many(sql);
    let (mut answers, mut rows) = (Vec::new(), Vec::new());
    while let Some(result) = results.try_next().await? {
        match result {
            Either::Left(_) => answers.push(std::mem::take(&mut rows)),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(answers)
}

/// Inserts all events of a batch, if they are more than go into [`finish`].
pub(super) async fn insert_many(
    connection: &mut MySqlConnection,
    events: &[PlacedEvent<'_>],
) -> Result<(), sqlx::Error> {
    if events.len() <= FEW {
        return Ok(());
    }
    let rows = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; events.len()].join(", ");
    let sql = format!("{INSERT} {rows}");
    let mut query = sqlx::query(&sql);
    for placed in events {
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

const INSERT: &str = "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, \
                      event_type, event_version, payload, metadata, recorded_at, number, chain) VALUES";

/// The last statements of a batch: its events if they are few, numbers, claims, the keys that are
/// used up, the head, COMMIT. If one fails, those after it are not carried out.
pub(super) fn finish(verdict: &Verdict<'_>) -> String {
    let mut sql = String::new();
    if (1..=FEW).contains(&verdict.events.len()) {
        let _ = write!(sql, "{INSERT} {}; ", join(verdict.events.iter().map(row), ", "));
    }
    if !verdict.numbers.is_empty() {
        let rows = verdict.numbers.iter().map(|(s, last)| format!("({}, {last})", text(s)));
        let rows = join(rows, ", ");
        let _ = write!(
            sql,
            "INSERT INTO number_heads (series, last) VALUES {rows} \
             ON DUPLICATE KEY UPDATE last = VALUES(last); "
        );
    }
    // Values are let go before they are taken, for some move.
    if !verdict.released.is_empty() {
        let any = join(verdict.released.iter().map(is_claim), " OR ");
        let _ = write!(sql, "DELETE FROM claims WHERE {any}; ");
    }
    if !verdict.taken.is_empty() {
        let row = |((scope, value), holder): &(ClaimKey, StreamKey)| {
            let (scope, value, kind) = (text(scope), text(value), text(holder.aggregate_type));
            format!("({scope}, {value}, {kind}, '{}')", holder.id)
        };
        let rows = join(verdict.taken.iter().map(row), ", ");
        let columns = "(scope, value, aggregate_type, aggregate_id)";
        let _ = write!(sql, "INSERT INTO claims {columns} VALUES {rows}; ");
    }
    if !verdict.keys.is_empty() {
        let row = |(once, draft): &(&Once, &ReadyDraft)| {
            let (key, asked) = (bytes(&once.key.key_hash), bytes(&once.key.fingerprint));
            let (reply, at) = (text(&once.reply_text()), instant(draft.recorded_at));
            format!("({key}, {asked}, {reply}, {at})")
        };
        let rows = join(verdict.keys.iter().map(row), ", ");
        let columns = "(key_hash, fingerprint, reply, recorded_at)";
        let _ = write!(sql, "INSERT INTO idempotency_keys {columns} VALUES {rows}; ");
    }
    if !verdict.new_keys.is_empty() {
        let row = |new: &&NewKey| {
            format!("({}, {}, UTC_TIMESTAMP(6))", text(&new.subject), bytes(&new.wrapped))
        };
        let rows = join(verdict.new_keys.iter().map(row), ", ");
        let columns = "(subject, wrapped, created_at)";
        let _ = write!(sql, "INSERT INTO subject_keys {columns} VALUES {rows}; ");
    }
    // Who is forgotten keeps a row, so that nothing gives them a key again.
    for person in &verdict.erased {
        for forgotten in forget_login(*person) {
            let _ = write!(sql, "{forgotten}; ");
        }
        let subject = text(&person.to_string());
        let _ = write!(
            sql,
            "INSERT INTO subject_keys (subject, wrapped, created_at, erased_at) \
             VALUES ({subject}, NULL, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)) \
             ON DUPLICATE KEY UPDATE wrapped = NULL, erased_at = COALESCE(erased_at, VALUES(erased_at)); \
             INSERT INTO erasures (subject, erased_at) VALUES ({subject}, UTC_TIMESTAMP(6)); "
        );
    }
    if let Some(last) = verdict.events.last() {
        let (position, chain) = (last.position, bytes(&last.chain));
        let _ = write!(
            sql,
            "UPDATE log_head SET position = {position}, chain = {chain} WHERE id = 1; "
        );
    }
    sql.push_str("COMMIT");
    sql
}

fn row(placed: &PlacedEvent<'_>) -> String {
    let event = placed.event;
    let number = placed.number.as_ref().map_or("NULL".to_owned(), |number| text(number.as_str()));
    format!(
        "({}, {}, {}, {}, {}, {}, _utf8mb4 x'{}', _utf8mb4 x'{}', {}, {number}, {})",
        placed.position,
        text(event.stream.aggregate_type),
        text(&event.aggregate_id),
        event.sequence,
        text(&event.event_type),
        text(&event.event_version),
        hex(event.payload.as_bytes()),
        hex(event.metadata.as_bytes()),
        instant(event.recorded_at),
        bytes(&placed.chain),
    )
}

/// A text for an ASCII column, as digits.
fn text(text: &str) -> String {
    format!("_ascii x'{}'", hex(text.as_bytes()))
}

fn bytes(bytes: &[u8]) -> String {
    format!("x'{}'", hex(bytes))
}

fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    format!("'{}'", at.format("%Y-%m-%d %H:%M:%S%.6f"))
}

fn is_claim((scope, value): &ClaimKey) -> String {
    format!("(scope = {} AND value = {})", text(scope), text(value))
}

fn join(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}

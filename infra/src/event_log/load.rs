//! Loading an aggregate from its events.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cqrs_es::Aggregate;
use domain::log::{LogAggregate, LogEvent, PrintedNumber};
use metrics::counter;
use sqlx::mysql::MySqlRow;
use sqlx::{MySqlPool, QueryBuilder, Row};

use super::chain::Hash;
use super::histories::{Events, Histories};
use super::snapshot::{self, Snapshot};
use super::statements::hash_of;
use super::upcast::read_event;
use super::{Appended, LogError, StreamKey};
use crate::personal::KeyRing;

/// One load by a shortcut in so many is compared with the events.
const SAMPLE: u64 = 100;
/// Events that are read before it is worth looking for a snapshot.
const SHORT: i64 = 100;

/// An aggregate as the log has it.
#[derive(Debug, Clone)]
pub struct Loaded<A> {
    /// Its id.
    pub id: i64,
    /// Its state.
    pub state: A,
    /// How many events made it: the sequence of the last one, 0 for none.
    pub sequence: i64,
    /// The position of that last event in the log, 0 for none: who reads a projection that has
    /// reached it sees this state or a later one.
    pub position: i64,
    /// As of how many erasures of personal data.
    pub erasures: i64,
}

impl<A: Aggregate> Loaded<A> {
    /// An aggregate that has no events yet, such as one with a fresh id.
    pub fn fresh(id: i64) -> Self {
        Self { id, state: A::default(), sequence: 0, position: 0, erasures: 0 }
    }

    /// Its history's name.
    pub fn stream(&self) -> StreamKey {
        StreamKey { aggregate_type: A::TYPE, id: self.id }
    }
}

impl<A: LogAggregate> Loaded<A> {
    /// Takes in events that were just appended, with the numbers the log drew for them. The state
    /// is remembered for the next command.
    pub fn absorb(&mut self, events: Vec<A::Event>, appended: &Appended) {
        if events.is_empty() {
            return;
        }
        if self.sequence == 0 {
            self.erasures = appended.erasures;
        }
        for mut event in events {
            self.sequence += 1;
            if let Some(number) = appended.number(&self.stream(), self.sequence) {
                event.numbered(number.clone());
            }
            self.state.apply(event);
        }
        self.position = appended.position;
        appended.cache.put(self);
    }
}

/// Whether the log holds anything of that kind of aggregate.
pub(super) async fn any(pool: &MySqlPool, aggregate_type: &str) -> Result<bool, LogError> {
    let row = sqlx::query("SELECT 1 FROM events WHERE aggregate_type = ? LIMIT 1")
        .bind(aggregate_type)
        .fetch_optional(pool)
        .await?;
    Ok(row.is_some())
}

/// Whether none of these streams has an event after that sequence.
pub(super) async fn stand(pool: &MySqlPool, read: &[(StreamKey, i64)]) -> Result<bool, LogError> {
    let mut query = QueryBuilder::new("SELECT 1 FROM events WHERE");
    for (no, (stream, sequence)) in read.iter().enumerate() {
        query.push(if no == 0 { " (aggregate_type = " } else { " OR (aggregate_type = " });
        query.push_bind(stream.aggregate_type).push(" AND aggregate_id = ");
        query.push_bind(stream.id.to_string()).push(" AND sequence = ");
        query.push_bind(sequence + 1).push(")");
    }
    let moved = query.push(" LIMIT 1").build().fetch_optional(pool).await?;
    Ok(moved.is_none())
}

/// Loads an aggregate of which nothing is known. Most histories are short; for a long one a snapshot
/// may spare most of it.
pub(super) async fn whole<A: LogAggregate>(
    (histories, pool): (&Arc<Histories>, &MySqlPool),
    id: i64,
) -> Result<Loaded<A>, LogError> {
    let mut loaded = Loaded::<A>::fresh(id);
    let first = histories.events_of(loaded.stream(), 1, SHORT).await?;
    let mut last = take_in(&mut loaded, &first)?;
    if loaded.sequence < SHORT {
        return Ok(loaded);
    }
    if let Some(Snapshot { state, sequence, chain }) = snapshot::find(pool, histories, id).await?
        && sequence > loaded.sequence
    {
        let later = histories.events_of(loaded.stream(), sequence, i64::MAX).await?;
        // The event it was made at is read again: there, and of the same history?
        if let Some(row) = later.rows.first()
            && row.try_get::<i64, _>(0)? == sequence
            && hash_of(row, 6)? == chain
        {
            let (position, erasures) = (row.try_get(5)?, later.erasures);
            let mut short = Loaded { id, state, sequence, position, erasures };
            last = take_some(&mut short, &later.rows[1..], &later.ring)?.or(last);
            if !is_sampled()
                || same(&short, &replay(histories, id, short.sequence).await?, "snapshot")
            {
                if short.sequence - sequence >= SHORT {
                    snapshot::keep(pool, histories, &short, last);
                }
                return Ok(short);
            }
        }
        snapshot::discard(pool, loaded.stream(), sequence).await?;
    }
    let rest = histories.events_of(loaded.stream(), SHORT + 1, i64::MAX).await?;
    last = take_in(&mut loaded, &rest)?.or(last);
    snapshot::keep(pool, histories, &loaded, last);
    Ok(loaded)
}

/// Brings an aggregate up to date with the events since.
pub(super) async fn since<A: LogAggregate>(
    histories: &Histories,
    mut known: Loaded<A>,
) -> Result<Loaded<A>, LogError> {
    let later = histories.events_of(known.stream(), known.sequence + 1, i64::MAX).await?;
    take_in(&mut known, &later)?;
    Ok(known)
}

/// Loads an aggregate from its events up to that sequence, without any shortcut.
pub(super) async fn replay<A: LogAggregate>(
    histories: &Histories,
    id: i64,
    sequence: i64,
) -> Result<Loaded<A>, LogError> {
    let mut loaded = Loaded::<A>::fresh(id);
    let all = histories.events_of(loaded.stream(), 1, sequence).await?;
    take_in(&mut loaded, &all)?;
    Ok(loaded)
}

/// Applies the events behind what was loaded; returns the chain at the last one.
fn take_in<A: LogAggregate>(
    loaded: &mut Loaded<A>,
    read: &Events,
) -> Result<Option<Hash>, LogError> {
    if loaded.sequence == 0 {
        loaded.erasures = read.erasures;
    }
    take_some(loaded, &read.rows, &read.ring)
}

fn take_some<A: LogAggregate>(
    loaded: &mut Loaded<A>,
    rows: &[MySqlRow],
    ring: &KeyRing,
) -> Result<Option<Hash>, LogError> {
    for row in rows {
        let sequence: i64 = row.try_get(0)?;
        let stream = loaded.stream();
        let unreadable = |reason: String| LogError::Unreadable { stream, reason };
        if sequence != loaded.sequence + 1 {
            return Err(unreadable(format!("sequence {sequence} follows {}", loaded.sequence)));
        }
        let (kind, version): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
        let payload: &[u8] = row.try_get_unchecked(3)?;
        let payload = ring.open(payload).map_err(unreadable)?;
        let mut event: A::Event = read_event(kind, version, &payload).map_err(unreadable)?;
        if let Some(number) = row.try_get::<Option<String>, _>(4)? {
            event.numbered(PrintedNumber::stored(number));
        }
        loaded.state.apply(event);
        loaded.sequence = sequence;
        loaded.position = row.try_get(5)?;
    }
    Ok(rows.last().map(|row| hash_of(row, 6)).transpose()?)
}

/// Whether this load is one of those that are compared.
pub(super) fn is_sampled() -> bool {
    static LOADS: AtomicU64 = AtomicU64::new(0);
    LOADS.fetch_add(1, Ordering::Relaxed) % SAMPLE == SAMPLE - 1
}

/// Whether a shortcut leads where the events do. If not, that is a bug of ours, and said so.
pub(super) fn same<A: LogAggregate>(
    short: &Loaded<A>,
    replayed: &Loaded<A>,
    shortcut: &'static str,
) -> bool {
    let text = |loaded: &Loaded<A>| serde_json::to_string(&loaded.state).ok();
    let same = short.sequence == replayed.sequence && text(short) == text(replayed);
    if !same {
        counter!("kharisma_state_mismatches_total", "shortcut" => shortcut).increment(1);
        let (stream, sequence) = (short.stream(), short.sequence);
        tracing::error!(%stream, sequence, shortcut, "a state is not what its events say");
    }
    same
}

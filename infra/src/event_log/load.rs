//! Loading an aggregate from its events.

use cqrs_es::Aggregate;
use domain::log::{LogEvent, PrintedNumber};
use sqlx::{MySqlPool, Row};

use super::{Appended, LogError, StreamKey};

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
}

impl<A: Aggregate> Loaded<A> {
    /// An aggregate that has no events yet, such as one with a fresh id.
    pub fn fresh(id: i64) -> Self {
        Self { id, state: A::default(), sequence: 0, position: 0 }
    }

    /// Its history's name.
    pub fn stream(&self) -> StreamKey {
        StreamKey { aggregate_type: A::TYPE, id: self.id }
    }
}

impl<A: Aggregate> Loaded<A>
where
    A::Event: LogEvent,
{
    /// Takes in events that were just appended, with the numbers the log drew for them.
    pub fn absorb(&mut self, events: Vec<A::Event>, appended: &Appended) {
        for mut event in events {
            self.sequence += 1;
            if let Some(number) = appended.number(&self.stream(), self.sequence) {
                event.numbered(number.clone());
            }
            self.state.apply(event);
        }
        self.position = appended.position;
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

pub(super) async fn load<A>(pool: &MySqlPool, id: i64) -> Result<Loaded<A>, LogError>
where
    A: Aggregate,
    A::Event: LogEvent,
{
    let rows = sqlx::query(
        "SELECT sequence, payload, number, position FROM events
         WHERE aggregate_type = ? AND aggregate_id = ? ORDER BY sequence",
    )
    .bind(A::TYPE)
    .bind(id.to_string())
    .fetch_all(pool)
    .await?;
    let mut loaded = Loaded::<A>::fresh(id);
    for row in rows {
        let sequence: i64 = row.try_get(0)?;
        let payload: &[u8] = row.try_get_unchecked(1)?;
        let number: Option<String> = row.try_get(2)?;
        let unreadable = |reason: String| LogError::Unreadable { stream: loaded.stream(), reason };
        if sequence != loaded.sequence + 1 {
            return Err(unreadable(format!("sequence {sequence} follows {}", loaded.sequence)));
        }
        let mut event: A::Event =
            serde_json::from_slice(payload).map_err(|e| unreadable(e.to_string()))?;
        if let Some(number) = number {
            event.numbered(PrintedNumber::stored(number));
        }
        loaded.state.apply(event);
        loaded.sequence = sequence;
        loaded.position = row.try_get(3)?;
    }
    Ok(loaded)
}

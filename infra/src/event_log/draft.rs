//! What one command wants appended, and what it relied on.

use chrono::{DateTime, SubsecRound, Utc};
use cqrs_es::{Aggregate, DomainEvent};
use domain::log::{LogEvent, NumberSeries};

use super::{Loaded, LogError, Metadata, chain};

/// One aggregate's history: its type and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StreamKey {
    /// `order`, `payment` …
    pub aggregate_type: &'static str,
    /// The aggregate's id.
    pub id: i64,
}

impl std::fmt::Display for StreamKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.aggregate_type, self.id)
    }
}

/// An event made ready before the lock is taken: all but its position and its printed number.
#[derive(Debug, Clone)]
pub(super) struct ReadyEvent {
    pub stream: StreamKey,
    pub aggregate_id: String,
    pub sequence: i64,
    pub event_type: String,
    pub event_version: String,
    pub payload: String,
    pub metadata: std::sync::Arc<str>,
    pub recorded_at: DateTime<Utc>,
    pub series: Option<NumberSeries>,
    pub hash: chain::Hash,
}

impl ReadyEvent {
    /// Roughly what it weighs in an INSERT.
    pub(super) fn bytes(&self) -> usize {
        self.payload.len() + self.metadata.len() + 256
    }
}

/// What one command wants appended, atomically, to one or several aggregates; and everything it
/// relied on, to be checked again under the log's lock.
#[derive(Debug)]
pub struct Draft {
    metadata: std::sync::Arc<str>,
    recorded_at: DateTime<Utc>,
    pub(super) events: Vec<ReadyEvent>,
    /// The sequence at which each stream was read, appended to or merely relied on.
    pub(super) relied_on: Vec<(StreamKey, i64)>,
}

impl Draft {
    /// An empty draft by whom `metadata` says, recorded at `at`.
    ///
    /// # Errors
    /// [`LogError::Database`] if the metadata is no JSON: never, it holds strings only.
    pub fn new(metadata: &Metadata, at: DateTime<Utc>) -> Result<Self, LogError> {
        let metadata =
            serde_json::to_string(metadata).map_err(|e| LogError::Database(e.to_string()))?;
        Ok(Self {
            metadata: metadata.into(),
            recorded_at: at.trunc_subsecs(6),
            events: Vec::new(),
            relied_on: Vec::new(),
        })
    }

    /// Appends `events` to the aggregate behind what was loaded of it.
    ///
    /// # Errors
    /// [`LogError::Database`] if an event does not serialize.
    pub fn append<A>(&mut self, loaded: &Loaded<A>, events: &[A::Event]) -> Result<(), LogError>
    where
        A: Aggregate,
        A::Event: LogEvent,
    {
        self.rely_on(loaded);
        let aggregate_id = loaded.id.to_string();
        for (sequence, event) in (loaded.sequence + 1..).zip(events) {
            let payload =
                serde_json::to_string(event).map_err(|e| LogError::Database(e.to_string()))?;
            let (event_type, event_version) = (event.event_type(), event.event_version());
            let hash = chain::Parts {
                aggregate_type: A::TYPE,
                aggregate_id: &aggregate_id,
                sequence,
                event_type: &event_type,
                event_version: &event_version,
                payload: payload.as_bytes(),
                metadata: self.metadata.as_bytes(),
                recorded_at: self.recorded_at,
            }
            .hash();
            self.events.push(ReadyEvent {
                stream: loaded.stream(),
                aggregate_id: aggregate_id.clone(),
                sequence,
                event_type,
                event_version,
                payload,
                metadata: self.metadata.clone(),
                recorded_at: self.recorded_at,
                series: event.series(),
                hash,
            });
        }
        Ok(())
    }

    /// Relies on an aggregate without appending to it: if it changes before the commit, the
    /// command has lost the race and decides again.
    pub fn rely_on<A: Aggregate>(&mut self, loaded: &Loaded<A>) {
        self.relied_on.push((loaded.stream(), loaded.sequence));
    }

    /// Whether there is nothing to append.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

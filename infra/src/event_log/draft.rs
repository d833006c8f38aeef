//! What one command wants appended, and what it relied on.

use chrono::{DateTime, SubsecRound, Utc};
use cqrs_es::DomainEvent;
use domain::claim::{Claim, ClaimScope};
use domain::log::{LogAggregate, LogEvent, NumberSeries};

use super::idempotency::Once;
use super::{IdempotencyKey, Loaded, LogError, Metadata, chain};
use crate::hex::hex;
use crate::keyed_hash::KeyedHash;

/// One aggregate's history: its type and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A claim that an event takes or releases.
#[derive(Debug)]
struct ClaimChange {
    claim: Claim,
    takes: bool,
    stream: StreamKey,
}

/// A claim as the table has it: what is about a person is a keyed hash.
#[derive(Debug, Clone)]
pub(super) struct ReadyClaim {
    pub scope: ClaimScope,
    pub value: String,
    pub takes: bool,
    pub stream: StreamKey,
}

/// The form in which a claimed value is stored.
pub(super) fn stored_claim(hash: &KeyedHash, claim: &Claim) -> String {
    if claim.scope.personal {
        hex(&hash.of("claim", &[claim.scope.name.as_bytes(), claim.value.as_bytes()]))
    } else {
        claim.value.clone()
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
    claims: Vec<ClaimChange>,
    key: Option<IdempotencyKey>,
    /// Streams the reply shows without the draft appending to them, and how far.
    shown: Vec<(StreamKey, i64)>,
}

/// A draft as the appender takes it.
#[derive(Debug)]
pub(super) struct ReadyDraft {
    pub events: Vec<ReadyEvent>,
    pub relied_on: Vec<(StreamKey, i64)>,
    pub claims: Vec<ReadyClaim>,
    pub once: Option<Once>,
    pub recorded_at: DateTime<Utc>,
}

impl ReadyDraft {
    /// Roughly what it weighs in an INSERT.
    pub(super) fn bytes(&self) -> usize {
        self.events.iter().map(ReadyEvent::bytes).sum::<usize>() + 256
    }
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
            claims: Vec::new(),
            key: None,
            shown: Vec::new(),
        })
    }

    /// Appends `events` to the aggregate behind what was loaded of it, and takes and releases what
    /// the aggregate claims by them.
    ///
    /// # Errors
    /// [`LogError::Database`] if an event does not serialize.
    pub fn append<A>(&mut self, loaded: &Loaded<A>, events: &[A::Event]) -> Result<(), LogError>
    where
        A: LogAggregate,
    {
        self.rely_on(loaded);
        if A::CLAIMS {
            self.claim_difference(loaded, events);
        }
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
    pub fn rely_on<A: LogAggregate>(&mut self, loaded: &Loaded<A>) {
        self.relied_on.push((loaded.stream(), loaded.sequence));
    }

    /// Uses up an idempotency key: if it was used before, nothing is appended.
    pub fn once(&mut self, key: IdempotencyKey) {
        self.key = Some(key);
    }

    /// Says that the reply shows that aggregate too, though nothing is appended to it.
    pub fn shows<A: LogAggregate>(&mut self, loaded: &Loaded<A>) {
        self.shown.push((loaded.stream(), loaded.sequence));
    }

    /// Whether there is nothing to save: no event, and no key to use up.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.key.is_none()
    }

    fn claim_difference<A: LogAggregate>(&mut self, loaded: &Loaded<A>, events: &[A::Event]) {
        let mut after = loaded.state.clone();
        for event in events {
            after.apply(event.clone());
        }
        let (before, after) = (loaded.state.claims(), after.claims());
        let stream = loaded.stream();
        let for_good: Vec<Claim> = events.iter().filter_map(LogEvent::claims_for_good).collect();
        let released = before.iter().filter(|claim| !after.contains(claim));
        let taken = after.iter().filter(|claim| !before.contains(claim));
        let change =
            |takes| move |claim: &Claim| ClaimChange { claim: claim.clone(), takes, stream };
        self.claims.extend(released.map(change(false)));
        self.claims.extend(taken.chain(&for_good).map(change(true)));
    }

    /// Everything that can be made ready before the lock.
    pub(super) fn ready(self, hash: &KeyedHash) -> ReadyDraft {
        let claims = self.claims.iter().map(|change| ReadyClaim {
            scope: change.claim.scope,
            value: stored_claim(hash, &change.claim),
            takes: change.takes,
            stream: change.stream,
        });
        let mut claims: Vec<ReadyClaim> = claims.collect();
        claims.sort_by_key(|claim| claim.takes); // what one lets go another may take
        let once = self.key.map(|key| {
            let mut reply = self.shown;
            for event in &self.events {
                reply.retain(|(stream, _)| *stream != event.stream);
                reply.push((event.stream, event.sequence));
            }
            Once { key, reply }
        });
        ReadyDraft {
            events: self.events,
            relied_on: self.relied_on,
            claims,
            once,
            recorded_at: self.recorded_at,
        }
    }
}

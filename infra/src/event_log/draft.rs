//! What one command wants appended, and what it relied on.

use chrono::{DateTime, SubsecRound, Utc};
use cqrs_es::DomainEvent;
use domain::claim::{Claim, ClaimScope};
use domain::log::{LogAggregate, LogEvent, NumberSeries};
use domain::values::Subject;

use super::idempotency::Once;
use super::{IdempotencyKey, Loaded, LogError, Metadata, chain};
use crate::hex::hex;
use crate::keyed_hash::KeyedHash;
use crate::personal::{KeyRing, NewKey};

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

/// An event as it was decided.
#[derive(Debug, Clone)]
pub(super) struct DraftEvent {
    pub stream: StreamKey,
    pub sequence: i64,
    pub event_type: String,
    pub event_version: String,
    /// With what it says about people open.
    pub payload: String,
    pub series: Option<NumberSeries>,
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
    /// Taken over what is stored: of what is about people, over what it was sealed to.
    pub hash: chain::Hash,
}

impl ReadyEvent {
    /// Roughly what it weighs in an INSERT.
    pub(super) fn bytes(&self) -> usize {
        self.payload.len() + self.metadata.len() + 256
    }
}

/// A claim that an event takes or releases.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct Draft {
    metadata: std::sync::Arc<str>,
    recorded_at: DateTime<Utc>,
    pub(super) events: Vec<DraftEvent>,
    /// Whom its events have the log forget.
    pub(super) erases: Vec<Subject>,
    /// The sequence at which each stream was read, appended to or merely relied on.
    pub(super) relied_on: Vec<(StreamKey, i64)>,
    claims: Vec<ClaimChange>,
    key: Option<IdempotencyKey>,
    /// The approval its events use up, as their metadata say.
    approval: Option<String>,
    /// Streams the reply shows without the draft appending to them, and how far.
    shown: Vec<(StreamKey, i64)>,
    /// The only kind of aggregates the reply is made from, if it is not made from all.
    shows_only: Option<&'static str>,
}

/// A draft as the appender takes it.
#[derive(Debug)]
pub(super) struct ReadyDraft {
    pub events: Vec<ReadyEvent>,
    pub relied_on: Vec<(StreamKey, i64)>,
    pub claims: Vec<ReadyClaim>,
    pub once: Option<Once>,
    /// Keys of people that begin with it.
    pub new_keys: Vec<NewKey>,
    /// Whose keys end with it.
    pub erases: Vec<Subject>,
    /// As of how many erasures of personal data this process decided: what it had at hand may say
    /// something about people who were forgotten since.
    pub erasures: i64,
    pub recorded_at: DateTime<Utc>,
}

impl ReadyDraft {
    /// Roughly what it weighs in an INSERT.
    pub(super) fn bytes(&self) -> usize {
        self.events.iter().map(ReadyEvent::bytes).sum::<usize>() + 256
    }
}

impl Draft {
    /// An empty draft by whom `metadata` says, recorded at `at`. If it names an approval, that is
    /// used up by the draft's events: where it was used before, nothing is appended.
    ///
    /// # Errors
    /// [`LogError::Database`] if the metadata is no JSON: never, it holds strings only.
    pub fn new(metadata: &Metadata, at: DateTime<Utc>) -> Result<Self, LogError> {
        let approval = metadata.approval_id.clone();
        let metadata =
            serde_json::to_string(metadata).map_err(|e| LogError::Database(e.to_string()))?;
        Ok(Self {
            metadata: metadata.into(),
            recorded_at: at.trunc_subsecs(6),
            events: Vec::new(),
            erases: Vec::new(),
            relied_on: Vec::new(),
            claims: Vec::new(),
            key: None,
            approval,
            shown: Vec::new(),
            shows_only: None,
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
        for (sequence, event) in (loaded.sequence + 1..).zip(events) {
            let payload =
                serde_json::to_string(event).map_err(|e| LogError::Database(e.to_string()))?;
            self.erases.extend(event.erases());
            self.events.push(DraftEvent {
                stream: loaded.stream(),
                sequence,
                event_type: event.event_type(),
                event_version: event.event_version(),
                payload,
                series: event.series(),
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

    /// Says that the reply is made from aggregates of that type alone, however many others change:
    /// there is not room for all of them where it is kept.
    pub const fn shows_only<A: LogAggregate>(&mut self) {
        self.shows_only = Some(A::TYPE);
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

    /// Everything that can be made ready before the lock: what events say about people is sealed by
    /// their keys in `ring`, and `new` of them are kept.
    ///
    /// # Errors
    /// Why something cannot be sealed, in words.
    pub(super) fn ready(
        self,
        hash: &KeyedHash,
        ring: &KeyRing,
        new: &[NewKey],
    ) -> Result<ReadyDraft, String> {
        let event = |event| ready(event, ring, &self.metadata, self.recorded_at);
        let events = self.events.into_iter().map(event).collect::<Result<Vec<_>, String>>()?;
        let claims = self.claims.iter().map(|change| ReadyClaim {
            scope: change.claim.scope,
            value: stored_claim(hash, &change.claim),
            takes: change.takes,
            stream: change.stream,
        });
        let mut claims: Vec<ReadyClaim> = claims.collect();
        if let (Some(value), Some(first)) = (self.approval, events.first()) {
            let scope = ClaimScope::APPROVAL;
            claims.push(ReadyClaim { scope, value, takes: true, stream: first.stream });
        }
        claims.sort_by_key(|claim| claim.takes); // what one lets go another may take
        let once = self.key.map(|key| {
            let mut reply = self.shown;
            for event in &events {
                reply.retain(|(stream, _)| *stream != event.stream);
                reply.push((event.stream, event.sequence));
            }
            if let Some(only) = self.shows_only {
                reply.retain(|(stream, _)| stream.aggregate_type == only);
            }
            Once { key, reply }
        });
        Ok(ReadyDraft {
            events,
            relied_on: self.relied_on,
            claims,
            once,
            new_keys: new.to_vec(),
            erases: self.erases,
            erasures: 0,
            recorded_at: self.recorded_at,
        })
    }
}

fn ready(
    event: DraftEvent,
    ring: &KeyRing,
    metadata: &std::sync::Arc<str>,
    recorded_at: DateTime<Utc>,
) -> Result<ReadyEvent, String> {
    let DraftEvent { stream, sequence, event_type, event_version, payload, series } = event;
    let (payload, aggregate_id) = (ring.seal(&payload)?, stream.id.to_string());
    let hash = chain::Parts {
        aggregate_type: stream.aggregate_type,
        aggregate_id: &aggregate_id,
        sequence,
        event_type: &event_type,
        event_version: &event_version,
        payload: payload.as_bytes(),
        metadata: metadata.as_bytes(),
        recorded_at,
    }
    .hash();
    Ok(ReadyEvent {
        stream,
        aggregate_id,
        sequence,
        event_type,
        event_version,
        payload,
        metadata: metadata.clone(),
        recorded_at,
        series,
        hash,
    })
}

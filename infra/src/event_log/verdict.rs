//! What a batch asks for, and what becomes of it.

use std::collections::{HashMap, HashSet};

use domain::claim::ClaimScope;
use domain::log::PrintedNumber;
use domain::values::Subject;

use super::StreamKey;
use super::chain::Hash;
use super::draft::{ReadyDraft, ReadyEvent};
use super::idempotency::Once;
use crate::personal::NewKey;

/// A claimed value: the scope's name, and the value as it is stored.
pub(super) type ClaimKey = (&'static str, String);

/// What is known under the lock of everything a batch asks for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The last sequence of each stream of which it was known already.
    pub current: HashMap<StreamKey, i64>,
    /// Of the other streams: which of the sequences asked for exist.
    pub sequences: HashSet<(StreamKey, i64)>,
    /// The last number drawn of each series asked for.
    pub numbers: HashMap<String, i64>,
    /// Which of the idempotency keys asked for were used before.
    pub keys: HashSet<Hash>,
    /// Which of the values asked for are claimed.
    pub claims: HashSet<ClaimKey>,
    /// Which of those have a key, or had one, whose first event a draft believes to be; and the key as it
    /// is kept.
    pub subjects: HashMap<String, Option<Vec<u8>>>,
    /// How many erasures of personal data there are.
    pub erasures: i64,
}

/// An event with everything that was known only under the lock.
#[derive(Debug)]
pub(super) struct PlacedEvent<'a> {
    pub event: &'a ReadyEvent,
    pub position: i64,
    pub number: Option<PrintedNumber>,
    pub chain: Hash,
}

/// Why a draft does not go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// Something it relied on is not as it was read.
    Race,
    /// Somebody else holds a value it claims.
    Claimed(ClaimScope),
    /// Its idempotency key was used before.
    KeyUsed,
}

/// What becomes of a batch.
#[derive(Debug)]
pub(super) struct Verdict<'a> {
    /// The events to insert, in order.
    pub events: Vec<PlacedEvent<'a>>,
    /// Of each draft: the indices of its events, or why it does not go through.
    pub drafts: Vec<Result<std::ops::Range<usize>, Lost>>,
    /// The last number of each series that was drawn from.
    pub numbers: HashMap<String, i64>,
    /// The idempotency keys that are used up.
    pub keys: Vec<(&'a Once, &'a ReadyDraft)>,
    /// The claims to delete.
    pub released: Vec<ClaimKey>,
    /// The claims to insert, and who holds them.
    pub taken: Vec<(ClaimKey, StreamKey)>,
    /// Keys of people to insert.
    pub new_keys: Vec<&'a NewKey>,
    /// Whose keys to destroy.
    pub erased: Vec<Subject>,
    /// How far each stream is that was asked for and stands, or was appended to.
    pub sequences: HashMap<StreamKey, i64>,
}

impl Verdict<'_> {
    /// Whether there is anything to save.
    pub(super) fn saves(&self) -> bool {
        !self.events.is_empty() || !self.keys.is_empty()
    }
}

//! States this process has loaded or made, kept for the next command. Hints, no more: another
//! process may have appended since. What is decided from one is judged under the log's lock.

use std::any::Any;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::log::LogAggregate;
use lru::LruCache;

use super::{Loaded, StreamKey};
use crate::personal::PersonalKeys;

/// How many states are kept: some 50 MB of orders.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(32_768).unwrap(); // a constant above zero

struct Entry {
    /// A `Loaded<A>`.
    loaded: Arc<dyn Any + Send + Sync>,
    sequence: i64,
    /// As of how many erasures of personal data.
    erasures: i64,
    /// Whether the log is known to hold more.
    outdated: bool,
}

/// The states kept by this process, the longest unused ones leaving first.
pub(super) struct StateCache {
    entries: Mutex<LruCache<StreamKey, Entry>>,
    keys: PersonalKeys,
}

impl std::fmt::Debug for StateCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StateCache({})", self.entries().len())
    }
}

impl StateCache {
    pub(super) fn new(keys: PersonalKeys) -> Self {
        Self { entries: Mutex::new(LruCache::new(CAPACITY)), keys }
    }

    /// As of how many erasures of personal data things are known here.
    pub(super) fn erasures(&self) -> i64 {
        self.keys.erasures()
    }

    /// Takes note of how many erasures there are.
    pub(super) fn notice(&self, erasures: i64) {
        self.keys.notice(erasures);
    }

    fn entries(&self) -> MutexGuard<'_, LruCache<StreamKey, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of an aggregate, and whether the log is known to hold more of it. Since somebody
    /// was forgotten, nothing is known that was known before: it may be about them.
    pub(super) fn get<A: LogAggregate>(&self, id: i64) -> Option<(Loaded<A>, bool)> {
        let erasures = self.keys.erasures();
        let (loaded, outdated) = {
            let mut entries = self.entries();
            let stream = StreamKey { aggregate_type: A::TYPE, id };
            let entry = entries.get(&stream)?;
            if entry.erasures != erasures {
                entries.pop(&stream);
                return None;
            }
            (entry.loaded.clone(), entry.outdated)
        };
        Some((loaded.downcast_ref::<Loaded<A>>()?.clone(), outdated))
    }

    /// Keeps a state, unless a later one is known.
    pub(super) fn put<A: LogAggregate>(&self, loaded: &Loaded<A>) {
        let (stream, sequence, erasures) = (loaded.stream(), loaded.sequence, loaded.erasures);
        let kept: Arc<dyn Any + Send + Sync> = Arc::new(loaded.clone());
        let mut entries = self.entries();
        let newer = |known: &Entry| (known.erasures, known.sequence) > (erasures, sequence);
        if !entries.get(&stream).is_some_and(newer) {
            entries.put(stream, Entry { loaded: kept, sequence, erasures, outdated: false });
        }
    }

    /// Forgets an aggregate.
    pub(super) fn forget(&self, stream: &StreamKey) {
        self.entries().pop(stream);
    }

    /// Takes note that the log holds those events: states from before them are out of date.
    pub(super) fn outdate(&self, appended: impl IntoIterator<Item = (StreamKey, i64)>) {
        let mut entries = self.entries();
        for (stream, sequence) in appended {
            if let Some(entry) = entries.peek_mut(&stream)
                && entry.sequence < sequence
            {
                entry.outdated = true;
            }
        }
    }
}

//! One try at a command: what it read, and whether it appended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::log::LogAggregate;

use super::{Appended, Draft, EventLog, Loaded, LogError, StreamKey};
use crate::keyed_hash::KeyedHash;

/// One try at a command. The first may decide from states this process remembers: an append is
/// judged under the log's lock, so a wrong memory only loses a race. But a refusal, or a decision
/// to append nothing, is judged by nobody: it counts only if it was decided on freshly read states,
/// all of which still stand when it is answered. States are read one after the other: without that
/// look an account of before and an order of after somebody else's command could be decided about
/// together.
#[derive(Debug, Clone)]
pub struct Attempt {
    log: EventLog,
    fresh: bool,
    /// As of how many erasures of personal data it began.
    erasures: i64,
    notes: Arc<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    from_memory: AtomicBool,
    appended: AtomicBool,
    read: Mutex<Vec<(StreamKey, i64)>>,
}

/// What an outcome is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It was appended, or decided on states as the log has them.
    Counts,
    /// It was decided from memory, and appended nothing.
    FromMemory,
    /// It was decided on states of which one is past, and appended nothing.
    Overtaken,
}

impl Attempt {
    pub(super) fn new(log: EventLog, fresh: bool) -> Self {
        let erasures = log.erasures();
        Self { log, fresh, erasures, notes: Arc::default() }
    }

    /// Hashes of this shop.
    pub const fn hash(&self) -> &KeyedHash {
        self.log.hash()
    }

    /// Loads an aggregate.
    ///
    /// # Errors
    /// [`LogError::Unavailable`], [`LogError::Unreadable`].
    pub async fn load<A: LogAggregate>(&self, id: i64) -> Result<Loaded<A>, LogError> {
        if !self.fresh
            && let Some(remembered) = self.log.remembered(id).await?
        {
            self.notes.from_memory.store(true, Ordering::Relaxed);
            return Ok(remembered);
        }
        let loaded = self.log.load::<A>(id).await?;
        let mut read = self.notes.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.push((loaded.stream(), loaded.sequence));
        drop(read);
        Ok(loaded)
    }

    /// Appends a draft, durably, or not at all.
    ///
    /// # Errors
    /// As [`EventLog::append`].
    pub async fn append(&self, draft: Draft) -> Result<Appended, LogError> {
        let appended = self.log.append_as_of(self.erasures, draft).await?;
        self.notes.appended.store(true, Ordering::Relaxed);
        Ok(appended)
    }

    /// Whether what was decided counts.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn worth(&self) -> Result<Worth, LogError> {
        if self.notes.appended.load(Ordering::Relaxed) {
            return Ok(Worth::Counts);
        }
        if self.notes.from_memory.load(Ordering::Relaxed) {
            return Ok(Worth::FromMemory);
        }
        let read = self.notes.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // One state is of one moment.
        let stand = read.len() < 2 || self.log.stand(&read).await?;
        Ok(if stand { Worth::Counts } else { Worth::Overtaken })
    }
}

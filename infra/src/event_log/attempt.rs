//! One try at a command: what it read, and whether it appended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::log::LogAggregate;

use super::{Appended, Draft, EventLog, Loaded, LogError};

/// One try at a command. The first may decide from states this process remembers: an append is
/// judged under the log's lock, so a wrong memory only loses a race. But a refusal, or a decision
/// to append nothing, is judged by nobody: it counts only if it was decided on freshly read states.
#[derive(Debug, Clone)]
pub struct Attempt {
    log: EventLog,
    fresh: bool,
    notes: Arc<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    from_memory: AtomicBool,
    appended: AtomicBool,
}

impl Attempt {
    pub(super) fn new(log: EventLog, fresh: bool) -> Self {
        Self { log, fresh, notes: Arc::default() }
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
        self.log.load(id).await
    }

    /// Appends a draft, durably, or not at all.
    ///
    /// # Errors
    /// As [`EventLog::append`].
    pub async fn append(&self, draft: Draft) -> Result<Appended, LogError> {
        let appended = self.log.append(draft).await?;
        self.notes.appended.store(true, Ordering::Relaxed);
        Ok(appended)
    }

    /// Whether what was decided counts: it was appended, or decided on fresh states only.
    pub fn counts(&self) -> bool {
        self.notes.appended.load(Ordering::Relaxed)
            || !self.notes.from_memory.load(Ordering::Relaxed)
    }
}

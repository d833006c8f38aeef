//! Reading the log once for all projections of a process. Whoever stands at the same event gets the
//! same records, read and decoded once.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use infra::event_log::{LogError, LogRecord, Mark, Tail};
use lru::LruCache;
use tokio::sync::{OnceCell, watch};

/// What follows a mark.
pub type Chunk = Arc<Vec<LogRecord>>;

/// Chunks that are kept for those who come later.
const KEPT: NonZeroUsize = NonZeroUsize::new(8).unwrap();

/// Chunks that somebody may be ahead of those who read along: the chunk is still kept when they come.
const AHEAD: i64 = 4;
/// How long somebody waits for them, and how far behind they are left behind: they read by themselves.
const PATIENCE: Duration = Duration::from_millis(500);
const LEFT_BEHIND: i64 = 5 * AHEAD;

/// By the mark, and by as of how many erasures it was read: what is kept of before is not handed out.
type Kept = LruCache<(i64, [u8; 32], i64), Arc<OnceCell<Chunk>>>;

/// The log, as the projections of a process read it.
#[derive(Clone)]
pub struct Feed {
    tail: Tail,
    limit: u32,
    kept: Arc<Mutex<Kept>>,
    readers: Arc<watch::Sender<Readers>>,
}

/// Where those stand who read a long stretch of the log side by side.
#[derive(Debug, Default)]
struct Readers {
    last: u64,
    at: BTreeMap<u64, i64>,
}

/// The place of one of them, until it is dropped.
pub(super) struct Place {
    number: u64,
    readers: Arc<watch::Sender<Readers>>,
    limit: i64,
}

impl Place {
    /// Goes on to a position, as soon as the others are not too far behind: so the log is read and
    /// decoded once for all of them.
    pub(super) async fn keep_step(&self, position: i64) {
        self.readers.send_modify(|readers| {
            readers.at.insert(self.number, position);
        });
        let mut moving = self.readers.subscribe();
        let near = |behind: i64| behind > AHEAD * self.limit && behind < LEFT_BEHIND * self.limit;
        let in_step = |readers: &Readers| !readers.at.values().any(|at| near(position - at));
        // Who waits in vain goes on.
        let _ = tokio::time::timeout(PATIENCE, moving.wait_for(in_step)).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.readers.send_modify(|readers| {
            readers.at.remove(&self.number);
        });
    }
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Feed of up to {} events", self.limit)
    }
}

impl Feed {
    /// Reads up to `limit` events at once.
    pub fn new(tail: Tail, limit: u32) -> Self {
        let kept = Arc::new(Mutex::new(LruCache::new(KEPT)));
        Self { tail, limit, kept, readers: Arc::default() }
    }

    /// A place among those who read a long stretch side by side.
    pub(super) fn join(&self, position: i64) -> Place {
        let mut number = 0;
        self.readers.send_modify(|readers| {
            readers.last += 1;
            number = readers.last;
            readers.at.insert(number, position);
        });
        Place { number, readers: Arc::clone(&self.readers), limit: i64::from(self.limit) }
    }

    /// The log itself.
    pub const fn tail(&self) -> &Tail {
        &self.tail
    }

    /// The events after `mark`, if there are any: as many as there were when the first asked.
    ///
    /// # Errors
    /// As [`Tail::after`].
    pub async fn after(&self, mark: Mark) -> Result<Chunk, LogError> {
        let key = (mark.position, mark.chain, self.tail.erasures());
        let cell = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(kept.get_or_insert(key, Arc::default))
        };
        let read =
            || async { Ok::<_, LogError>(Arc::new(self.tail.after(mark, self.limit).await?)) };
        let outcome = cell.get_or_try_init(read).await.cloned();
        if !matches!(&outcome, Ok(chunk) if !chunk.is_empty()) {
            // The end of the log is another the next time.
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop(&key);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt;

    use super::*;

    fn place(readers: &Arc<watch::Sender<Readers>>, number: u64) -> Place {
        Place { number, readers: Arc::clone(readers), limit: 10 }
    }

    #[tokio::test]
    async fn whoever_is_ahead_waits_for_those_behind_but_not_for_ever() {
        let readers: Arc<watch::Sender<Readers>> = Arc::default();
        let (first, second) = (place(&readers, 1), place(&readers, 2));
        let goes_on = |position| first.keep_step(position).now_or_never().is_some();
        second.keep_step(0).await;
        assert!(goes_on(40));
        assert!(!goes_on(50));
        first.keep_step(50).await; // in the end
        let mut waiting = pin!(first.keep_step(60));
        assert!((&mut waiting).now_or_never().is_none());
        second.keep_step(20).await;
        assert!((&mut waiting).now_or_never().is_some(), "the other has come nearer");
        assert!(goes_on(1000), "the other began long after");
        drop(second);
        assert!(goes_on(150));
    }
}

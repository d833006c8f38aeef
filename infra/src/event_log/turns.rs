//! Commands on one aggregate take turns inside a process: each decides on what the one before it
//! left, instead of losing a race it could have known about.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use super::{LogError, StreamKey};

/// How long a command waits for its turn.
const WAIT: Duration = Duration::from_secs(10);

type Waiting = Mutex<HashMap<StreamKey, Weak<tokio::sync::Mutex<()>>>>;

/// Who is at it, aggregate by aggregate.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns(Arc<Waiting>);

/// A turn at some aggregates, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    held: Vec<(StreamKey, Option<OwnedMutexGuard<()>>)>,
    turns: Turns,
}

impl Turns {
    fn waiting(&self) -> MutexGuard<'_, HashMap<StreamKey, Weak<tokio::sync::Mutex<()>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn at all of `streams`. They are taken in one order by everyone, so nobody
    /// waits in a circle.
    pub(super) async fn take(&self, streams: &[StreamKey]) -> Result<Turn, LogError> {
        let mut wanted = streams.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let mut turn = Turn { held: Vec::with_capacity(wanted.len()), turns: self.clone() };
        for stream in wanted {
            let lock = self.lock_of(stream);
            let taken = tokio::time::timeout(WAIT, lock.lock_owned()).await;
            turn.held.push((stream, Some(taken.map_err(|_| LogError::Busy)?)));
        }
        Ok(turn)
    }

    fn lock_of(&self, stream: StreamKey) -> Arc<tokio::sync::Mutex<()>> {
        let mut waiting = self.waiting();
        if let Some(lock) = waiting.get(&stream).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::default();
        waiting.insert(stream, Arc::downgrade(&lock));
        lock
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut waiting = self.turns.waiting();
        for (stream, guard) in &mut self.held {
            *guard = None; // lets the next one in, who holds the lock himself
            if waiting.get(stream).is_some_and(|lock| lock.strong_count() == 0) {
                waiting.remove(stream);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: StreamKey = StreamKey { aggregate_type: "order", id: 1 };
    const PAYMENT: StreamKey = StreamKey { aggregate_type: "payment", id: 1 };

    #[tokio::test]
    async fn one_at_a_time_and_nothing_is_kept_of_those_who_are_done() {
        let turns = Turns::default();
        let first = turns.take(&[PAYMENT, ORDER, ORDER]).await.unwrap();
        let waiting = turns.clone();
        let second = tokio::spawn(async move { waiting.take(&[ORDER]).await });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        let second = second.await.unwrap().unwrap();
        assert_eq!(turns.waiting().len(), 1, "the payment is forgotten");
        drop(second);
        assert!(turns.waiting().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let turns = Turns::default();
        let _stuck = turns.take(&[ORDER]).await.unwrap();
        assert!(matches!(turns.take(&[ORDER]).await, Err(LogError::Busy)));
    }
}

//! How far the log reaches on the replica: one watcher per process, for all its projections.

use std::time::{Duration, Instant};

use infra::event_log::Tail;
use infra::redis::{Redis, heads};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often to look when nobody says anything.
const POLL: Duration = Duration::from_millis(50);
/// How long the replica may take to say how far it is.
const ANSWER: Duration = Duration::from_secs(2);
/// How often to look when something is known to be on its way, and for how long.
const EXPECTING: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(2));
/// So many looks follow one another at once after the log stood still for so long: whoever waits for a
/// single event is not kept waiting by a timer. Where events come and come a look now and then finds many.
const AT_ONCE: (u32, Duration) = (8, Duration::from_millis(2));

/// The position the log has reached where we read it.
#[derive(Debug, Clone)]
pub struct Head(watch::Receiver<i64>);

impl Head {
    /// Watches the log, woken through Redis after each append, polling besides.
    pub fn watch(tail: Tail, redis: Redis, log_id: &str) -> (Self, Vec<JoinHandle<()>>) {
        let (announced, listening) = heads(redis, log_id);
        let (sender, receiver) = watch::channel(0);
        let watching = tokio::spawn(look(tail, announced, sender));
        (Self(receiver), vec![watching, listening])
    }

    /// The position now.
    pub fn position(&self) -> i64 {
        *self.0.borrow()
    }

    /// Waits until the log reaches past `position`.
    pub async fn past(&mut self, position: i64) {
        if self.0.wait_for(|head| *head > position).await.is_err() {
            std::future::pending::<()>().await; // stopping
        }
    }
}

/// The log's end, or nothing from a replica that does not answer.
async fn end_of(tail: &Tail) -> Option<i64> {
    match tokio::time::timeout(ANSWER, tail.head()).await {
        Ok(Ok(position)) => Some(position),
        Ok(Err(error)) => {
            tracing::debug!(%error, "cannot see how far the log is");
            None
        }
        Err(_) => None,
    }
}

async fn look(tail: Tail, mut announced: watch::Receiver<i64>, sender: watch::Sender<i64>) {
    // What was announced and did not come: a replica that stands still is not hurried for it again.
    let mut given_up = 0;
    let mut moved = Instant::now();
    while !sender.is_closed() {
        let known = *sender.borrow();
        let mut at_once = if moved.elapsed() < AT_ONCE.1 { 0 } else { AT_ONCE.0 };
        let head = end_of(&tail).await.unwrap_or(known);
        if sender.send_if_modified(|known| std::mem::replace(known, head) != head) {
            moved = Instant::now();
        }
        let expected = *announced.borrow_and_update();
        let since = Instant::now();
        let mut seen = head;
        while seen < expected && expected > given_up && since.elapsed() < EXPECTING.1 {
            if at_once == 0 {
                tokio::time::sleep(EXPECTING.0).await;
            } else {
                at_once -= 1;
            }
            seen = end_of(&tail).await.unwrap_or(seen);
            if sender.send_if_modified(|known| std::mem::replace(known, seen) != seen) {
                moved = Instant::now();
            }
        }
        if seen < expected {
            given_up = expected;
        }
        tokio::select! {
            changed = announced.changed() => if changed.is_err() {
                tokio::time::sleep(POLL).await;
            },
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

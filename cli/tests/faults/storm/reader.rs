//! Somebody who reads the log on the replica as it grows.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use infra::event_log::{LogError, Mark, Tail};
use test_shop::TestDatabase;
use tokio::task::JoinHandle;

/// Reads until it is told where the log ends.
pub(crate) struct Reader {
    end: Arc<AtomicI64>,
    reading: JoinHandle<Vec<Mark>>,
}

impl Reader {
    pub(crate) fn start(database: &TestDatabase) -> Self {
        let tail = Tail::new(
            database.config.work.named(&database.config.primary.name).pool(1),
            database.config.personal_keys(),
        );
        let end = Arc::new(AtomicI64::new(i64::MAX));
        let reading = tokio::spawn(read(tail, end.clone()));
        Self { end, reading }
    }

    /// Everything it saw by the time the log's end had reached the replica, in its order.
    pub(crate) async fn finish(self, end: i64) -> Vec<Mark> {
        self.end.store(end, Ordering::SeqCst);
        let limit = Duration::from_mins(5);
        tokio::time::timeout(limit, self.reading).await.unwrap().unwrap()
    }
}

async fn read(tail: Tail, end: Arc<AtomicI64>) -> Vec<Mark> {
    let mut seen = Vec::new();
    let mut mark = Mark::START;
    let mut away = Instant::now();
    while mark.position < end.load(Ordering::SeqCst) {
        match tail.after(mark, 500).await {
            Ok(records) => {
                away = Instant::now();
                seen.extend(records.iter().map(|record| record.mark));
                mark = seen.last().copied().unwrap_or(mark);
            }
            Err(LogError::Unavailable(_)) if away.elapsed() < Duration::from_mins(2) => {}
            Err(error) => panic!("{error}"),
        }
        tokio::time::sleep(Duration::from_millis(2)).await; // polling
    }
    seen
}

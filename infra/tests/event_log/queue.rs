//! More commands than the log can take: they wait in a queue that ends somewhere.

use std::time::{Duration, Instant};

use infra::event_log::LogError;
use sqlx::{Connection, Executor};
use test_shop::TestDatabase;

use crate::desk::{append, check, open};

#[tokio::test(flavor = "multi_thread")]
async fn with_the_lock_held_elsewhere_the_queue_fills_and_the_rest_is_told_at_once() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    append(&log, 1, 0).await.unwrap();
    let mut holder = database.admin().await; // for its session time does not run out
    holder.execute("BEGIN").await.unwrap();
    holder.execute("SELECT position FROM log_head WHERE id = 1 FOR UPDATE").await.unwrap();
    let writing: Vec<_> = (2..=3001)
        .map(|id| {
            let log = log.clone();
            tokio::spawn(async move {
                let begun = Instant::now();
                (append(&log, id, 0).await, begun.elapsed())
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(1500)).await; // the lock is held
    let told = writing.iter().filter(|task| task.is_finished()).count();
    // A batch is on its way, with another behind it; the queue holds 1,024.
    assert!((3000 - 1024 - 2 * 512..=3000 - 1024).contains(&told), "{told} were told");
    holder.execute("ROLLBACK").await.unwrap();
    holder.close().await.unwrap();
    let (mut saved, mut busy) = (0, 0);
    for task in writing {
        match task.await.unwrap() {
            (Ok(_), _) => saved += 1,
            (Err(LogError::Busy), took) => {
                assert!(took < Duration::from_secs(1), "told after {took:?}");
                busy += 1;
            }
            (Err(other), _) => panic!("{other}"),
        }
    }
    assert_eq!((busy, saved), (told, 3000 - told), "whoever was let in is answered");
    assert_eq!(check(&database).await.len(), saved + 1);
}

//! More commands than the log can take: they wait in a queue that ends somewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
    let told = Arc::new(AtomicUsize::new(0));
    let writing: Vec<_> = (2..=3001)
        .map(|id| {
            let (log, told) = (log.clone(), told.clone());
            tokio::spawn(async move {
                let outcome = append(&log, id, 0).await;
                told.fetch_add(usize::from(outcome.is_err()), Ordering::SeqCst);
                outcome
            })
        })
        .collect();
    // A batch is on its way, with another behind it; the queue holds 1,024. Whoever is told, is told
    // while nobody can be saved.
    let most = 3000 - 1024;
    while told.load(Ordering::SeqCst) < most - 2 * 512 {
        tokio::time::sleep(Duration::from_millis(5)).await; // until they were told
    }
    holder.execute("ROLLBACK").await.unwrap();
    holder.close().await.unwrap();
    let (mut saved, mut busy) = (0, 0);
    for task in writing {
        match task.await.unwrap() {
            Ok(_) => saved += 1,
            Err(LogError::Busy) => busy += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(saved + busy, 3000, "whoever was let in is answered");
    assert!((most - 2 * 512..=most).contains(&busy), "{busy} were told");
    assert_eq!(check(&database).await.len(), saved + 1);
}

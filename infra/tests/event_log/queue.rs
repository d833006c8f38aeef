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
    let (told, gave_up) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let writing: Vec<_> = (2..=3001)
        .map(|id| {
            let (log, told, gave_up) = (log.clone(), told.clone(), gave_up.clone());
            tokio::spawn(async move {
                let outcome = append(&log, id, 0).await;
                let count = match outcome {
                    Ok(_) => return true,
                    Err(LogError::Busy) => told,
                    // Where they come so slowly that the lock was waited for too long.
                    Err(LogError::Unavailable(_)) => gave_up,
                    Err(other) => panic!("{other}"),
                };
                count.fetch_add(1, Ordering::SeqCst);
                false
            })
        })
        .collect();
    // A batch is on its way, with another behind it; the queue holds 1,024. Whoever is told, is told
    // while nobody can be saved.
    let most = 3000 - 1024;
    let count = |of: &AtomicUsize| of.load(Ordering::SeqCst);
    while count(&told) < most - 2 * 512 && count(&gave_up) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await; // until they were told
    }
    holder.execute("ROLLBACK").await.unwrap();
    holder.close().await.unwrap();
    let mut saved = 0;
    for task in writing {
        saved += usize::from(task.await.unwrap());
    }
    let (told, gave_up) = (count(&told), count(&gave_up));
    assert_eq!(saved + told + gave_up, 3000, "whoever was let in is answered");
    assert!(told > 0 && told <= most, "{told} were told, {gave_up} gave up");
    assert!(gave_up > 0 || told >= most - 2 * 512, "{told} were told");
    assert_eq!(check(&database).await.len(), saved + 1);
}

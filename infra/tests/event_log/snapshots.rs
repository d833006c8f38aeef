//! Snapshots of long histories: used, and thrown away where they are not what the events say.

use std::time::{Duration, Instant};

use domain::order::Order;
use infra::event_log::{Loaded, LogError};
use sqlx::{Executor, Row};
use test_shop::TestDatabase;

use crate::desk::{credited, extend, open, placed, spoil};

const LONG: i64 = 130;

/// An order with a long history, and what it is then.
async fn long_history(database: &TestDatabase) -> Order {
    let mut order = Loaded::<Order>::fresh(1);
    let mut events = placed();
    events.extend((1..LONG).map(|_| credited()));
    extend(&open(database).await, &mut order, events).await;
    assert_eq!(order.sequence, LONG);
    order.state
}

/// Loads the order in a process that remembers nothing.
async fn load(database: &TestDatabase) -> Result<Loaded<Order>, LogError> {
    open(database).await.load::<Order>(1).await
}

/// The snapshot's sequence and state, once there is one that `fits`; it is kept in the background.
async fn snapshot(database: &TestDatabase, fits: impl Fn(i64, Option<&Order>) -> bool) {
    let begun = Instant::now();
    loop {
        let sql = "SELECT last_sequence, CAST(payload AS CHAR) FROM snapshots";
        let row = database.admin().await.fetch_optional(sql).await.unwrap();
        if let Some(row) = row {
            let (keys, payload) = (database.config.personal_keys(), row.get::<String, _>(1));
            let pool = database.config.primary.pool(1);
            let texts = std::iter::once(payload.as_bytes());
            let ring = keys.for_reading(&pool, texts).await.unwrap();
            let open = ring.open(payload.as_bytes()).unwrap();
            let state: Option<Order> = serde_json::from_slice(&open).ok();
            if fits(row.get(0), state.as_ref()) {
                return;
            }
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "no such snapshot is kept");
        tokio::time::sleep(Duration::from_millis(5)).await; // until it is written
    }
}

async fn plant(database: &TestDatabase, change: &str) {
    let sql = format!("UPDATE snapshots SET {change}");
    let planted = database.admin().await.execute(sql.as_str()).await.unwrap();
    assert_eq!(planted.rows_affected(), 1, "{change}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_loaded_from_its_snapshot_and_the_events_since() {
    let database = TestDatabase::create().await;
    let mut state = long_history(&database).await;
    assert_eq!(load(&database).await.unwrap().state, state);
    snapshot(&database, |sequence, kept| sequence == LONG && kept == Some(&state)).await;
    let log = open(&database).await;
    let mut order = log.load::<Order>(1).await.unwrap();
    extend(&log, &mut order, (0..120).map(|_| credited()).collect()).await;
    state = order.state;
    // A later snapshot is kept once the events since are many.
    load(&database).await.unwrap();
    snapshot(&database, |sequence, kept| sequence == LONG + 120 && kept == Some(&state)).await;
    // Nobody reads what it holds already; but for the one load in a hundred that compares.
    spoil(&database, LONG).await;
    let mut loaded = load(&database).await;
    for _ in 0..5 {
        if loaded.is_ok() {
            break;
        }
        loaded = load(&database).await;
    }
    assert_eq!(loaded.unwrap().state, state);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_does_not_fit_is_replaced_by_a_right_one() {
    let database = TestDatabase::create().await;
    let state = long_history(&database).await;
    load(&database).await.unwrap();
    let right = |sequence, kept: Option<&Order>| sequence == LONG && kept == Some(&state);
    snapshot(&database, right).await;
    for change in [
        "payload = '{\"no\": \"order\"}'",
        "payload = 'null', chain = REPEAT('x', 32)",
        "payload = 'null', shape = '0000000000000000'",
        "payload = 'null', last_sequence = 5",
        "payload = 'null', last_sequence = 999",
    ] {
        plant(&database, change).await;
        assert_eq!(load(&database).await.unwrap().state, state, "{change}");
        snapshot(&database, right).await;
        let shapes = "SELECT 1 FROM snapshots WHERE shape = '0000000000000000'";
        assert!(database.admin().await.fetch_optional(shapes).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_snapshot_is_found_by_a_sample_of_comparisons() {
    let database = TestDatabase::create().await;
    let state = long_history(&database).await;
    load(&database).await.unwrap();
    let right = |sequence, kept: Option<&Order>| sequence == LONG && kept == Some(&state);
    snapshot(&database, right).await;
    plant(&database, "payload = 'null'").await; // an order that was never placed
    let mut looks = 0;
    while load(&database).await.unwrap().state != state {
        looks += 1;
        assert!(looks < 2000, "never found out");
    }
    snapshot(&database, right).await;
}

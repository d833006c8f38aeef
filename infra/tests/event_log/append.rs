use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::customer::Customer;
use domain::order::Order;
use infra::event_log::{Draft, IdBlocks, Kind, Loaded, LogError, Metadata};
use sqlx::{ConnectOptions, Executor, Row};
use test_shop::TestDatabase;

use crate::desk::{append, check, draft, open, placed, read};

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_dense_and_in_commit_order_whoever_writes() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await, open(&database).await];
    let mut writing = Vec::new();
    for writer in 0..24 {
        let log = logs[writer % 3].clone();
        writing.push(tokio::spawn(async move {
            for n in 0..20 {
                let id = i64::try_from(writer).unwrap() * 1000 + n + 1;
                append(&log, id, 0).await.unwrap();
            }
        }));
    }
    // A reader that follows on the replica meanwhile sees every event, in order, once.
    let seen = read(&database, 480).await;
    assert_eq!(seen, (1..=480).collect::<Vec<_>>());
    for writer in writing {
        writer.await.unwrap();
    }
    assert_eq!(check(&database).await.len(), 480);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_wait_at_the_same_time_share_a_transaction() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    // Within a statement NOW(6) stands still: every batch leaves one instant.
    let mut admin = database.admin().await;
    admin.execute("CREATE TABLE batches (instant DATETIME(6))").await.unwrap();
    let note = "CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW \
                INSERT INTO batches VALUES (NOW(6))";
    admin.execute(note).await.unwrap();
    // While somebody else is at the log, whoever comes waits.
    let mut holder = database.admin().await;
    holder.execute("BEGIN").await.unwrap();
    holder.execute("SELECT position FROM log_head WHERE id = 1 FOR UPDATE").await.unwrap();
    let (come, mut writing) = (Arc::new(AtomicUsize::new(0)), Vec::new());
    for id in 1..=300 {
        let (log, come) = (log.clone(), come.clone());
        writing.push(tokio::spawn(async move {
            come.fetch_add(1, Ordering::SeqCst);
            append(&log, id, 0).await
        }));
    }
    while come.load(Ordering::SeqCst) < 300 {
        tokio::time::sleep(Duration::from_millis(1)).await; // until all have
    }
    tokio::time::sleep(Duration::from_millis(300)).await; // on their way to the queue
    holder.execute("ROLLBACK").await.unwrap();
    for written in writing {
        written.await.unwrap().unwrap();
    }
    let counted = "SELECT COUNT(DISTINCT instant), COUNT(*) FROM batches";
    let row = admin.fetch_one(counted).await.unwrap();
    let (batches, events): (i64, i64) = (row.get(0), row.get(1));
    assert_eq!(events, 300);
    assert!(batches < 100, "{batches} transactions for 300 commands");
    check(&database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_decided_on_the_same_state_one_wins() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await];
    append(&logs[0], 1, 0).await.unwrap();
    for sequence in 1..=20 {
        let (one, two) = tokio::join!(append(&logs[0], 1, sequence), append(&logs[1], 1, sequence));
        let winners = [&one, &two].iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(winners, 1, "{one:?} {two:?}");
        for outcome in [one, two] {
            assert!(matches!(outcome, Ok(_) | Err(LogError::Conflict)), "{outcome:?}");
        }
    }
    let ahead = append(&logs[0], 1, 30).await;
    assert!(matches!(ahead, Err(LogError::Conflict)), "nobody appends past a hole: {ahead:?}");
    assert_eq!(check(&database).await.len(), 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_relied_on_may_not_have_changed() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    append(&log, 1, 0).await.unwrap();
    let relying_on = |sequence| {
        let mut draft: Draft = draft(&format!("relying-{sequence}"));
        draft.rely_on(&Loaded::<Order> { sequence, ..Loaded::fresh(1) });
        draft.append(&Loaded::<Order>::fresh(2), &placed()).unwrap();
        draft
    };
    append(&log, 1, 1).await.unwrap();
    let stale = log.append(relying_on(1)).await;
    assert!(matches!(stale, Err(LogError::Conflict)), "{stale:?}");
    log.append(relying_on(2)).await.unwrap();
    // Relying on something not being there counts too.
    let mut draft = draft("nobody");
    draft.rely_on(&Loaded::<Customer>::fresh(7));
    draft.append(&Loaded::<Order>::fresh(3), &placed()).unwrap();
    log.append(draft).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loaded_order_is_the_one_that_was_appended() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    let mut order = Loaded::<Order>::fresh(1);
    let mut draft = draft("place");
    draft.append(&order, &placed()).unwrap();
    let appended = log.append(draft).await.unwrap();
    order.absorb(placed(), &appended);
    let loaded: Loaded<Order> = log.load(1).await.unwrap();
    assert_eq!(loaded.state, order.state);
    assert_eq!((loaded.sequence, loaded.position), (order.sequence, order.position));
    let number = loaded.state.ticket().unwrap().number.clone().unwrap();
    assert_eq!(number.as_str(), "CW-2026-00001");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_goes_on_after_2038() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    let mut draft =
        Draft::new(&Metadata::default(), "2040-02-29T03:00:00.000001Z".parse().unwrap()).unwrap();
    draft.append(&Loaded::<Order>::fresh(1), &placed()).unwrap();
    log.append(draft).await.unwrap();
    let row =
        database.admin().await.fetch_one("SELECT CAST(recorded_at AS CHAR) FROM events").await;
    assert_eq!(row.unwrap().get::<String, _>(0), "2040-02-29 03:00:00.000001");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_can_be_neither_changed_nor_deleted() {
    let database = TestDatabase::create().await;
    append(&open(&database).await, 1, 0).await.unwrap();
    let mut admin = database.admin().await;
    let mut api = database.config.primary.options().connect().await.unwrap();
    for sql in ["UPDATE events SET payload = '{}'", "DELETE FROM events"] {
        let refused = admin.execute(sql).await.unwrap_err().to_string();
        assert!(refused.contains("events are never"), "{refused}");
        let refused = api.execute(sql).await.unwrap_err().to_string();
        assert!(refused.contains("denied"), "{refused}");
    }
    for sql in ["DROP TABLE events", "TRUNCATE events", "DELETE FROM log_head"] {
        let refused = api.execute(sql).await.unwrap_err().to_string();
        assert!(refused.contains("denied"), "{sql}: {refused}");
    }
    let mut query = database.config.read.options().connect().await.unwrap();
    let refused = query.execute("DELETE FROM orders").await.unwrap_err().to_string();
    assert!(refused.contains("denied") || refused.contains("read-only"), "{refused}");
    let mut work = database.config.work.named(&database.config.primary.name);
    work.port = database.config.read.port;
    let mut work = work.options().connect().await.unwrap();
    let refused = work.execute("UPDATE log_head SET epoch = 2").await.unwrap_err().to_string();
    assert!(refused.contains("denied"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_never_hand_out_the_same_id() {
    let database = TestDatabase::create().await;
    let desks = [0, 1].map(|_| IdBlocks::new(database.config.primary.pool(2)));
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..120 {
        for desk in &desks {
            assert!(ids.insert(desk.next(Kind::Order).await.unwrap()));
        }
    }
    assert_eq!(ids.first(), Some(&1));
}

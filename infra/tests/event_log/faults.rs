use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use infra::event_log::LogError;
use sqlx::{ConnectOptions, Executor, Row};
use test_shop::TestDatabase;

use crate::desk::{append, check, open};

/// So many commands are answered between one cut and the next.
const BETWEEN: usize = 6;

/// Kills the appenders' connections again and again, wherever they are, also at the commit; each time
/// after some more commands were answered, so that a slow machine is not attacked more often.
async fn cut_connections(
    database: &TestDatabase,
    answered: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> usize {
    let mut admin = database.admin().await;
    let (mut cut, mut next) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        if answered.load(Ordering::Relaxed) < next {
            tokio::time::sleep(Duration::from_millis(1)).await; // the pace of the attack
            continue;
        }
        let sessions = sqlx::query(
            "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
             WHERE db = ? AND user = 'kharisma_api' AND command <> 'Sleep'",
        )
        .bind(&database.config.primary.name)
        .fetch_all(&mut admin)
        .await
        .unwrap();
        for session in sessions {
            let sql = format!("KILL CONNECTION {}", session.get::<i64, _>(0));
            if admin.execute(sql.as_str()).await.is_ok() {
                cut += 1; // or it is gone already
                next = answered.load(Ordering::Relaxed) + BETWEEN;
            }
        }
    }
    cut
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_once_though_connections_are_cut() {
    let database = Arc::new(TestDatabase::create().await);
    // Who cannot open the log at all has promised nothing: that is done before.
    let logs = [open(&database).await, open(&database).await];
    let (answered, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let attack = {
        let (database, answered, stop) = (database.clone(), answered.clone(), stop.clone());
        tokio::spawn(async move { cut_connections(&database, answered, stop).await })
    };
    let mut writing = Vec::new();
    for writer in 0..8_i64 {
        let log = logs[usize::try_from(writer).unwrap() % 2].clone();
        let answered = answered.clone();
        writing.push(tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for n in 0..60 {
                let id = writer * 1000 + n + 1;
                let outcome = append(&log, id, 0).await;
                answered.fetch_add(1, Ordering::Relaxed);
                match outcome {
                    Ok(_) => acknowledged.push(format!("{id}-0")),
                    // Nothing was saved, or nobody knows: neither is a promise.
                    Err(LogError::Unavailable(_) | LogError::UnknownOutcome) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            acknowledged
        }));
    }
    let mut acknowledged = BTreeSet::new();
    for writer in writing {
        acknowledged.extend(writer.await.unwrap());
    }
    stop.store(true, Ordering::Relaxed);
    let cut = attack.await.unwrap();
    assert!(cut > 10, "the attack hit {cut} times");
    let logged = check(&database).await;
    let once: BTreeSet<String> = logged.iter().cloned().collect();
    assert_eq!(once.len(), logged.len(), "nothing is there twice");
    let lost: Vec<_> = acknowledged.difference(&once).collect();
    assert!(lost.is_empty(), "acknowledged and lost after {cut} cuts: {lost:?}");
    assert!(acknowledged.len() > 240, "most get through: {} did", acknowledged.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_process_that_holds_the_lock_is_cut_off() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    append(&log, 1, 0).await.unwrap();
    // What a process stopped between its lock and its first write looks like to the server.
    let mut frozen = database.config.primary.options().connect().await.unwrap();
    frozen
        .execute(
            "SET autocommit = 0, idle_transaction_timeout = 2, idle_write_transaction_timeout = 2",
        )
        .await
        .unwrap();
    frozen.execute("SELECT position FROM log_head WHERE id = 1 FOR UPDATE").await.unwrap();
    // Nobody else ends what it holds: it goes through because the frozen one is gone.
    append(&log, 2, 0).await.unwrap();
    assert!(frozen.execute("UPDATE log_head SET position = 99").await.is_err(), "it is gone");
    check(&database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_appended_to_a_log_that_began_another_epoch() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    append(&log, 1, 0).await.unwrap();
    database.admin().await.execute("UPDATE log_head SET epoch = epoch + 1").await.unwrap();
    let refused = append(&log, 2, 0).await;
    assert!(matches!(refused, Err(LogError::Parted)), "{refused:?}");
    append(&open(&database).await, 2, 0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_the_database_refuses_fails_alone() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    // A sequence that is there but not where the check looks: an administrator's doing, and the
    // only way to make the INSERT fail after the check went well.
    append(&log, 1, 0).await.unwrap();
    let trap = "CREATE TRIGGER trap BEFORE INSERT ON events FOR EACH ROW \
                IF NEW.aggregate_id = '13' THEN \
                SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'unlucky'; END IF";
    database.admin().await.execute(trap).await.unwrap();
    let mut writing = Vec::new();
    for id in 2..=40 {
        let log = log.clone();
        writing.push(tokio::spawn(async move { (id, append(&log, id, 0).await) }));
    }
    for written in writing {
        let (id, outcome) = written.await.unwrap();
        if id == 13 {
            assert!(matches!(outcome, Err(LogError::Database(_))), "{outcome:?}");
        } else {
            outcome.unwrap();
        }
    }
    assert_eq!(check(&database).await.len(), 39);
}

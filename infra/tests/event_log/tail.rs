use infra::event_log::{LogError, Mark, Tail};
use sqlx::Executor;
use test_shop::TestDatabase;

use crate::desk::{append, open};

async fn three_events(database: &TestDatabase) -> (Tail, Vec<Mark>) {
    let log = open(database).await;
    for id in 1..=3 {
        append(&log, id, 0).await.unwrap();
    }
    let tail = Tail::new(database.config.primary.pool(1));
    let marks = tail.after(Mark::START, 10).await.unwrap().iter().map(|r| r.mark).collect();
    (tail, marks)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_goes_on_where_it_stopped() {
    let database = TestDatabase::create().await;
    let (tail, marks) = three_events(&database).await;
    assert_eq!(marks.iter().map(|m| m.position).collect::<Vec<_>>(), [1, 2, 3]);
    let rest = tail.after(marks[0], 1).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].mark, marks[1]);
    assert!(rest[0].event.is_ok());
    assert!(tail.after(marks[2], 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_stops_at_a_history_that_is_not_the_one_it_read() {
    let database = TestDatabase::create().await;
    let (tail, marks) = three_events(&database).await;
    let other = Mark { chain: [7; 32], ..marks[1] };
    let parted = tail.after(other, 10).await;
    assert!(matches!(parted, Err(LogError::HistoryParted { position: 2, .. })), "{parted:?}");
    let beyond = Mark { position: 9, ..marks[2] };
    let parted = tail.after(beyond, 10).await;
    assert!(matches!(parted, Err(LogError::EndsBefore { position: 9 })), "{parted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_never_steps_over_a_hole() {
    let database = TestDatabase::create().await;
    let (tail, marks) = three_events(&database).await;
    // Nothing of ours can make a hole: an administrator does.
    let hole = "INSERT INTO events SELECT 5, aggregate_type, '99', sequence, event_type, \
                event_version, payload, metadata, recorded_at, number, chain FROM events \
                WHERE position = 3";
    database.admin().await.execute(hole).await.unwrap();
    let parted = tail.after(marks[2], 10).await;
    assert!(matches!(parted, Err(LogError::HistoryParted { position: 4, .. })), "{parted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_nobody_can_read_is_handed_on_as_such() {
    let database = TestDatabase::create().await;
    let (tail, marks) = three_events(&database).await;
    let strange = "INSERT INTO events SELECT 4, 'spaceship', aggregate_id, sequence, event_type, \
                   event_version, payload, metadata, recorded_at, number, chain FROM events \
                   WHERE position = 3";
    database.admin().await.execute(strange).await.unwrap();
    let records = tail.after(marks[2], 10).await.unwrap();
    assert!(records[0].event.as_ref().unwrap_err().contains("spaceship"));
}

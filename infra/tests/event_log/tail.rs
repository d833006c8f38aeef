use infra::event_log::{LogError, Mark, Tail};
use sqlx::Executor;
use test_shop::TestDatabase;

use crate::desk::{append, open};

async fn three_events(database: &TestDatabase) -> (Tail, Vec<Mark>) {
    let log = open(database).await;
    for id in 1..=3 {
        append(&log, id, 0).await.unwrap();
    }
    let tail = Tail::new(database.config.primary.pool(1), database.config.personal_keys());
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

async fn epoch(database: &TestDatabase, epoch: i32, after: Mark) {
    sqlx::query("INSERT INTO log_epochs VALUES (?, ?, ?, UTC_TIMESTAMP(6))")
        .bind(epoch)
        .bind(after.position)
        .bind(&after.chain[..])
        .execute(&mut database.admin().await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_a_history_that_was_left_is_told_where_it_parted() {
    let database = TestDatabase::create().await;
    let (tail, marks) = three_events(&database).await;
    let said = async |mark: Mark| tail.after(mark, 10).await.unwrap_err().to_string();
    epoch(&database, 2, marks[0]).await;
    let lost = Mark { chain: [7; 32], ..marks[1] };
    let parted = "the history read before, up to position 2, parted from the log read here after \
                  position 1, when epoch 2 began";
    assert_eq!(said(lost).await, parted);
    let longer = Mark { position: 9, ..lost };
    assert_eq!(said(longer).await, parted.replace("position 2", "position 9"), "nor is it there");
    // No epoch began before it: nothing we did explains it.
    let strange = Mark { chain: [7; 32], ..marks[0] };
    assert!(said(strange).await.contains("its chain value is another"));
    // Either may be where it parted: it is the same up to the first of them at least.
    epoch(&database, 3, marks[1]).await;
    let lost = Mark { chain: [7; 32], ..marks[2] };
    assert!(said(lost).await.contains("at the earliest after position 1, when epoch 2 began"));
    assert!(tail.after(marks[1], 10).await.is_ok(), "what is the same is read on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_is_behind_is_not_taken_for_another_history() {
    let database = TestDatabase::create().await;
    let (_, marks) = three_events(&database).await;
    epoch(&database, 2, marks[0]).await;
    let replica = database.config.work.named(&database.config.primary.name).pool(1);
    while sqlx::query("SELECT 1 FROM log_epochs WHERE epoch = 2")
        .fetch_optional(&replica)
        .await
        .unwrap()
        .is_none()
    {
        tokio::task::yield_now().await; // until the replica has it
    }
    let tail = Tail::new(replica, database.config.personal_keys());
    // Read elsewhere, in the epoch that goes on: the replica will have it in a moment.
    let beyond = Mark { position: 9, ..marks[2] };
    let behind = tail.after(beyond, 10).await;
    assert!(matches!(behind, Err(LogError::EndsBefore { position: 9 })), "{behind:?}");
    let lost = Mark { chain: [7; 32], ..marks[1] };
    let parted = tail.after(lost, 10).await;
    assert!(matches!(parted, Err(LogError::HistoryLeft { after: 1, .. })), "{parted:?}");
}

//! What events say about people: sealed where it is stored, and gone with its key.

use domain::customer::{Customer, CustomerEvent};
use domain::values::{CustomerId, ErasureReason, Notes, Personal, Subject};
use infra::event_log::{EventLog, Loaded, LogError, Mark, RawLog, Tail};
use sqlx::{Executor, Row};
use test_shop::TestDatabase;

use crate::desk::{draft, open};

const NAME: &str = "Ibu Ratna";
const NOTE: &str = "alergi parfum";

fn registered() -> CustomerEvent {
    let json = include_str!("../../../domain/tests/golden/CustomerRegistered.v2.json");
    serde_json::from_str(json).unwrap()
}

fn noted(note: &str) -> CustomerEvent {
    let customer_id = CustomerId::new(1).unwrap();
    let notes = Personal::about(Subject::Customer(customer_id), Notes::parse(note).unwrap());
    let occurred_at = "2026-11-23T03:00:00Z".parse().unwrap();
    CustomerEvent::CustomerNotesChanged { customer_id, notes: Some(notes), occurred_at }
}

fn erased() -> CustomerEvent {
    CustomerEvent::CustomerErased {
        customer_id: CustomerId::new(1).unwrap(),
        reason: ErasureReason::Requested,
        occurred_at: "2026-11-23T03:00:00Z".parse().unwrap(),
    }
}

async fn say(
    log: &EventLog,
    customer: &mut Loaded<Customer>,
    events: Vec<CustomerEvent>,
) -> Result<(), LogError> {
    let mut draft = draft("say");
    draft.append(customer, &events).unwrap();
    let appended = log.append(draft).await?;
    customer.absorb(events, &appended);
    Ok(())
}

/// Everything the log's database holds, as text.
async fn dump(database: &TestDatabase) -> String {
    let mut admin = database.admin().await;
    let mut all = String::new();
    for table in ["events", "snapshots", "claims", "idempotency_keys", "subject_keys", "erasures"] {
        let columns = sqlx::query("SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?").bind(table).fetch_all(&mut admin).await.unwrap();
        for column in columns {
            let column: String = column.get(0);
            let sql = format!("SELECT CONVERT({column} USING utf8mb4) FROM {table}");
            for row in sqlx::query(&sql).fetch_all(&mut admin).await.unwrap() {
                // Keys and hashes are no text.
                let bytes: Option<Vec<u8>> = row.get_unchecked(0);
                all.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
            }
        }
    }
    all
}

fn name(customer: &Loaded<Customer>) -> &str {
    customer.state.record().unwrap().name.get().as_str()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_people_is_stored_sealed_and_read_by_whoever_has_the_keys() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    let mut ratna = Loaded::<Customer>::fresh(1);
    say(&log, &mut ratna, vec![registered()]).await.unwrap();
    // Long enough for a snapshot.
    for _ in 0..12 {
        say(&log, &mut ratna, (0..10).map(|_| noted(NOTE)).collect()).await.unwrap();
    }
    let other = open(&database).await;
    let read = other.load::<Customer>(1).await.unwrap();
    assert_eq!((name(&read), &read.state), (NAME, &ratna.state));
    loop {
        let kept = "SELECT COUNT(*) FROM snapshots";
        let row = database.admin().await.fetch_one(kept).await.unwrap();
        if row.get::<i64, _>(0) > 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(open(&database).await.load::<Customer>(1).await.unwrap().state, ratna.state);
    let stored = dump(&database).await;
    assert!(stored.contains("customer/1") && stored.contains("sealed"), "{stored}");
    for said in [NAME, "Ratna", NOTE, "0812-3456", "Melati No", "\"plain\""] {
        assert!(!stored.contains(said), "{said}");
    }
    // Bytes can be checked and handed on without a key; to know what they say takes one.
    let raw = RawLog::new(database.primary_as_admin().pool(1));
    let chunk = raw.chunk(1, 1, 1).await.unwrap();
    let refused = chunk.events().next().unwrap().unwrap().decode().unwrap_err();
    assert!(refused.contains("the key of customer/1 is missing"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_key_goes_everything_in_every_process_and_nothing_brings_it_back() {
    let database = TestDatabase::create().await;
    let (log, other) = (open(&database).await, open(&database).await);
    let mut ratna = Loaded::<Customer>::fresh(1);
    say(&log, &mut ratna, vec![registered(), noted(NOTE)]).await.unwrap();
    let mut known = other.load::<Customer>(1).await.unwrap();
    let stale = known.clone();
    let tail = Tail::new(database.config.primary.pool(1), database.config.personal_keys());
    let before = format!("{:?}", tail.after(Mark::START, 10).await.unwrap());
    assert!(before.contains(NAME), "{before}");

    say(&other, &mut known, vec![erased()]).await.unwrap();
    // Whoever had keys and states at hand has them no more.
    let after = format!("{:?}", tail.after(Mark::START, 10).await.unwrap());
    assert!(!after.contains(NAME) && after.contains("erased: true"), "{after}");
    for process in [&log, &other, &open(&database).await] {
        let read = process.load::<Customer>(1).await.unwrap();
        assert_eq!((name(&read), read.sequence), ("(dihapus)", 3));
    }
    // Nothing more is written about them, by who knows it and by who does not.
    let mut read = log.load::<Customer>(1).await.unwrap();
    let refused = say(&log, &mut read, vec![noted("baru")]).await;
    assert!(matches!(refused, Err(LogError::Erased { ref subject }) if subject == "customer/1"));
    let refused = say(&log, &mut { stale }, vec![noted("baru")]).await;
    assert!(matches!(refused, Err(LogError::Erased { .. } | LogError::Conflict)), "{refused:?}");
    let mut admin = database.admin().await;
    let revive = "UPDATE subject_keys SET wrapped = 'x', erased_at = NULL";
    admin.execute(revive).await.unwrap();
    let sql = "SELECT COUNT(*), COUNT(wrapped), COUNT(erased_at) FROM subject_keys";
    let row = admin.fetch_one(sql).await.unwrap();
    assert_eq!([0, 1, 2].map(|column| row.get::<i64, _>(column)), [1, 0, 1], "it stays erased");
    assert!(admin.execute("DELETE FROM subject_keys").await.is_err());
    assert!(admin.execute("DELETE FROM erasures").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_missing_is_no_erasure() {
    let database = TestDatabase::create().await;
    let mut ratna = Loaded::<Customer>::fresh(1);
    say(&open(&database).await, &mut ratna, vec![registered()]).await.unwrap();
    let mut admin = database.admin().await;
    admin.execute("DROP TRIGGER keys_are_never_deleted").await.unwrap();
    admin.execute("DELETE FROM subject_keys").await.unwrap();
    let lost = open(&database).await.load::<Customer>(1).await.unwrap_err();
    assert!(lost.to_string().contains("the key of customer/1 is missing"), "{lost}");
    let tail = Tail::new(database.config.primary.pool(1), database.config.personal_keys());
    let read = tail.after(Mark::START, 10).await.unwrap();
    assert!(read[0].event.as_ref().unwrap_err().contains("missing"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_write_about_somebody_first_at_the_same_time_share_one_key() {
    let database = TestDatabase::create().await;
    let mut logs = Vec::new();
    for _ in 0..4 {
        logs.push(open(&database).await);
    }
    let mut tasks = Vec::new();
    for (id, log) in (2..).zip(logs) {
        tasks.push(tokio::spawn(async move {
            let mut other = Loaded::<Customer>::fresh(id);
            say(&log, &mut other, vec![noted(NOTE)]).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let keys = "SELECT COUNT(*) FROM subject_keys";
    let row = database.admin().await.fetch_one(keys).await.unwrap();
    assert_eq!(row.get::<i64, _>(0), 1);
    let tail = Tail::new(database.config.primary.pool(1), database.config.personal_keys());
    let read = tail.after(Mark::START, 10).await.unwrap();
    assert_eq!(read.len(), 4);
    assert!(read.iter().all(|record| format!("{:?}", record.event).contains(NOTE)), "{read:?}");
}

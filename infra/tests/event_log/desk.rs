//! A log to try, and events to append to it.

use std::collections::BTreeSet;

use domain::order::{Order, OrderEvent};
use infra::event_log::{Appended, Draft, EventLog, Loaded, LogError, Mark, Metadata, Tail, chain};
use infra::keyed_hash::KeyedHash;
use sqlx::{Executor, Row};
use test_shop::TestDatabase;

/// Opens the log once more: a process of its own, as far as the log can tell.
pub(crate) async fn open(database: &TestDatabase) -> EventLog {
    let primary = &database.config.primary;
    let hash = KeyedHash::new(&database.config.hash_secret);
    EventLog::open(primary.options(), primary.pool(4), hash, database.config.personal_keys())
        .await
        .unwrap()
        .0
}

pub(crate) fn placed() -> Vec<OrderEvent> {
    let json = include_str!("../../../domain/tests/golden/OrderPlaced.v1.json");
    vec![serde_json::from_str(json).unwrap()]
}

pub(crate) fn started() -> OrderEvent {
    serde_json::from_str(include_str!("../../../domain/tests/golden/WorkStarted.v1.json")).unwrap()
}

pub(crate) fn credited() -> OrderEvent {
    let json = include_str!("../../../domain/tests/golden/PaymentCredited.v2.json");
    serde_json::from_str(json).unwrap()
}

/// Appends those events to the order behind `loaded`.
pub(crate) async fn extend(log: &EventLog, loaded: &mut Loaded<Order>, events: Vec<OrderEvent>) {
    let mut draft = draft("extend");
    draft.append(loaded, &events).unwrap();
    let appended = log.append(draft).await.unwrap();
    loaded.absorb(events, &appended);
}

/// Makes stored events unreadable, which takes an administrator: whoever reads them says so.
pub(crate) async fn spoil(database: &TestDatabase, sequence: i64) {
    let mut admin = database.admin().await;
    admin.execute("DROP TRIGGER IF EXISTS events_are_never_changed").await.unwrap();
    let sql = format!("UPDATE events SET payload = '{{}}' WHERE sequence = {sequence}");
    admin.execute(sql.as_str()).await.unwrap();
}

pub(crate) fn draft(mark: &str) -> Draft {
    let metadata = Metadata { request_id: Some(mark.to_owned()), ..Metadata::default() };
    Draft::new(&metadata, "2026-11-23T03:00:00Z".parse().unwrap()).unwrap()
}

/// Appends an event to the order behind `sequence`.
pub(crate) async fn append(log: &EventLog, id: i64, sequence: i64) -> Result<Appended, LogError> {
    let mut draft = draft(&format!("{id}-{sequence}"));
    let order = Loaded::<Order> { sequence, ..Loaded::fresh(id) };
    draft.append(&order, &placed()).unwrap();
    log.append(draft).await
}

/// Every request id in the log, in order, after checking that the log is dense, that each
/// aggregate's sequence is, that numbers are, and that the chain fits.
pub(crate) async fn check(database: &TestDatabase) -> Vec<String> {
    let rows = sqlx::query(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                payload, metadata, recorded_at, number, chain FROM events ORDER BY position",
    )
    .fetch_all(&mut database.admin().await)
    .await
    .unwrap();
    let mut expected = chain::START;
    let mut last = std::collections::HashMap::new();
    let mut numbers = BTreeSet::new();
    let mut requests = Vec::new();
    for (position, row) in (1_i64..).zip(&rows) {
        assert_eq!(row.get::<i64, _>(0), position, "dense, in order");
        let sequence: i64 = row.get(3);
        let stream: (String, String) = (row.get(1), row.get(2));
        let before = last.insert(stream.clone(), sequence).unwrap_or(0);
        assert_eq!(sequence, before + 1, "{stream:?}");
        let number: Option<String> = row.get(9);
        let hash = chain::Parts {
            aggregate_type: row.get(1),
            aggregate_id: row.get(2),
            sequence,
            event_type: row.get(4),
            event_version: row.get(5),
            payload: row.get_unchecked(6),
            metadata: row.get_unchecked(7),
            recorded_at: row.get(8),
        }
        .hash();
        expected = chain::link(&expected, position, number.as_deref(), &hash);
        let stored: Vec<u8> = row.get_unchecked(10);
        assert_eq!(stored, expected, "the chain at {position}");
        assert!(numbers.insert(number.unwrap()), "a number was drawn twice");
        let metadata: serde_json::Value = row.get(7);
        requests.push(metadata["requestId"].as_str().unwrap().to_owned());
    }
    let drawn: Vec<String> = (1..=rows.len()).map(|n| format!("CW-2026-{n:05}")).collect();
    assert_eq!(numbers.into_iter().collect::<Vec<_>>(), drawn, "without a gap");
    requests
}

/// Reads the log on the replica until `count` events were seen.
pub(crate) async fn read(database: &TestDatabase, count: i64) -> Vec<i64> {
    let tail = Tail::new(
        database.config.work.named(&database.config.primary.name).pool(1),
        database.config.personal_keys(),
    );
    let mut mark = Mark::START;
    let mut seen = Vec::new();
    while mark.position < count {
        for record in tail.after(mark, 100).await.unwrap() {
            mark = record.mark;
            seen.push(mark.position);
        }
        tokio::task::yield_now().await;
    }
    seen
}

//! Events that no command of ours would make, put into the log by the primary's administrator, with
//! the position, the chain and the head that belong to them.

use chrono::{SubsecRound, Utc};
use infra::event_log::chain;
use sqlx::{Connection, Row};
use test_shop::TestDatabase;

/// An event to plant.
#[derive(Clone, Copy)]
pub(crate) struct Plant<'a> {
    pub(crate) kind: &'a str,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) payload: &'a str,
}

/// Appends it; its position.
pub(crate) async fn plant(database: &TestDatabase, event: &Plant<'_>) -> i64 {
    plant_all(database, std::slice::from_ref(event)).await
}

/// Appends them in one transaction; the position of the last. Those of one aggregate come together.
pub(crate) async fn plant_all(database: &TestDatabase, events: &[Plant<'_>]) -> i64 {
    let mut admin = database.admin().await;
    let mut transaction = admin.begin().await.unwrap();
    let head = sqlx::query("SELECT position, chain FROM log_head WHERE id = 1 FOR UPDATE");
    let head = head.fetch_one(&mut *transaction).await.unwrap();
    let mut position: i64 = head.get(0);
    let mut link: chain::Hash = head.get_unchecked::<&[u8], _>(1).try_into().unwrap();
    let (metadata, recorded_at) = ("{}", Utc::now().trunc_subsecs(6));
    for some in events.chunk_by(|one, next| (one.kind, one.id) == (next.kind, next.id)) {
        let last = "SELECT CAST(COALESCE(MAX(sequence), 0) AS SIGNED) FROM events
                    WHERE aggregate_type = ? AND aggregate_id = ?";
        let last = sqlx::query(last).bind(some[0].kind).bind(some[0].id);
        let mut sequence: i64 = last.fetch_one(&mut *transaction).await.unwrap().get(0);
        for some in some.chunks(500) {
            let marks = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; some.len()].join(", ");
            let sql = format!(
                "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type,
                 event_version, payload, metadata, recorded_at, chain) VALUES {marks}"
            );
            let mut insert = sqlx::query(&sql);
            for event in some {
                (position, sequence) = (position + 1, sequence + 1);
                let hash = chain::Parts {
                    aggregate_type: event.kind,
                    aggregate_id: event.id,
                    sequence,
                    event_type: event.name,
                    event_version: event.version,
                    payload: event.payload.as_bytes(),
                    metadata: metadata.as_bytes(),
                    recorded_at,
                }
                .hash();
                link = chain::link(&link, position, None, &hash);
                insert = insert
                    .bind(position)
                    .bind(event.kind)
                    .bind(event.id)
                    .bind(sequence)
                    .bind(event.name)
                    .bind(event.version)
                    .bind(event.payload)
                    .bind(metadata)
                    .bind(recorded_at.naive_utc())
                    .bind(link.to_vec());
            }
            insert.execute(&mut *transaction).await.unwrap();
        }
    }
    let head = sqlx::query("UPDATE log_head SET position = ?, chain = ? WHERE id = 1");
    head.bind(position).bind(link.to_vec()).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
    position
}

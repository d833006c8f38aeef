use std::time::{Duration, Instant};

use infra::event_log::chain::{Hash, Parts, link};
use projections::runtime::{Pace, lock_name};
use serde_json::Value;
use sqlx::{ConnectOptions, Executor, MySqlConnection, Row};

use crate::shop::Shop;

/// Lap after lap without a rest, in stretches that cut every history in pieces.
const RESTLESS: Pace = Pace {
    batch: 7,
    pause: Duration::ZERO,
    look: Duration::from_millis(5),
    standby: Duration::from_millis(20),
    lap: Duration::ZERO,
};

/// The replica's copy of the log, all of it, as somebody who may spoil it.
async fn replica(shop: &Shop) -> MySqlConnection {
    let log = &shop.database.config.primary.name;
    let copy = shop.database.read_as_admin().named(log);
    let mut connection = copy.options().connect().await.unwrap();
    // What has not arrived yet cannot be spoilt.
    let mut primary = shop.database.admin().await;
    let (last, begun) = (head(&mut primary).await, Instant::now());
    while head(&mut connection).await < last {
        assert!(begun.elapsed() < Duration::from_mins(5), "the replica does not get to {last}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for sql in [
        "SET sql_log_bin = 0",
        "DROP TRIGGER IF EXISTS events_are_never_deleted",
        "DROP TRIGGER IF EXISTS events_are_never_changed",
    ] {
        connection.execute(sql).await.unwrap();
    }
    connection
}

/// Asks `/health` until the audit is as wanted.
async fn health_when(shop: &Shop, wanted: impl Fn(&Value) -> bool) -> Value {
    let (begun, mut health) = (Instant::now(), Value::Null);
    while begun.elapsed() < Duration::from_mins(5) {
        health = shop.stranger().get("/health").await.body;
        if wanted(&health["audit"]) {
            return health;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came: {health}");
}

async fn head(connection: &mut MySqlConnection) -> i64 {
    connection.fetch_one("SELECT position FROM log_head").await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_in_the_log_shows_in_health_until_it_is_repaired() {
    let shop = Shop::audited_at(RESTLESS).await;
    shop.car_done().await;
    health_when(&shop, |audit| audit["status"] == "ok").await;
    let mut replica = replica(&shop).await;
    replica.execute("CREATE TABLE kept AS SELECT * FROM events WHERE position = 5").await.unwrap();
    let gone = replica.execute("DELETE FROM events WHERE position = 5").await.unwrap();
    assert_eq!(gone.rows_affected(), 1);
    let health = health_when(&shop, |audit| audit["status"] == "fault").await;
    assert_eq!(health["status"], "degraded");
    assert_eq!(health["audit"]["fault"]["position"], 5);
    assert_eq!(health["audit"]["fault"]["reason"], "a hole: position 6 stands where 5 should");
    let metrics = shop.stranger().get("/metrics").await.text;
    assert!(metrics.contains("kharisma_log_audit_position"), "{metrics}");
    assert!(metrics.contains("kharisma_log_audit_faults"), "{metrics}");
    replica.execute("INSERT INTO events SELECT * FROM kept").await.unwrap();
    let health = health_when(&shop, |audit| audit["status"] == "ok").await;
    assert!(health["audit"]["fault"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_in_a_history_shows_though_the_chain_fits() {
    let shop = Shop::audited_at(RESTLESS).await;
    shop.car_done().await;
    let mut replica = replica(&shop).await;
    health_when(&shop, |audit| audit["status"] == "ok").await;
    let last = head(&mut replica).await;
    // The last event of the order, moved on by one, and the chain taken anew.
    let row = replica
        .fetch_one(
            "SELECT a.chain, e.aggregate_type, e.aggregate_id, e.sequence + 1, e.event_type,
                    e.event_version, e.payload, e.metadata, e.recorded_at, e.number
             FROM events e JOIN events a ON a.position = e.position - 1
             WHERE e.position = (SELECT position FROM log_head)",
        )
        .await
        .unwrap();
    let before: Hash = row.get_unchecked::<&[u8], _>(0).try_into().unwrap();
    let sequence: i64 = row.get(3);
    let hash = Parts {
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
    let chain = link(&before, last, row.get(9), &hash);
    let change = "UPDATE events e JOIN log_head h USING (position)
                  SET e.sequence = ?, e.chain = ?, h.chain = ?";
    let change = sqlx::query(change).bind(sequence).bind(&chain[..]).bind(&chain[..]);
    assert_eq!(change.execute(&mut replica).await.unwrap().rows_affected(), 2);
    let health = health_when(&shop, |audit| {
        audit["fault"]["reason"].as_str().is_some_and(|reason| reason.contains("a hole in order/"))
    })
    .await;
    assert_eq!(health["audit"]["fault"]["position"], last);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_tail_shows_though_the_head_was_set_back() {
    let shop = Shop::audited_at(Pace { lap: Duration::from_hours(1), ..RESTLESS }).await;
    let mut replica = replica(&shop).await;
    let last = head(&mut replica).await;
    health_when(&shop, |audit| audit["position"] == last).await;
    for sql in [
        "DELETE FROM events WHERE position > (SELECT position FROM log_head) - 2",
        "UPDATE log_head SET position = position - 2",
        "UPDATE log_head h JOIN events e USING (position) SET h.chain = e.chain",
    ] {
        replica.execute(sql).await.unwrap();
    }
    let health = health_when(&shop, |audit| {
        audit["fault"]["reason"].as_str().is_some_and(|reason| reason.contains("is gone"))
            && audit["position"] == last - 2
    })
    .await;
    assert_eq!(health["audit"]["fault"]["position"], last);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_that_is_cut_off_is_followed_by_another() {
    let shop = Shop::audited_at(RESTLESS).await;
    let mut replica = replica(&shop).await;
    let holder = format!("SELECT IS_USED_LOCK('{}')", lock_name(&shop.database.config.read.name));
    let mut auditors = Vec::new();
    while auditors.len() < 3 {
        let now: Option<i64> = replica.fetch_one(holder.as_str()).await.unwrap().get(0);
        if let Some(auditor) = now
            && !auditors.contains(&auditor)
        {
            let _ = replica.execute(format!("KILL {auditor}").as_str()).await; // it may be gone
            auditors.push(auditor);
        }
    }
    health_when(&shop, |audit| audit["status"] == "ok").await;
}

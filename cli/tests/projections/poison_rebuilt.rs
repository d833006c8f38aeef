//! Events that cannot be read, while tables are made anew or compared: what is known of them stops nobody,
//! and what an operator decides meanwhile counts.

use std::process::{Output, Stdio};

use serde_json::Value;
use sqlx::{Connection, Executor, MySqlConnection, Row};
use tokio::process::Child;

use crate::plant::{Plant, plant, plant_all};
use crate::shop::{Shop, Worker, until};

const STARTED: &str = include_str!("../../../domain/tests/golden/WorkStarted.v1.json");
const NOTED: &str = include_str!("../../../domain/tests/golden/NotesChanged.v1.json");

fn of(golden: &str, order: i64) -> String {
    golden.trim().replace("\"orderId\":1", &format!("\"orderId\":{order}"))
}

/// What an operator is told is parked of the orders.
async fn parked(shop: &Shop) -> usize {
    let said = shop.operator(&["parked", "list", "orders", "--json"]).await.json();
    said.as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn more_poison_than_stops_a_worker_stops_no_rebuild_if_it_is_known() {
    let shop = Shop::open().await;
    let mut worker = shop.worker();
    let order = shop.place().await;
    // More than twenty within a minute would be no events' fault: each worker meets twelve.
    for orders in [900_001..=900_012, 900_013..=900_024] {
        let ids: Vec<String> = orders.map(|id| id.to_string()).collect();
        let payloads: Vec<String> = ids.iter().map(|id| of(STARTED, id.parse().unwrap())).collect();
        let unreadable = ids.iter().zip(&payloads).map(|(id, payload)| Plant {
            kind: "order",
            id,
            name: "WorkStarted",
            version: "99",
            payload,
        });
        plant_all(&shop.database, &unreadable.collect::<Vec<_>>()).await;
        shop.in_step().await;
        worker.stop().await;
        worker = shop.worker();
    }
    assert_eq!(parked(&shop).await, 24);
    let said = shop.operator(&["verify", "orders"]).await.done();
    assert!(said.contains("orders: 0 of "), "{said}");
    let said = shop.operator(&["rebuild", "orders", "--json"]).await.json();
    let line = &said[0];
    assert_eq!((&line["ok"], &line["parked"]), (&true.into(), &24.into()), "{line}");
    assert_eq!(line["differences"]["count"], 0, "{line}");
    assert_eq!(parked(&shop).await, 24, "none was forgotten");
    until("the worker goes on", || async { shop.standing("orders").await["status"] == "working" })
        .await;
    shop.tell(order, "start").await;
    shop.in_step().await;
    let read = shop.kasir.get(&format!("/api/v1/car-wash/orders/{order}")).await.expect(200);
    assert_eq!(read["status"], "in_progress", "{read}");
    worker.stop().await;
}

/// A shop one of whose orders waits for an operator, with a long history behind it.
struct Poisoned {
    shop: Shop,
    worker: Worker,
    order: i64,
    unknown: i64,
}

async fn poisoned() -> Poisoned {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let (order, other) = (shop.place().await, shop.place().await);
    let (id, started) = (order.to_string(), of(STARTED, order));
    let event =
        |version| Plant { kind: "order", id: &id, name: "WorkStarted", version, payload: &started };
    let unknown = plant(&shop.database, &event("99")).await;
    plant(&shop.database, &event("1")).await;
    let (id, noted) = (other.to_string(), of(NOTED, other));
    let note =
        Plant { kind: "order", id: &id, name: "NotesChanged", version: "1", payload: &noted };
    plant_all(&shop.database, &vec![note; 9000]).await;
    shop.in_step().await;
    assert_eq!(parked(&shop).await, 2);
    Poisoned { shop, worker, order, unknown }
}

impl Poisoned {
    /// An operator's work at the orders, held up in the midst of it while another one leaves the event out.
    async fn skipped_during(&self, work: &[&str], shelf: &str) -> Output {
        let name = &self.shop.database.config.read.name;
        let checkpoint = format!("`{name}_{shelf}`.orders_checkpoint");
        for _ in 0..20 {
            let mut command = self.shop.command(work);
            let mut working: Child =
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut tables = self.shop.tables().await;
            while working.try_wait().unwrap().is_none() {
                if let Some(held) = self.held(&mut tables, &checkpoint).await {
                    self.skip().await;
                    held.rollback().await.unwrap();
                    return working.wait_with_output().await.unwrap();
                }
            }
        }
        panic!("nothing could be held up in the midst of it");
    }

    /// Holds a filling up if it is past the event and not at its end.
    async fn held<'a>(
        &self,
        tables: &'a mut MySqlConnection,
        checkpoint: &str,
    ) -> Option<sqlx::Transaction<'a, sqlx::MySql>> {
        let mut held = tables.begin().await.unwrap();
        let sql = format!("SELECT position FROM {checkpoint} FOR UPDATE");
        let row = held.fetch_optional(sql.as_str()).await.ok().flatten();
        let position: i64 = row.map_or(0, |row| row.get(0));
        if position > self.unknown && position < self.shop.head().await {
            return Some(held);
        }
        held.rollback().await.unwrap();
        None
    }

    async fn skip(&self) {
        let position = self.unknown.to_string();
        let skip = ["parked", "skip", "orders", &position, "--reason", "a planted event"];
        let skipped = self.shop.operator(&skip).await.done();
        assert!(skipped.contains("left out, 0 are still parked"), "{skipped}");
    }

    /// What waited behind the event went in, and everything else stayed.
    async fn ends_mended(self) {
        let Self { shop, worker, order, .. } = self;
        until("the new tables are read", || async { parked(&shop).await == 0 }).await;
        shop.in_step().await;
        let read = shop.kasir.get(&format!("/api/v1/orders/{order}")).await.expect(200);
        assert_eq!(read["status"], "in_progress", "{read}");
        let said = shop.operator(&["verify", "orders"]).await.done();
        assert!(said.contains("orders: 0 of "), "{said}");
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_left_out_during_a_rebuild_is_left_out_of_the_new_tables() {
    let shop = poisoned().await;
    let output = shop.skipped_during(&["rebuild", "orders", "--fresh", "--json"], "next").await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said[0]["ok"], &said[0]["parked"]), (&true.into(), &0.into()), "{said}");
    assert_eq!(parked(&shop.shop).await, 0, "at once");
    shop.ends_mended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_left_out_while_tables_are_compared_is_no_difference() {
    let shop = poisoned().await;
    let output = shop.skipped_during(&["verify", "orders", "--json"], "check").await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said[0]["differences"]["count"], 0, "{said}");
    shop.ends_mended().await;
}

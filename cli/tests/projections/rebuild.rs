//! Tables are made anew while people work and look.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use sqlx::{Connection, Executor};
use tokio::process::Child;

use crate::load::Load;
use crate::plant::{Plant, plant_all};
use crate::readers::Readers;
use crate::shop::{Shop, Worker, until};

/// A shop with a history that takes a rebuild more than one batch.
async fn with_a_history() -> (Shop, Worker, i64) {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let order = shop.place().await;
    let golden = include_str!("../../../domain/tests/golden/NotesChanged.v1.json");
    let payload = golden.trim().replace("\"orderId\":1", &format!("\"orderId\":{order}"));
    let id = order.to_string();
    let note = Plant {
        kind: "order",
        id: &id,
        name: "NotesChanged",
        version: "1",
        payload: payload.as_str(),
    };
    plant_all(&shop.database, &vec![note; 9000]).await;
    shop.in_step().await;
    (shop, worker, order)
}

fn start(shop: &Shop, arguments: &[&str]) -> Child {
    let mut command = shop.command(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// How far the tables are that are made anew, if there are any.
async fn filled(shop: &Shop) -> i64 {
    let name = &shop.database.config.read.name;
    let sql = format!("SELECT position FROM `{name}_next`.orders_checkpoint WHERE building");
    let mut tables = shop.tables().await;
    let row = tables.fetch_optional(sql.as_str()).await;
    row.ok().flatten().map_or(0, |row| sqlx::Row::get(&row, 0))
}

/// Begins a rebuild and kills it in the midst of it; how far it was.
async fn broken_off(shop: &Shop) -> i64 {
    for _ in 0..10 {
        let mut rebuild = start(shop, &["rebuild", "orders", "--fresh", "--json"]);
        let head = shop.head().await;
        loop {
            let position = filled(shop).await;
            if position > 0 && position < head {
                rebuild.kill().await.unwrap();
                let left = filled(shop).await;
                if left > 0 {
                    return left;
                }
            }
            if rebuild.try_wait().unwrap().is_some() {
                break; // it was too fast
            }
        }
    }
    panic!("no rebuild could be killed in the midst of it");
}

fn line(said: &Value) -> (i64, i64) {
    let line = &said[0];
    assert_eq!((&line["name"], &line["ok"]), (&"orders".into(), &true.into()), "{line}");
    assert_eq!(line["differences"]["count"], 0, "{line}");
    assert!(line["eventsPerSecond"].as_u64().is_some(), "{line}");
    (line["position"].as_i64().unwrap(), line["events"].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_work_and_look_while_orders_are_made_anew() {
    let (shop, worker, order) = with_a_history().await;
    let load = Load::begin(&shop.kasir, 4);
    let readers = Readers::begin(&shop.kasir, order);
    load.go_on_for(20).await;
    let left = broken_off(&shop).await;
    let after = shop.standing("orders").await;
    // Its turn ends by itself, and the next one goes on where it was.
    let mut said = shop.operator(&["rebuild", "orders", "--json"]).await;
    while said.code == 1 && said.err.contains("another process is at it") {
        tokio::time::sleep(Duration::from_millis(200)).await; // until its term is over
        said = shop.operator(&["rebuild", "orders", "--json"]).await;
    }
    assert_eq!(said.code, 0, "{said:?}");
    let (position, events) = line(&said.json());
    assert!(events <= position - left, "{events} of {position} events, behind {left}");
    let standing = shop.standing("orders").await;
    let generation = standing["generation"].as_i64().unwrap();
    assert_eq!(generation, after["generation"].as_i64().unwrap() + 1);
    load.go_on_for(30).await;

    // Back to the tables of before, which catch up; and again. Neither is seen from outside but for
    // what is not yet in: so nobody looks now.
    readers.finish_after(20).await;
    for expected in [generation - 1, generation] {
        shop.operator(&["rollback", "orders"]).await.done();
        assert_eq!(shop.standing("orders").await["generation"], expected);
        load.go_on_for(10).await;
        shop.in_step().await;
    }
    load.finish().await;
    shop.is_exact().await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_rebuild_at_once_is_refused_and_a_paused_projection_stands() {
    let shop = Shop::open().await;
    let worker = shop.worker();
    shop.place().await;
    shop.in_step().await;
    // Whoever reads holds the swap up.
    let mut reader = shop.tables().await;
    let mut reading = reader.begin().await.unwrap();
    reading.execute("SELECT position FROM orders_checkpoint").await.unwrap();
    let first = start(&shop, &["rebuild", "orders", "--json"]);
    let pid = first.id().unwrap();
    until("the first is at it", || async {
        shop.standing("orders").await["rebuilding"]["owner"].is_string()
    })
    .await;
    let said = shop.operator(&["rebuild", "orders"]).await;
    let refused = said.refused();
    assert!(refused.contains("another process is at it") && refused.contains(&format!(":{pid})")));
    shop.operator(&["rebuild", "queue"]).await.done();
    reading.rollback().await.unwrap();
    let output = first.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    line(&serde_json::from_slice(&output.stdout).unwrap());

    assert_eq!(shop.operator(&["pause", "orders"]).await.done(), "orders: paused\n");
    until("it stands", || async { shop.standing("orders").await["owner"].is_null() }).await;
    let stood = shop.standing("orders").await;
    assert_eq!(stood["status"], "paused", "{stood}");
    let order = shop.place().await;
    let head = shop.head().await;
    until("the others go on", || async { shop.standing("queue").await["position"] == head }).await;
    let still = shop.standing("orders").await;
    assert_eq!(still["position"], stood["position"], "{still}");
    assert!(still["lag"].as_i64().unwrap() > 0, "{still}");
    assert_eq!(shop.operator(&["resume", "orders"]).await.done(), "orders: goes on\n");
    shop.in_step().await;
    shop.kasir.get(&format!("/api/v1/car-wash/orders/{order}")).await.expect(200);
    shop.is_exact().await;
    worker.stop().await;
}

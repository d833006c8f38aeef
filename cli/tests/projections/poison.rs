//! Events that cannot be read or applied: each waits with those behind it, everything else goes on.

use sqlx::{Executor, Row};
use test_shop::TestDatabase;

use crate::dice::Dice;
use crate::load::Load;
use crate::plant::{Plant, plant};
use crate::shop::{Shop, until};

fn of_order<'a>(id: &'a str, version: &'a str, payload: &'a str) -> Plant<'a> {
    Plant { kind: "order", id, name: "WorkStarted", version, payload }
}

/// The positions that are parked of a projection.
async fn parked(shop: &Shop, name: &str) -> Vec<i64> {
    let said = shop.operator(&["parked", "list", name, "--json"]).await.json();
    let lines = said.as_array().unwrap().iter();
    lines.map(|line| line["position"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_read_holds_up_its_order_and_nobody_else() {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let (poisoned, other) = (shop.place().await, shop.place().await);
    let golden = include_str!("../../../domain/tests/golden/WorkStarted.v1.json");
    let started = golden.trim().replace("\"orderId\":1", &format!("\"orderId\":{poisoned}"));
    let id = poisoned.to_string();
    // Of a version that nobody knows, and one that could be applied by itself.
    let unknown = plant(&shop.database, &of_order(&id, "99", &started)).await;
    let behind = plant(&shop.database, &of_order(&id, "1", &started)).await;
    shop.tell(other, "start").await;
    shop.in_step().await;

    let read = shop.kasir.get(&format!("/api/v1/car-wash/orders/{other}")).await.expect(200);
    assert_eq!(read["status"], "in_progress", "{read}");
    let read = shop.kasir.get(&format!("/api/v1/car-wash/orders/{poisoned}")).await.expect(200);
    assert_eq!(read["status"], "pending", "as it was before: {read}");
    for name in ["orders", "queue"] {
        assert_eq!(parked(&shop, name).await, [unknown, behind], "{name}");
        assert_eq!(shop.standing(name).await["parked"], 2);
        assert_eq!(shop.health(name).await["parked"], 2);
    }
    // Who does not look at orders never saw it.
    assert_eq!(parked(&shop, "catalog").await, Vec::<i64>::new());
    assert_eq!(shop.kasir.get("/health").await.body["status"], "degraded");

    let position = unknown.to_string();
    let shown = shop.operator(&["parked", "show", "orders", &position]).await.done();
    assert!(shown.contains("version 99") && shown.contains(&format!("order {id}")), "{shown}");
    let shown = shop.operator(&["parked", "show", "orders", &behind.to_string()]).await.done();
    assert!(shown.contains("waits behind another"), "{shown}");
    let tried = shop.operator(&["parked", "retry", "orders"]).await.done();
    assert!(tried.contains("0 went in or were left out, 2 are still parked"), "{tried}");

    // Left out, with a reason; then what waited behind it goes in.
    let of_nothing = shop.operator(&["parked", "skip", "orders", &position, "--reason", " "]).await;
    assert!(of_nothing.refused().contains("--reason must say why"), "{of_nothing:?}");
    for name in projections::runtime::ALL.map(|definition| definition.name) {
        if parked(&shop, name).await.contains(&unknown) {
            let skip = ["parked", "skip", name, &position, "--reason", "a planted event"];
            let skipped = shop.operator(&skip).await.done();
            assert!(skipped.contains("left out, 0 are still parked"), "{skipped}");
        }
    }
    let read = shop.kasir.get(&format!("/api/v1/car-wash/orders/{poisoned}")).await.expect(200);
    assert_eq!(read["status"], "in_progress", "{read}");
    shop.is_exact().await;
    worker.stop().await;
    is_remembered_by_a_new_replica(&shop).await;
}

/// The read database is gone: workers fill a new one, and leave out what was decided.
async fn is_remembered_by_a_new_replica(shop: &Shop) {
    let before = TestDatabase::read_rows(&shop.database.read_as_admin()).await;
    let head = shop.head().await;
    let decided = "SELECT projection, position, reason, skipped_by FROM projection_skips";
    let decided = shop.database.admin().await.fetch_all(decided).await.unwrap();
    assert!(decided.len() > 1, "{} decisions", decided.len());
    assert!(decided.iter().all(|row| row.get::<String, _>(2) == "a planted event"));

    shop.cut_sessions().await;
    shop.intrude(&format!("DROP DATABASE `{}`", shop.database.config.read.name)).await;
    let migrate = tokio::process::Command::new(env!("CARGO_BIN_EXE_kharisma"))
        .arg("migrate")
        .envs(&shop.database.variables)
        .output();
    assert!(migrate.await.unwrap().status.success());
    let worker = shop.worker();
    shop.is_exact().await;
    let after = TestDatabase::read_rows(&shop.database.read_as_admin()).await;
    assert_eq!(after, before, "the same rows, without what was left out");
    assert_eq!(shop.operator(&["parked", "list"]).await.done(), "nothing is parked\n");
    assert_eq!(shop.head().await, head, "and nothing was done again");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_applied_waits_until_its_row_is_mended() {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let (broken, other) = (shop.place().await, shop.place().await);
    shop.in_step().await;
    shop.intrude("CREATE TABLE kept AS SELECT id, state FROM order_details").await;
    shop.intrude(&format!("UPDATE order_details SET state = '\"spoilt\"' WHERE id = {broken}"))
        .await;
    for order in [broken, other] {
        shop.tell(order, "start").await;
        shop.tell(order, "complete").await;
    }
    shop.in_step().await;
    let waiting = parked(&shop, "orders").await;
    assert!(waiting.len() >= 2, "started, completed: {waiting:?}");
    for definition in projections::runtime::ALL.iter().filter(|d| d.name != "orders") {
        assert_eq!(parked(&shop, definition.name).await, Vec::<i64>::new(), "{definition:?}");
    }
    let read = shop.kasir.get(&format!("/api/v1/car-wash/orders/{other}")).await.expect(200);
    assert_eq!(read["status"], "completed", "{read}");
    assert_eq!(shop.health("orders").await["parked"], waiting.len());
    let said = shop.operator(&["verify", "orders"]).await;
    assert!(said.refused().contains("rows differ in: orders"), "{said:?}");
    assert!(said.out.contains(&format!("order_details {broken}: other")), "{said:?}");

    let mend = "UPDATE order_details AS d JOIN kept USING (id) SET d.state = kept.state WHERE id =";
    shop.intrude(&format!("{mend} {broken}")).await;
    let first = waiting[0].to_string();
    let tried = shop.operator(&["parked", "retry", "orders", &first]).await.done();
    assert!(tried.contains("0 are still parked"), "{tried}");
    let read = shop.kasir.get(&format!("/api/v1/car-wash/orders/{broken}")).await.expect(200);
    assert_eq!(read["status"], "completed", "{read}");
    shop.is_exact().await;
    assert_eq!(shop.health("orders").await["parked"], 0);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nearly_everything_fails_it_is_no_events_fault() {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let mut orders = Vec::new();
    for _ in 0..24 {
        orders.push(shop.place().await);
    }
    shop.in_step().await;
    shop.intrude("CREATE TABLE kept AS SELECT id, state FROM order_details").await;
    shop.intrude("UPDATE order_details SET state = '\"spoilt\"'").await;
    for order in orders {
        shop.tell(order, "start").await;
    }
    until("it stops by itself", || async { shop.standing("orders").await["status"] == "stopped" })
        .await;
    let standing = shop.standing("orders").await;
    let reason = standing["reason"].as_str().unwrap();
    assert!(reason.contains("more than 20") && reason.contains("resume"), "{reason}");
    assert!(standing["parked"].as_i64().unwrap() <= 20, "{standing}");
    // Nobody starts it again by accident, and the others go on.
    worker.stop().await;
    let worker = shop.worker();
    let head = shop.head().await;
    until("the others go on", || async { shop.standing("queue").await["position"] == head }).await;
    let standing = shop.standing("orders").await;
    assert_eq!(standing["status"], "stopped", "{standing}");
    assert!(standing["position"].as_i64().unwrap() < head, "{standing}");

    shop.intrude("UPDATE order_details AS d JOIN kept USING (id) SET d.state = kept.state").await;
    shop.operator(&["resume", "orders"]).await.done();
    shop.in_step().await;
    shop.operator(&["parked", "retry", "orders"]).await.done();
    shop.is_exact().await;
    assert_eq!(parked(&shop, "orders").await, Vec::<i64>::new());
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_events_fault_parks_nothing() {
    let mut dice = Dice::new();
    let shop = Shop::open().await;
    let worker = shop.worker();
    let load = Load::begin(&shop.kasir, 3);
    let mut killed = 0;
    let mut server = shop.tables().await;
    while load.done() < 150 || killed < 20 {
        let sessions = sqlx::query(
            "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
             WHERE user = 'kharisma_work' AND db = ?",
        );
        let sessions = sessions.bind(&shop.database.config.read.name);
        let sessions = sessions.fetch_all(&mut server).await.unwrap();
        if !sessions.is_empty() {
            let one = &sessions[usize::try_from(dice.up_to(sessions.len() as u64 - 1)).unwrap()];
            let sql = format!("KILL CONNECTION {}", one.get::<i64, _>(0));
            killed += usize::from(server.execute(sql.as_str()).await.is_ok()); // or it is gone
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await; // the pace of the attack
    }
    load.finish().await;
    shop.is_exact().await;
    assert_eq!(shop.operator(&["parked", "list"]).await.done(), "nothing is parked\n");
    worker.stop().await;
}

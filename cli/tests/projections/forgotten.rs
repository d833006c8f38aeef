//! Whoever was forgotten is in no table beside the live ones, whatever is killed on the way.

use projections::runtime::{ALL, Site, Wanted, rebuild};
use serde_json::{Value, json};
use sqlx::{Connection, Executor, Row};

use crate::shop::{Shop, Worker, until};
use crate::till::PASSWORD;

const NAME: &str = "Ratnaningsih";

/// In how many tables of the replica, on whatever shelf, a customer's row tells the name.
async fn told(shop: &Shop) -> Vec<String> {
    let name = &shop.database.config.read.name;
    let mut tables = shop.tables().await;
    let mut told = Vec::new();
    for shelf in ["", "_old", "_next", "_check"] {
        let sql = format!(
            "SELECT COUNT(*) FROM `{name}{shelf}`.customers WHERE name = ? OR state LIKE ?"
        );
        let query = sqlx::query(&sql).bind(NAME).bind(format!("%{NAME}%"));
        // Not every shelf has them.
        let row = query.fetch_one(&mut tables).await.ok();
        if row.is_some_and(|row| row.get::<i64, _>(0) > 0) {
            told.push(shelf.to_owned());
        }
    }
    told
}

/// A shop that keeps tables of before, and where the worker of the customers was killed at the instant
/// between dropping those and taking an erasure in.
async fn killed_between() -> Shop {
    let shop = Shop::open().await;
    let worker: Worker = shop.worker();
    let new = json!({"name": NAME, "phone": "0812-7777-123"});
    let ratna: Value = shop.kasir.post("/api/v1/customers", new).await.expect(201);
    shop.in_step().await;
    shop.operator(&["rebuild", "customers"]).await.done();
    assert_eq!(told(&shop).await, ["", "_old"], "there is something to forget");

    // Nobody moves the checkpoint from here on.
    let mut holder = shop.tables().await;
    let mut holding = holder.begin().await.unwrap();
    holding.execute("SELECT id FROM customers_checkpoint FOR UPDATE").await.unwrap();
    let admin = shop.kasir.sign_in("admin", PASSWORD).await;
    let path = format!("/api/v1/customers/{}/erase", ratna["id"]);
    admin.post(&path, json!({"reason": "requested"})).await.expect(200);
    until("the tables of before are gone", || async {
        !told(&shop).await.contains(&"_old".to_owned())
    })
    .await;
    worker.kill().await;
    shop.cut_sessions_but(&mut holding).await;
    holding.rollback().await.unwrap();
    assert_eq!(told(&shop).await, [""], "the erasure is not in yet");
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_dropping_tables_of_before_and_an_erasure_it_forgets_when_it_is_back() {
    let shop = killed_between().await;
    let worker = shop.worker();
    shop.in_step().await;
    assert!(told(&shop).await.is_empty());
    shop.is_exact().await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_overtakes_rows_from_before_an_erasure_keeps_none_of_them() {
    let shop = killed_between().await;
    // What is live stands before the erasure; what takes its place does not, so nobody meets it again. It
    // is how a worker makes tables anew that are of another version.
    let site = Site::open(&shop.database.config).await.unwrap();
    let customers = ALL.into_iter().find(|definition| definition.name == "customers").unwrap();
    let wanted = Wanted { compare: false, fresh: true };
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    rebuild(&site, &site.feed(100), customers, wanted, &|_| (), &stopping).await.unwrap();
    assert!(told(&shop).await.is_empty());
    let said = shop.operator(&["rollback", "customers"]).await;
    assert!(said.refused().contains("there are no tables of before"), "{said:?}");
    let worker = shop.worker();
    shop.in_step().await;
    assert!(told(&shop).await.is_empty());
    worker.stop().await;
}

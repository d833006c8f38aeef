use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use axum::http::Method;
use infra::database::Database;
use infra::event_log::{RawLog, Verifier};
use projections::runtime::{ALL, Site, Wanted, drop_old, list, rebuild};
use serde_json::{Value, json};
use sqlx::{ConnectOptions, Row};
use test_shop::Http;

use crate::shop::{Shop, customer_path as path, wrong_fields};

const CUSTOMERS: &str = "/api/v1/customers";

/// What only these people would say or have.
const SAID: [&str; 10] = [
    "Ratnaningsih",
    "ratnaningsih",
    "Bu Ratna Lama",
    "0812-7777-123",
    "8127777123",
    "0857-6666-123",
    "Jl. Kenanga Tersembunyi",
    "B 7123 RTN",
    "alergi lavendel",
    "titip helm merah",
];

/// Everything in every database of the shop on that server, and whom it names.
async fn found_on(server: &Database, shop: &Shop) -> BTreeSet<String> {
    let like = format!("{}%", shop.database.config.primary.name);
    let mut connection = server.options().connect().await.unwrap();
    let sql =
        "SELECT table_schema, table_name, GROUP_CONCAT(column_name) FROM information_schema.columns
               WHERE table_schema LIKE ? GROUP BY 1, 2";
    let tables = sqlx::query(sql).bind(like).fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 20, "{}", tables.len());
    let mut found = BTreeSet::new();
    for row in tables {
        let (schema, table, columns): (String, String, String) =
            (row.get(0), row.get(1), row.get(2));
        let shown: Vec<String> = columns
            .split(',')
            .map(|column| format!("IFNULL(CONVERT(`{column}` USING utf8mb4), '')"))
            .collect();
        for said in SAID {
            let sql = format!(
                "SELECT COUNT(*) FROM `{schema}`.`{table}` WHERE CONCAT_WS('|', {}) LIKE ?",
                shown.join(", ")
            );
            let row = sqlx::query(&sql).bind(format!("%{said}%")).fetch_one(&mut connection).await;
            match row {
                Ok(row) if row.get::<i64, _>(0) > 0 => {
                    found.insert(format!("{schema}.{table}: {said}"));
                }
                Ok(_) => {}
                // Tables of before are thrown away meanwhile: they name nobody any more.
                Err(error) => {
                    let error = error.into_database_error().unwrap();
                    assert!(
                        ["42S02", "42000"].contains(&error.code().unwrap().as_ref()),
                        "{error}"
                    );
                }
            }
        }
    }
    found
}

/// Everything in Redis that names them.
async fn found_in_redis(shop: &Shop) -> BTreeSet<String> {
    let mut redis = shop.redis.connection();
    let pool = shop.database.config.primary.pool(1);
    let id = sqlx::query("SELECT log_id FROM log_head").fetch_one(&pool).await.unwrap();
    let of_the_shop = format!("*{}*", id.get::<String, _>(0));
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(of_the_shop).query_async(&mut redis).await.unwrap();
    assert!(!keys.is_empty());
    let mut found = BTreeSet::new();
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut redis).await.unwrap();
        if kind != "hash" {
            continue;
        }
        let all: Vec<String> =
            redis::cmd("HGETALL").arg(&key).query_async(&mut redis).await.unwrap();
        let all = all.join("|");
        for said in SAID {
            if all.contains(said) {
                found.insert(format!("{key}: {said}"));
            }
        }
    }
    found
}

struct People {
    ratna: Value,
    before: Value,
    wash: Value,
    brought: Value,
}

/// A customer who was registered twice, with everything the shop could know of her.
async fn a_customer_of_many_years(shop: &Shop) -> People {
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let new =
        json!({"name": "Bu Ratna Lama", "phone": "0857-6666-123", "notes": "alergi lavendel"});
    let before = kasir.post(CUSTOMERS, new).await.expect(201);
    let new = json!({"name": "Ratnaningsih", "phone": "0812-7777-123",
        "email": "ratnaningsih@kharisma.example", "address": "Jl. Kenanga Tersembunyi 9",
        "notes": "alergi lavendel"});
    let ratna = kasir.post(CUSTOMERS, new).await.expect(201);
    let car = json!({"licensePlate": "B 7123 RTN", "vehicleType": "sedan"});
    kasir.post(&path(&ratna, "/vehicles"), car).await.expect(201);
    let wash = |customer: &Value| {
        json!({"vehicleType": "sedan", "servicePackage": "basic", "licensePlate": "B 7123 RTN",
            "customerId": customer["id"], "notes": "titip helm merah", "employeeIds": [1]})
    };
    let first = kasir.post("/api/v1/car-wash/orders", wash(&before)).await.expect(201);
    let paid = json!({"orderId": first["id"], "amount": 75_000, "paymentMethod": "cash",
        "notes": "titip helm merah"});
    shop.pay(paid).await.expect(201);
    let merged = json!({"intoId": ratna["id"]});
    manajer.post(&path(&before, "/merge"), merged).await.expect(200);
    let wash = kasir.post("/api/v1/car-wash/orders", wash(&ratna)).await.expect(201);
    let water = json!({"productId": 1, "quantity": 2, "customerId": ratna["id"],
        "address": "Jl. Kenanga Tersembunyi 9"});
    let brought = kasir.post("/api/v1/water-delivery/orders", water).await.expect(201);
    People { ratna, before, wash, brought }
}

async fn erase(who: &Http, customer: &Value) -> test_shop::Reply {
    who.post(&path(customer, "/erase"), json!({"reason": "requested"})).await
}

/// With the keys gone: not even whoever has the master key.
async fn the_log_alone_tells_nobody(shop: &Shop, position: i64) {
    let primary = shop.database.primary_as_admin();
    let raw = RawLog::with_keys(primary.pool(1), shop.database.config.personal_keys());
    let mut verifier = Verifier::new(Vec::new());
    let mut events = raw.read(1, position);
    while let Some(chunk) = events.next().await.unwrap() {
        for event in chunk.events().map(Result::unwrap) {
            verifier.event(&event).unwrap();
            let told = format!("{:?}", event.decode().unwrap());
            assert!(!SAID.iter().any(|said| told.contains(said)), "{told}");
        }
    }
    let head = raw.head().await.unwrap();
    verifier.finish(&head).unwrap();
}

/// From the first event on.
async fn rebuilt_the_rows_are_the_same(site: &Site) {
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    for definition in ALL {
        drop_old(site, definition).await.unwrap();
        let feed = site.feed(100);
        let found = projections::runtime::verify(site, &feed, definition, &|_| (), &stopping);
        let (_, found) = found.await.unwrap();
        assert_eq!(found.count, 0, "{}: {found:?}", definition.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_forgotten_is_found_nowhere_and_every_rupiah_is_still_there() {
    let shop = Shop::with_drawer().await;
    let People { ratna, before, wash, brought } = a_customer_of_many_years(&shop).await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    // Another process that has all of it at hand.
    let elsewhere = kasir.at(&shop.another().await);
    let start = format!("/api/v1/car-wash/orders/{}/start", wash["id"]);
    let started = elsewhere.patch(&start, json!({})).await;
    shop.in_step(started.position()).await;
    assert_eq!(started.expect(200)["customer"]["name"], "Ratnaningsih");
    // Tables of before a rebuild, too.
    let site = Site::open(&shop.database.config).await.unwrap();
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let orders = ALL.iter().find(|definition| definition.name == "orders").unwrap();
    let wanted = Wanted { compare: false, fresh: true };
    rebuild(&site, &site.feed(100), *orders, wanted, &|_| (), &stopping).await.unwrap();
    let (primary, replica) = (shop.database.primary_as_admin(), shop.database.read_as_admin());
    let on_replica = found_on(&replica, &shop).await;
    for said in SAID {
        assert!(on_replica.iter().any(|found| found.ends_with(said)), "{said} in {on_replica:?}");
    }
    assert!(!on_replica.iter().any(|found| found.contains(".events:")), "{on_replica:?}");
    assert_eq!(
        found_on(&primary, &shop).await,
        BTreeSet::new(),
        "the log is sealed from the start"
    );
    assert!(!found_in_redis(&shop).await.is_empty());
    let theirs = admin.get(&path(&ratna, "/personal-data")).await.expect(200);
    assert_eq!(theirs["customer"]["name"], "Ratnaningsih");
    assert_eq!(theirs["orders"].as_array().unwrap().len(), 3, "{theirs}");
    assert!(!theirs["history"].as_array().unwrap().is_empty());

    let sales = |day: Value| (day["totalRevenue"].clone(), day["totalOrders"].clone());
    let report = "/api/v1/reports/daily-sales";
    let sold = sales(admin.get(report).await.expect(200));
    let erased = erase(&admin, &ratna).await;
    let position = erased.position();
    let report_of_it = erased.expect(200);
    assert_eq!(report_of_it["mergedFrom"], json!([before["id"]]));
    shop.in_step(position).await;
    loop {
        let standing = list(&site).await.unwrap();
        if standing.iter().all(|standing| standing.position >= position) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await; // until they have
    }
    assert_eq!(found_on(&primary, &shop).await, BTreeSet::new());
    // Tables of before and Redis follow a moment after the rows.
    let begun = Instant::now();
    loop {
        let mut left = found_on(&replica, &shop).await;
        left.extend(found_in_redis(&shop).await);
        if left.is_empty() {
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "{left:?}");
        tokio::time::sleep(Duration::from_millis(20)).await; // until nothing is left
    }
    the_log_alone_tells_nobody(&shop, position).await;

    // What the shop sold stays what it was, and the order goes on without her name.
    assert_eq!(sales(admin.get_at(report, position).await.expect(200)), sold);
    let shown = |who: &Http, order: &Value, service: &str| {
        let (who, path) = (who.clone(), format!("/api/v1/{service}/orders/{}", order["id"]));
        async move { who.get_at(&path, position).await.expect(200) }
    };
    for (order, service) in [(&wash, "car-wash"), (&brought, "water-delivery")] {
        let order = shown(&kasir, order, service).await;
        assert_eq!(order["customer"]["name"], "(dihapus)", "{order}");
    }
    let complete = format!("/api/v1/car-wash/orders/{}/complete", wash["id"]);
    let done = elsewhere.patch(&complete, json!({})).await.expect(200);
    assert_eq!(done["customer"]["name"], "(dihapus)", "a process that knew her knows her no more");
    let known = admin.get_at(&format!("{}?includeDeleted=true", path(&ratna, "")), position).await;
    let known = known.expect(200);
    assert_eq!((&known["name"], &known["phone"]), (&json!("(dihapus)"), &json!("(dihapus)")));
    let searched = kasir.get_at("/api/v1/customers/search?q=Ratnaningsih", position).await;
    assert_eq!(searched.expect(200), json!([]));
    // Her phone is free, and nobody orders for her, nor writes about her, any more.
    kasir
        .post(CUSTOMERS, json!({"name": "Orang Lain", "phone": "0812-7777-123"}))
        .await
        .expect(201);
    let again = json!({"vehicleType": "sedan", "servicePackage": "basic",
        "customerId": ratna["id"]});
    kasir.post("/api/v1/car-wash/orders", again).await.refused(422);
    let note = json!({"notes": "titip lagi"});
    let order = format!("/api/v1/car-wash/orders/{}", wash["id"]);
    let (code, _) = kasir.patch(&order, note).await.refused(422);
    assert_eq!(code, "BUSINESS_RULE_VIOLATION");
    erase(&admin, &ratna).await.refused(422);
    rebuilt_the_rows_are_the_same(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_erase_with_a_reason_and_nobody_who_still_has_containers() {
    let shop = Shop::open().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let ratna = shop.customer("Ibu Ratna", "0812-3456-789").await;
    for who in [&kasir, &manajer] {
        erase(who, &ratna).await.refused(403);
        who.get(&path(&ratna, "/personal-data")).await.refused(403);
    }
    let erase_with = async |body| admin.post(&path(&ratna, "/erase"), body).await;
    for wrong in [json!({}), json!({"reason": "karena"}), json!({"reason": null})] {
        let reply = erase_with(wrong).await;
        reply.refused(400);
        assert_eq!(wrong_fields(&reply), ["reason"]);
    }
    admin.post("/api/v1/customers/999999/erase", json!({"reason": "requested"})).await.refused(404);
    let lend = json!({"productId": 1, "lent": 2});
    kasir.post(&path(&ratna, "/containers"), lend).await.expect(201);
    let refused = erase(&admin, &ratna).await;
    refused.refused(422);
    assert!(refused.text.contains("containers"), "{}", refused.text);
    let back = json!({"productId": 1, "returned": 2});
    kasir.post(&path(&ratna, "/containers"), back).await.expect(201);
    // The same key again is the same erasure.
    let key = [("idempotency-key", "erase-1".to_owned())];
    let body = json!({"reason": "no_longer_needed"}).to_string();
    let url = path(&ratna, "/erase");
    let first = admin.send(Method::POST, &url, &key, Some(body.clone())).await.unwrap();
    let second = admin.send(Method::POST, &url, &key, Some(body.clone())).await.unwrap();
    assert_eq!(first.expect(200), second.expect(200));
}

use std::collections::BTreeSet;

use axum::http::Method;
use projections::runtime::{ALL, Site, Wanted, rebuild};
use serde_json::{Value, json};
use test_shop::Http;

use crate::nowhere::{
    found_in_redis, found_on, in_step, nothing_is_left, rebuilt_the_rows_are_the_same,
    the_log_alone_tells_nobody,
};
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
    let on_replica = found_on(&replica, &shop, &SAID).await;
    for said in SAID {
        assert!(on_replica.iter().any(|found| found.ends_with(said)), "{said} in {on_replica:?}");
    }
    assert!(!on_replica.iter().any(|found| found.contains(".events:")), "{on_replica:?}");
    assert_eq!(
        found_on(&primary, &shop, &SAID).await,
        BTreeSet::new(),
        "the log is sealed from the start"
    );
    assert!(!found_in_redis(&shop, &SAID).await.is_empty());
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
    in_step(&site, position).await;
    nothing_is_left(&shop, &SAID, &[]).await;
    the_log_alone_tells_nobody(&shop, position, &SAID).await;

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

use axum::http::Method;
use chrono::Utc;
use domain::values::Outlet;
use serde_json::{Value, json};

use crate::shop::{Shop, customer_path, wrong_fields};

const SUBSCRIPTIONS: &str = "/api/v1/water-delivery/subscriptions";
const RUN: &str = "/api/v1/water-delivery/subscriptions/run";
const SCHEDULE: &str = "/api/v1/water-delivery/schedule";

fn in_days(days: u64) -> String {
    Outlet::first().business_day(Utc::now()).plus(days).to_string()
}

fn path(subscription: &Value, verb: &str) -> String {
    format!("{SUBSCRIPTIONS}/{}{verb}", subscription["id"])
}

async fn with_address(shop: &Shop, name: &str, phone: &str) -> Value {
    let customer = shop.customer(name, phone).await;
    let home = json!({"address": "Jl. Melati No. 5", "distanceKm": 7});
    shop.kasir().await.post(&customer_path(&customer, "/addresses"), home).await.expect(201);
    customer
}

fn gallons(customer: &Value, frequency: &str) -> Value {
    json!({"customerId": customer["id"], "productId": 1, "quantity": 2, "frequency": frequency,
        "nextDate": in_days(1)})
}

async fn subscribed(shop: &Shop, customer: &Value, frequency: &str) -> Value {
    let new = gallons(customer, frequency);
    shop.kasir().await.post(SUBSCRIPTIONS, new).await.expect(201)
}

/// The manager has everything ordered that is due until then.
async fn run(shop: &Shop, until: &str) -> (Value, i64) {
    let header = [("x-min-log-position", log_end(shop).await.to_string())];
    let body = Some(json!({"date": until}).to_string());
    let reply = shop.manajer().await.send(Method::POST, RUN, &header, body).await.unwrap();
    let position = reply.position();
    (reply.expect(200), position)
}

async fn log_end(shop: &Shop) -> i64 {
    let row = sqlx::query("SELECT position FROM log_head");
    let row = row.fetch_one(&mut shop.database.admin().await).await.unwrap();
    sqlx::Row::get(&row, 0)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_due_date_gets_its_order_once() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let dedi = with_address(&shop, "Pak Dedi", "0811-2222-333").await;
    let mut new = gallons(&dedi, "daily");
    new["terms"] = json!("invoice");
    new["window"] = json!("08:00-12:00");
    new["notes"] = json!("taruh di teras");
    let reply = kasir.post(SUBSCRIPTIONS, new).await;
    assert_eq!(reply.headers["etag"], "\"1\"");
    let position = reply.position();
    let daily = reply.expect(201);
    assert_eq!((&daily["status"], &daily["nextDate"]), (&json!("active"), &json!(in_days(1))));
    assert_eq!((&daily["lastOrdered"], &daily["pause"]), (&Value::Null, &Value::Null));
    assert_eq!(kasir.get_at(&path(&daily, ""), position).await.expect(200), daily);

    let (ran, position) = run(&shop, &in_days(2)).await;
    assert_eq!(ran, json!({"ordered": 2, "skipped": 0, "alreadyOrdered": 0, "failed": 0}));
    let seen = manajer.get_at(&path(&daily, ""), position).await.expect(200);
    assert_eq!((&seen["version"], &seen["nextDate"]), (&json!(3), &json!(in_days(3))));
    assert_eq!(seen["lastOrdered"]["date"], in_days(2));
    let route =
        kasir.get_at(&format!("{SCHEDULE}?date={}", in_days(2)), position).await.expect(200);
    let entry = &route[0];
    assert_eq!(
        (&entry["id"], &entry["subscriptionId"]),
        (&seen["lastOrdered"]["orderId"], &daily["id"])
    );
    let expected = (&json!("08:00-12:00"), &json!("invoice"), &json!(0));
    assert_eq!((&entry["window"], &entry["terms"], &entry["amountDue"]), expected, "by the month");
    assert_eq!((&entry["notes"], route.as_array().unwrap().len()), (&json!("taruh di teras"), 1));

    let (again, position) = run(&shop, &in_days(2)).await;
    assert_eq!(again, json!({"ordered": 0, "skipped": 0, "alreadyOrdered": 1, "failed": 0}));
    let all = kasir.get_at("/api/v1/water-delivery/orders", position).await.expect(200);
    assert_eq!(all.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_is_that_of_the_day_the_order_is_made() {
    let shop = Shop::open().await;
    let dedi = with_address(&shop, "Pak Dedi", "0811-2222-333").await;
    let daily = subscribed(&shop, &dedi, "daily").await;
    run(&shop, &in_days(1)).await;
    let price = json!({"price": 25_000});
    shop.manajer().await.patch("/api/v1/water-delivery/products/1", price).await.expect(200);
    shop.kasir().await.patch(&path(&daily, ""), json!({"quantity": 3})).await.expect(200);
    let (_, position) = run(&shop, &in_days(2)).await;
    let all = shop.kasir().await.get_at(SCHEDULE, position).await.expect(200);
    let due: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["amountDue"]).collect();
    assert_eq!(due, [&json!(2 * 20_000 + 10_000), &json!(3 * 25_000 + 10_000)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_weeks_away_are_skipped_and_it_goes_on_by_itself() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = with_address(&shop, "Pak Dedi", "0811-2222-333").await;
    let weekly = subscribed(&shop, &dedi, "weekly").await;
    let away = json!({"from": in_days(1), "until": in_days(14)});
    let paused = kasir.patch(&path(&weekly, "/pause"), away.clone()).await.expect(200);
    let expected = json!({"from": in_days(1), "until": in_days(14)});
    assert_eq!((&paused["pause"], &paused["status"]), (&expected, &json!("active")), "not today");
    assert_eq!(paused["nextDate"], in_days(15));
    let twice = kasir.patch(&path(&weekly, "/pause"), away).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");
    assert_eq!(twice.body["error"]["details"][0]["allowed"], json!(["resume", "end"]));
    let (ran, _) = run(&shop, &in_days(20)).await;
    assert_eq!(ran["ordered"], 1, "the third week's");

    // From today on without an end, and back again.
    let second = subscribed(&shop, &dedi, "daily").await;
    let today = json!({"from": in_days(0)});
    let reply = kasir.patch(&path(&second, "/pause"), today).await;
    let position = reply.position();
    let paused = reply.expect(200);
    assert_eq!((&paused["status"], &paused["nextDate"]), (&json!("paused"), &Value::Null));
    let list = async |query: &str, position| {
        let all = kasir.get_at(&format!("{SUBSCRIPTIONS}?{query}"), position).await.expect(200);
        all.as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(list("filter[status]=paused", position).await, [second["id"].clone()]);
    assert_eq!(list("filter[status]=active", position).await, [weekly["id"].clone()]);
    assert_eq!(run(&shop, &in_days(20)).await.0["ordered"], 0);
    let back = kasir.patch(&path(&second, "/resume"), json!({})).await.expect(200);
    assert_eq!((&back["status"], &back["nextDate"]), (&json!("active"), &json!(in_days(1))));
    let twice = kasir.patch(&path(&second, "/resume"), json!({})).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");

    let over = kasir.patch(&path(&second, "/end"), json!({})).await.expect(200);
    assert_eq!((&over["status"], &over["nextDate"]), (&json!("ended"), &Value::Null));
    assert!(over["endedAt"].is_string());
    let late = kasir.patch(&path(&second, ""), json!({"quantity": 1})).await;
    assert_eq!(late.refused(422).1, "INVALID_STATE");
    let (_, position) = run(&shop, &in_days(20)).await;
    assert_eq!(list("filter[status]=ended", position).await, [second["id"].clone()]);
    let theirs = format!("filter[customerId]={}&sort=createdAt", dedi["id"]);
    assert_eq!(list(&theirs, position).await, [weekly["id"].clone(), second["id"].clone()]);
    assert_eq!(list("filter[customerId]=1", position).await, [] as [Value; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_left_is_skipped_and_the_others_are_not() {
    let shop = Shop::open().await;
    let dedi = with_address(&shop, "Pak Dedi", "0811-2222-333").await;
    let tini = with_address(&shop, "Bu Tini", "0811-2222-444").await;
    let his = subscribed(&shop, &dedi, "daily").await;
    let hers = subscribed(&shop, &tini, "daily").await;
    let manajer = shop.manajer().await;
    manajer.patch(&customer_path(&dedi, "/deactivate"), json!({})).await.expect(200);
    let (ran, position) = run(&shop, &in_days(1)).await;
    assert_eq!(ran, json!({"ordered": 1, "skipped": 1, "alreadyOrdered": 0, "failed": 0}));
    let his = manajer.get_at(&path(&his, ""), position).await.expect(200);
    assert_eq!(his["lastSkipped"], json!({"date": in_days(1), "reason": "customer_gone"}));
    assert_eq!(his["lastOrdered"], Value::Null);
    let hers = manajer.get_at(&path(&hers, ""), position).await.expect(200);
    assert_eq!(hers["lastOrdered"]["date"], in_days(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_agreed_on_is_refused() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = with_address(&shop, "Pak Dedi", "0811-2222-333").await;
    let start = async |changes: Value| {
        let mut new = gallons(&dedi, "weekly");
        new.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        kasir.post(SUBSCRIPTIONS, new).await
    };
    let wrong = json!({"customerId": 0, "productId": true, "quantity": 0, "frequency": "yearly",
        "nextDate": "soon", "addressId": 0, "terms": "later", "window": "08", "notes": "",
        "price": 1});
    let fields = [
        "customerId",
        "productId",
        "quantity",
        "frequency",
        "nextDate",
        "addressId",
        "terms",
        "window",
        "notes",
        "price",
    ];
    assert_eq!(wrong_fields(&start(wrong).await), fields);
    let empty = kasir.post(SUBSCRIPTIONS, json!({})).await;
    assert_eq!(wrong_fields(&empty).len(), 5);
    let unknown = start(json!({"customerId": 999, "productId": 99})).await;
    assert_eq!(unknown.refused(422).0, "BUSINESS_RULE_VIOLATION");
    let named: Vec<&Value> =
        unknown.body["error"]["details"].as_array().unwrap().iter().map(|d| &d["field"]).collect();
    assert_eq!(named, [&json!("customerId"), &json!("productId")], "both at once");
    let yesterday = Outlet::first().business_day(Utc::now()).preceding().to_string();
    for (changes, field, code) in [
        (json!({"nextDate": yesterday}), "nextDate", "INVALID_RANGE"),
        (json!({"nextDate": in_days(400)}), "nextDate", "INVALID_RANGE"),
        (json!({"addressId": 9}), "addressId", "NOT_FOUND"),
        (json!({"customerId": 1}), "addressId", "MISSING_FIELD"),
        (json!({"outletId": 99}), "outletId", "NOT_FOUND"),
    ] {
        let refused = start(changes.clone()).await;
        assert_eq!(refused.refused(422).1, code, "{changes}");
        assert_eq!(refused.body["error"]["details"][0]["field"], field, "{changes}");
    }
    assert_eq!(kasir.get_at(&path(&json!({"id": 999}), ""), 0).await.refused(404).0, "NOT_FOUND");
    let nobodys = kasir.patch(&path(&json!({"id": 999}), "/end"), json!({})).await;
    assert_eq!(nobodys.refused(404).0, "NOT_FOUND");
    let far = shop.manajer().await.post(RUN, json!({"date": in_days(32)})).await;
    assert_eq!(far.refused(422).1, "INVALID_RANGE");
    for (who, path, status) in [
        ("ahmad", SUBSCRIPTIONS, 403),
        ("tamu", SUBSCRIPTIONS, 403),
        ("kasir", RUN, 403),
        ("ahmad", RUN, 403),
    ] {
        let reply = shop.staff(who).await.post(path, json!({"nothing": "of use"})).await;
        assert_eq!(reply.status, status, "{who} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_changed_from_the_next_order_on() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = with_address(&shop, "Pak Dedi", "0811-2222-333").await;
    let weekly = subscribed(&shop, &dedi, "weekly").await;
    run(&shop, &in_days(1)).await;
    let too_early = kasir.patch(&path(&weekly, ""), json!({"nextDate": in_days(1)})).await;
    assert_eq!(too_early.refused(422).1, "INVALID_RANGE", "that one was ordered");
    let changes = json!({"frequency": "Daily", "nextDate": in_days(4), "window": "13:00-15:00",
        "terms": "prepaid", "notes": "bel rusak"});
    let key = [("idempotency-key", "less often".to_owned())];
    for replayed in [false, true] {
        let body = Some(changes.to_string());
        let reply = kasir.send(Method::PATCH, &path(&weekly, ""), &key, body).await.unwrap();
        assert_eq!(reply.headers.contains_key("idempotent-replayed"), replayed);
        let changed = reply.expect(200);
        assert_eq!(
            (&changed["frequency"], &changed["nextDate"]),
            (&json!("daily"), &json!(in_days(4)))
        );
        assert_eq!(
            (&changed["window"], &changed["terms"]),
            (&json!("13:00-15:00"), &json!("prepaid"))
        );
        assert_eq!((&changed["notes"], &changed["version"]), (&json!("bel rusak"), &json!(5)));
    }
    let none = json!({"window": null, "terms": null, "notes": null, "addressId": null});
    let taken = kasir.patch(&path(&weekly, ""), none.clone()).await.expect(200);
    assert_eq!(
        (&taken["window"], &taken["terms"], &taken["notes"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(
        kasir.patch(&path(&weekly, ""), none).await.expect(200)["version"],
        taken["version"]
    );
    let stale = [("if-match", "\"2\"".to_owned())];
    let body = Some(json!({"quantity": 9}).to_string());
    let reply = kasir.send(Method::PATCH, &path(&weekly, ""), &stale, body).await.unwrap();
    assert_eq!(reply.refused(409).0, "CONFLICT");
    assert_eq!(run(&shop, &in_days(5)).await.0["ordered"], 2);
}

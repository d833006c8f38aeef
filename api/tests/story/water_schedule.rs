use axum::http::Method;
use chrono::Utc;
use domain::values::Outlet;
use serde_json::{Value, json};

use crate::shop::{Shop, customer_path, wrong_fields};

const SCHEDULE: &str = "/api/v1/water-delivery/schedule";

fn in_days(days: u64) -> String {
    Outlet::first().business_day(Utc::now()).plus(days).to_string()
}

fn entry(order: &Value, verb: &str) -> String {
    format!("{SCHEDULE}/{}{verb}", order["id"])
}

/// Three gallons for Pak Dedi, 7 km away, to be paid at the door: 70,000 Rupiah.
async fn ordered(shop: &Shop, dedi: &Value, more: Value) -> Value {
    let mut wanted = json!({"productId": 1, "quantity": 3, "customerId": dedi["id"]});
    wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    shop.kasir().await.post("/api/v1/water-delivery/orders", wanted).await.expect(201)
}

async fn dedi(shop: &Shop) -> Value {
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let home = json!({"address": "Jl. Melati No. 5", "distanceKm": 7});
    shop.kasir().await.post(&customer_path(&dedi, "/addresses"), home).await.expect(201);
    dedi
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_home_is_another_day() {
    let shop = Shop::open().await;
    let (kasir, ahmad) = (shop.kasir().await, shop.staff("ahmad").await);
    let order = ordered(&shop, &dedi(&shop).await, json!({})).await;
    let nothing_yet = kasir.get_at(&entry(&order, ""), 0).await;
    assert_eq!(nothing_yet.refused(404).0, "NOT_FOUND", "it has no day");

    let plan = json!({"orderId": order["id"], "date": in_days(1), "window": "08:00-12:00",
        "driverId": 1});
    let reply = kasir.post(SCHEDULE, plan).await;
    let position = reply.position();
    let planned = reply.expect(201);
    let expected = json!({"id": order["id"], "orderId": order["id"],
        "orderNumber": order["orderNumber"], "version": 2, "customerId": order["customerId"],
        "customerName": "Pak Dedi", "phone": "0811-2222-333", "address": "Jl. Melati No. 5",
        "distanceKm": 7.0, "zone": "Sampai 10 km", "product": "gallon_19l", "quantity": 3,
        "terms": "cod", "amountDue": 70_000, "status": "scheduled", "date": in_days(1),
        "window": "08:00-12:00", "driver": {"id": 1, "name": "Ahmad"}, "attempts": [],
        "suggestedDate": null, "subscriptionId": null, "notes": null,
        "allowed": ["dispatch", "reschedule"]});
    assert_eq!(planned, expected);
    let seen = kasir.get_at(&entry(&order, ""), position).await;
    assert_eq!(seen.headers["etag"], "\"2\"");
    assert_eq!(seen.expect(200), planned);

    // The driver's own: he sees whom to call, goes, and comes back.
    let out = ahmad.patch(&entry(&order, "/dispatch"), json!({})).await.expect(200);
    assert_eq!((&out["status"], &out["phone"]), (&json!("out"), &json!("0811-2222-333")));
    assert_eq!(out["allowed"], json!(["deliver", "fail-delivery"]));
    let back = json!({"reason": "not_home"});
    let back = ahmad.patch(&entry(&order, "/fail-delivery"), back).await.expect(200);
    assert_eq!((&back["status"], &back["suggestedDate"]), (&json!("failed"), &json!(in_days(2))));
    assert_eq!(back["attempts"][0]["reason"], "not_home");
    let again = json!({"date": back["suggestedDate"]});
    let again = ahmad.patch(&entry(&order, "/reschedule"), again).await.expect(200);
    let expected = (&json!("scheduled"), &json!(in_days(2)), &json!(1));
    assert_eq!((&again["status"], &again["date"], &again["driver"]["id"]), expected, "his still");
    assert_eq!((&again["window"], &again["suggestedDate"]), (&Value::Null, &Value::Null));

    ahmad.patch(&entry(&order, "/dispatch"), json!({})).await.expect(200);
    let done = json!({"containersReturned": 0});
    let reply = ahmad.patch(&entry(&order, "/deliver"), done).await;
    let position = reply.position();
    let done = reply.expect(200);
    assert_eq!((&done["status"], &done["allowed"]), (&json!("delivered"), &json!([])));
    let whole = format!("/api/v1/water-delivery/orders/{}", order["id"]);
    let whole = kasir.get_at(&whole, position).await.expect(200);
    assert_eq!((&whole["status"], &whole["subStatus"]), (&json!("completed"), &json!("delivered")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_is_a_page_by_day_hours_and_age() {
    let shop = Shop::open().await;
    let (kasir, dedi) = (shop.kasir().await, dedi(&shop).await);
    let day = |days, window: Option<&str>, driver: Option<i64>| {
        let mut more = json!({"scheduledDate": in_days(days)});
        if let Some(window) = window {
            more["window"] = json!(window);
        }
        if let Some(driver) = driver {
            more["driverId"] = json!(driver);
        }
        more
    };
    let mut ids = Vec::new();
    for more in [
        day(3, None, None),
        day(2, Some("13:00-15:00"), Some(1)),
        day(2, Some("08:00-12:00"), Some(2)),
        day(2, None, Some(1)),
        json!({}),
        day(2, Some("08:00-12:00"), None),
    ] {
        ids.push(ordered(&shop, &dedi, more).await["id"].clone());
    }
    let cancelled = ordered(&shop, &dedi, day(2, None, None)).await;
    let path = format!("/api/v1/water-delivery/orders/{}/cancel", cancelled["id"]);
    let cancelled = shop.manajer().await.patch(&path, json!({"reason": "salah pesan"})).await;
    let position = cancelled.position();
    let list = async |query: &str| {
        let reply = kasir.get_at(&format!("{SCHEDULE}?{query}"), position).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let found: Vec<Value> =
            reply.body["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(reply.body["meta"]["total"], found.len());
        found
    };
    let these = |which: &[usize]| which.iter().map(|i| ids[*i].clone()).collect::<Vec<_>>();
    assert_eq!(list("").await, these(&[3, 2, 5, 1, 0]));
    assert_eq!(list(&format!("date={}", in_days(2))).await, these(&[3, 2, 5, 1]));
    assert_eq!(list(&format!("from={}", in_days(3))).await, these(&[0]));
    assert_eq!(list(&format!("to={}&driverId=1", in_days(3))).await, these(&[3, 1]));
    assert_eq!(list("status=OUT").await, these(&[]));
    assert_eq!(list("status=scheduled&driverId=2").await, these(&[2]));

    // Somebody else's delivery: the driver sees no more of the phone than he needs.
    let all = shop.staff("ahmad").await.get_at(SCHEDULE, position).await.expect(200);
    let phones: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["phone"]).collect();
    let (whole, masked) = ("0811-2222-333", "**********333");
    assert_eq!(phones, [whole, masked, masked, whole, masked]);
    let wrong = kasir.get(&format!("{SCHEDULE}?date=today&status=lost&driverId=0&size=9")).await;
    assert_eq!(wrong_fields(&wrong), ["date", "status", "driverId", "size"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_plans_and_who_drives() {
    let shop = Shop::open().await;
    let (kasir, ahmad) = (shop.kasir().await, shop.staff("ahmad").await);
    let order = ordered(&shop, &dedi(&shop).await, json!({"scheduledDate": in_days(1)})).await;
    let plan = json!({"orderId": order["id"], "date": in_days(2), "driverId": 2});
    assert_eq!(ahmad.post(SCHEDULE, plan.clone()).await.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    let viewer = shop.staff("tamu").await;
    assert_eq!(viewer.post(SCHEDULE, json!({"x": 1})).await.status, 403);
    assert_eq!(viewer.get(SCHEDULE).await.status, 200);
    let not_his = ahmad.patch(&entry(&order, "/dispatch"), json!({})).await;
    assert_eq!(not_his.refused(403).0, "INSUFFICIENT_PERMISSIONS", "nobody gave it to him");

    // One entry per order: to schedule again is to reschedule, and the same again is nothing.
    let planned = kasir.post(SCHEDULE, plan.clone()).await.expect(201);
    assert_eq!((&planned["version"], &planned["driver"]["id"]), (&json!(2), &json!(2)));
    assert_eq!(kasir.post(SCHEDULE, plan).await.expect(201), planned);
    let his = json!({"orderId": order["id"], "date": in_days(2), "driverId": 1});
    kasir.post(SCHEDULE, his).await.expect(201);
    let stale = [("if-match", "\"1\"".to_owned())];
    let body = Some("{}".to_owned());
    let dispatch = entry(&order, "/dispatch");
    let reply = ahmad.send(Method::PATCH, &dispatch, &stale, body.clone()).await.unwrap();
    assert_eq!(reply.refused(409).0, "CONFLICT");
    let key = [("idempotency-key", "off he goes".to_owned())];
    for replayed in [false, true] {
        let reply = ahmad.send(Method::PATCH, &dispatch, &key, body.clone()).await.unwrap();
        assert_eq!(reply.headers.contains_key("idempotent-replayed"), replayed);
        assert_eq!(reply.expect(200)["status"], "out");
    }
    let twice = ahmad.patch(&dispatch, json!({})).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_planned_is_refused() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = ordered(&shop, &dedi(&shop).await, json!({})).await;
    let plan = async |body: Value| kasir.post(SCHEDULE, body).await;
    let wrong = plan(json!({"date": "soon", "window": "late", "driverId": 0, "day": 1})).await;
    assert_eq!(wrong_fields(&wrong), ["orderId", "date", "window", "driverId", "day"]);
    let unknown = plan(json!({"orderId": 999, "date": in_days(1)})).await;
    assert_eq!(unknown.refused(422).1, "NOT_FOUND");
    let car = shop.car_waiting().await;
    let washed = plan(json!({"orderId": car["id"], "date": in_days(1)})).await;
    assert_eq!(washed.refused(422).1, "NOT_FOUND", "a car is not delivered");
    let yesterday = Outlet::first().business_day(Utc::now()).preceding().to_string();
    let past = plan(json!({"orderId": order["id"], "date": yesterday, "driverId": 99})).await;
    let details = past.body["error"]["details"].as_array().unwrap().clone();
    let fields: Vec<&Value> = details.iter().map(|detail| &detail["field"]).collect();
    assert_eq!((past.status, fields), (422, vec![&json!("date"), &json!("driverId")]));
    let tini = shop.customer("Bu Tini", "0811-2222-444").await;
    let fetched = ordered(&shop, &tini, json!({"selfPickup": true})).await;
    let counter = plan(json!({"orderId": fetched["id"], "date": in_days(1)})).await;
    assert_eq!(counter.status, 400, "{}", counter.text);
    let reason = kasir.patch(&entry(&order, "/fail-delivery"), json!({"reason": "rain"})).await;
    assert_eq!(wrong_fields(&reason), ["reason"]);
    assert_eq!(kasir.patch(&entry(&car, "/dispatch"), json!({})).await.refused(404).0, "NOT_FOUND");
}

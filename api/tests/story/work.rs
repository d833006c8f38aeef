use serde_json::json;
use test_shop::Reply;

use crate::shop::{Shop, path};

#[track_caller]
fn does_not_fit(reply: &Reply, allowed: &[&str]) {
    let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "INVALID_STATE".to_owned());
    assert_eq!(reply.refused(422), codes);
    assert_eq!(reply.body["error"]["details"][0]["allowed"], json!(allowed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_car_goes_through_the_wash_once() {
    let shop = Shop::open().await;
    let order = shop.car_waiting().await;
    does_not_fit(&shop.order(&order, "complete", json!({})).await, &["start", "cancel"]);
    let started = shop.order(&order, "start", json!({})).await.expect(200);
    assert_eq!(
        (&started["status"], &started["allowed"]),
        (&json!("in_progress"), &json!(["submit-quality-check", "complete", "cancel"]))
    );
    does_not_fit(
        &shop.order(&order, "start", json!({})).await,
        &["submit-quality-check", "complete", "cancel"],
    );
    let done = shop.order(&order, "complete", json!({"notes": "bersih"})).await.expect(200);
    assert_eq!((&done["status"], &done["notes"]), (&json!("completed"), &json!("bersih")));
    does_not_fit(&shop.order(&order, "complete", json!({})).await, &["hand-over", "rework"]);
    does_not_fit(&shop.order(&order, "start", json!({})).await, &["hand-over", "rework"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn income_and_shares_are_fixed_to_the_rupiah() {
    let shop = Shop::open().await;
    let wanted = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "addOns": ["interior_detailing"],
        "employeeIds": [3, 1, 2, 4], "customerId": 2,
    });
    let order = shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    shop.order(&order, "start", json!({})).await.expect(200);
    let done = shop.order(&order, "complete", json!({})).await.expect(200);
    // 100,000 less 15 % is 85,000; 30 % of that is 25,500 for four.
    let income = &done["income"];
    assert_eq!(income["gross"], 85_000);
    assert_eq!(income["employeeCut"], 25_500);
    assert_eq!(income["businessNet"], 59_500);
    let shares: Vec<(i64, i64)> = income["shares"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["employeeId"].as_i64().unwrap(), s["amount"].as_i64().unwrap()))
        .collect();
    assert_eq!(shares, [(3, 6375), (1, 6375), (2, 6375), (4, 6375)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_starts_until_somebody_is_assigned() {
    let shop = Shop::open().await;
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic"});
    let order = shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    let reply = shop.order(&order, "start", json!({})).await;
    assert_eq!(reply.refused(422), ("BUSINESS_RULE_VIOLATION".into(), "MISSING_FIELD".into()));
    assert_eq!(reply.body["error"]["details"][0]["field"], "employeeIds");
    let twice = shop.order(&order, "employees", json!({"employeeIds": [2, 2]})).await;
    assert_eq!(twice.refused(409).0, "CONFLICT");
    let assigned = shop.order(&order, "employees", json!({"employeeIds": [2]})).await.expect(200);
    assert_eq!(assigned["employees"][0]["name"], "Wati");
    shop.order(&order, "start", json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn service_staff_work_on_what_is_theirs_only() {
    let shop = Shop::open().await;
    let ahmad = shop.staff("ahmad").await;
    let his = shop.car_waiting().await;
    ahmad.patch(&path(&his, "start"), json!({})).await.expect(200);
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [2]});
    let hers = shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    let reply = ahmad.patch(&path(&hers, "start"), json!({})).await;
    assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    let viewer = shop.staff("tamu").await;
    let reply = viewer.patch(&path(&hers, "start"), json!({})).await;
    assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "TRN-03");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_insists_on_an_old_version_is_told_the_new_one() {
    let shop = Shop::open().await;
    let order = shop.car_in_work().await;
    let kasir = shop.kasir().await;
    let complete = async |version: &str| {
        let header = [("if-match", version.to_owned())];
        let method = axum::http::Method::PATCH;
        kasir.send(method, &path(&order, "complete"), &header, None).await.unwrap()
    };
    assert_eq!(complete("\"1\"").await.refused(409).0, "CONFLICT");
    assert_eq!(complete("soon").await.refused(400).0, "VALIDATION_ERROR");
    assert_eq!(complete("\"2\"").await.expect(200)["version"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_who_start_the_same_car_start_it_once() {
    let shop = Shop::open().await;
    let order = shop.car_waiting().await;
    let kasir = shop.kasir().await;
    let mut starting = Vec::new();
    for _ in 0..20 {
        let (kasir, path) = (kasir.clone(), path(&order, "start"));
        starting.push(tokio::spawn(async move { kasir.patch(&path, json!({})).await }));
    }
    let mut started = 0;
    for reply in starting {
        let reply = reply.await.unwrap();
        match reply.status {
            200 => started += 1,
            422 => does_not_fit(&reply, &["submit-quality-check", "complete", "cancel"]),
            other => panic!("{other}: {}", reply.text),
        }
    }
    assert_eq!(started, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_does_not_exist_is_not_found() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let reply = kasir.patch("/api/v1/car-wash/orders/999/start", json!({})).await;
    assert_eq!(reply.refused(404).0, "NOT_FOUND");
    let reply = kasir.patch("/api/v1/car-wash/orders/abc/start", json!({})).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
}

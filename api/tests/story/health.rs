use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_well_and_says_so() {
    let shop = Shop::open().await;
    shop.car_waiting().await;
    // The replica follows in its own time.
    let begun = Instant::now();
    let health = loop {
        let health = shop.stranger().get("/health").await;
        assert_eq!(health.status, 200);
        if health.body["status"] == "healthy" {
            break health;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{}", health.text);
        tokio::time::sleep(Duration::from_millis(10)).await; // until all is well
    };
    let part = |name: &str| health.body[name].clone();
    assert_eq!(part("database"), "connected");
    assert_eq!(part("replica"), "in_step");
    assert_eq!(part("redis"), "connected");
    assert_eq!(part("projections").as_array().unwrap().len(), 18);
    assert!(part("uptime").is_u64() && part("version").is_string());
    let same = shop.stranger().get("/api/v1/health").await;
    assert_eq!(same.body["database"], "connected");
    assert_eq!(shop.stranger().get("/health/live").await.status, 200);
    assert_eq!(shop.stranger().get("/health/ready").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_known_by_its_id_in_the_reply_and_in_the_log() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic"}).to_string();
    let place = async |id: &str| {
        let header = [("x-request-id", id.to_owned())];
        let body = Some(wanted.clone());
        kasir.send(Method::POST, "/api/v1/car-wash/orders", &header, body).await.unwrap()
    };
    let reply = place("till-7.42").await;
    assert_eq!(reply.headers["x-request-id"], "till-7.42");
    let (metadata,): (Value,) = sqlx::query_as("SELECT metadata FROM events WHERE position = ?")
        .bind(reply.position())
        .fetch_one(&mut shop.database.admin().await)
        .await
        .unwrap();
    assert_eq!(metadata["requestId"], "till-7.42");
    assert_eq!(metadata["username"], "kasir");
    assert_eq!(metadata["role"], "cashier");
    assert_eq!(metadata["clientIp"], "127.0.0.1");
    assert!(metadata.as_object().unwrap().values().all(Value::is_string));
    let reply = place("<script>").await;
    assert_ne!(reply.headers["x-request-id"], "<script>");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_and_the_openapi_document_are_there() {
    let shop = Shop::open().await;
    let document = shop.stranger().get("/openapi.json").await;
    assert!(document.body["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document.body["paths"]["/api/v1/payments"]["post"].is_object());
    assert_eq!(shop.stranger().get("/metrics").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_gets_the_envelope_too() {
    let shop = Shop::open().await;
    assert_eq!(shop.stranger().get("/api/v1/nothing").await.refused(404).0, "NOT_FOUND");
    let kasir = shop.kasir().await;
    assert_eq!(kasir.patch("/api/v1/queue", json!({})).await.refused(405).0, "NOT_FOUND");
    let huge = "x".repeat(1_100_000);
    let body = json!({"vehicleType": "sedan", "servicePackage": "basic", "notes": huge});
    let reply = kasir.post("/api/v1/car-wash/orders", body).await;
    assert_eq!(reply.refused(413).0, "VALIDATION_ERROR");
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let sent = kasir.send(Method::POST, "/api/v1/payments", &[], Some(deep)).await.unwrap();
    assert_eq!(sent.refused(400).0, "VALIDATION_ERROR");
}

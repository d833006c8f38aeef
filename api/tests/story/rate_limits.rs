use std::collections::BTreeMap;

use axum::http::Method;
use infra::rate_limit::RateLimits;
use serde_json::json;
use test_shop::{Http, Reply};

use crate::shop::{Shop, delete};

fn header(reply: &Reply, name: &str) -> i64 {
    reply.headers[name].to_str().unwrap().parse().unwrap()
}

const FEW: RateLimits = RateLimits { reads: 20, writes: 3, deletes: 2, reports: 2, strangers: 4 };

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_often_waits_in_every_process() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    assert!(kasir.get("/api/v1/orders").await.headers.get("x-ratelimit-limit").is_none(), "off");
    let (one, other) =
        (shop.another_limited(FEW, true).await, shop.another_limited(FEW, true).await);
    let (here, there) = (kasir.at(&one), kasir.at(&other));
    for n in 0..20 {
        let who = if n % 2 == 0 { &here } else { &there };
        let reply = who.get("/api/v1/orders").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(header(&reply, "x-ratelimit-limit"), 20);
        assert_eq!(header(&reply, "x-ratelimit-remaining"), 19 - n);
    }
    for who in [&here, &there] {
        let reply = who.get("/api/v1/orders").await;
        assert_eq!(reply.refused(429).0, "RATE_LIMIT_EXCEEDED");
        assert!((1..=180).contains(&header(&reply, "retry-after")), "{:?}", reply.headers);
        let now = chrono::Utc::now().timestamp();
        assert!((now + 3000..=now + 3601).contains(&header(&reply, "x-ratelimit-reset")));
    }
    // Everybody for themselves, and every kind for itself.
    assert_eq!(manajer.at(&one).get("/api/v1/orders").await.status, 200);
    for _ in 0..3 {
        here.post("/api/v1/payments", json!({})).await.refused(400);
    }
    here.post("/api/v1/payments", json!({})).await.refused(429);
    for _ in 0..2 {
        delete(&here, "/api/v1/queue/77", json!({"x": 1})).await.refused(400);
        manajer.at(&one).get("/api/v1/reports/daily-sales").await.expect(200);
    }
    delete(&here, "/api/v1/queue/77", json!({})).await.refused(429);
    manajer.at(&one).get("/api/v1/reports/daily-sales").await.refused(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_each_process_counts_for_itself() {
    let shop = Shop::open().await;
    let alone = shop.another_limited(FEW, false).await;
    let kasir = shop.kasir().await.at(&alone);
    for _ in 0..20 {
        kasir.get("/api/v1/payment-methods").await.expect(200);
    }
    kasir.get("/api/v1/payment-methods").await.refused(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_counted_by_where_they_come_from() {
    let shop = Shop::open().await;
    let stranger = Http::new(&shop.another_limited(FEW, true).await);
    let mut statuses = BTreeMap::new();
    let (path, body) = ("/api/v1/auth/login", json!({"username": "x"}).to_string());
    for n in 0..8 {
        // What a stranger says of where they come from does not count.
        let forged = [("x-forwarded-for", format!("10.0.0.{n}"))];
        let reply = stranger.send(Method::POST, path, &forged, Some(body.clone())).await.unwrap();
        *statuses.entry(reply.status).or_insert(0) += 1;
    }
    assert_eq!(statuses, BTreeMap::from([(400, 4), (429, 4)]));
    assert_eq!(stranger.get("/api/v1/users").await.status, 429);
    assert_eq!(stranger.get("/api/v1/nowhere").await.status, 429);
    assert_eq!(stranger.get("/health").await.status, 200, "whoever watches over the shop may");
}

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::json;
use test_shop::Reply;

use crate::shop::Shop;

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reply_tells_browsers_to_be_strict() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let replies = [
        kasir.get("/api/v1/orders").await,
        kasir.get("/api/v1/users").await,
        shop.stranger().get("/api/v1/orders").await,
        shop.stranger().get("/nowhere").await,
        shop.stranger().get("/api/v1//orders").await,
        shop.stranger().get("/health").await,
        kasir.post("/api/v1/payments", json!({})).await,
        kasir.send(Method::PUT, "/api/v1/orders", &[], None).await.unwrap(),
    ];
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 403, 401, 404, 400, 200, 400, 405]);
    for reply in &replies {
        let policy = header(reply, "content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(header(reply, "x-content-type-options"), "nosniff");
        assert_eq!(header(reply, "x-frame-options"), "DENY");
        assert_eq!(header(reply, "referrer-policy"), "strict-origin-when-cross-origin");
        assert!(reply.headers.get("server").is_none());
        assert!(reply.headers.get("strict-transport-security").is_none(), "not at a desk");
        assert!(!header(reply, "x-request-id").is_empty());
    }
    assert_eq!(header(&replies[0], "cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_origins_on_the_list_may_ask_and_no_others() {
    let shop = Shop::open().await;
    let mut config = shop.database.config.clone();
    config.wall.cors_origins = vec!["https://kasir.example.com".to_owned()];
    config.wall.https_only = true;
    let http = shop.kasir().await.at(&shop.another_with(&config).await);
    let path = "/api/v1/orders";
    for (origin, known) in [
        ("https://kasir.example.com", true),
        ("https://evil.example.com", false),
        ("https://kasir.example.com.evil.example", false),
        ("null", false),
    ] {
        let from = ("origin", origin.to_owned());
        let reply = http.send(Method::GET, path, std::slice::from_ref(&from), None).await.unwrap();
        assert_eq!(reply.status, 200);
        assert_eq!(header(&reply, "access-control-allow-origin") == origin, known, "{origin}");
        let asks = [from, ("access-control-request-method", "POST".to_owned())];
        let reply = http.send(Method::OPTIONS, path, &asks, None).await.unwrap();
        assert_eq!(reply.status, 204);
        assert_eq!(header(&reply, "access-control-allow-methods").contains("POST"), known);
        assert_eq!(header(&reply, "access-control-allow-origin") == origin, known);
        assert!(reply.headers.get("access-control-allow-credentials").is_none());
        assert_eq!(header(&reply, "vary"), "origin");
    }
    let reply = http.get(path).await;
    assert!(header(&reply, "strict-transport-security").starts_with("max-age=31536000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_ours_says_where_a_request_came_from() {
    let shop = Shop::open().await;
    let mut config = shop.database.config.clone();
    config.wall.trusted_proxies =
        infra::wall_config::Network::parse("127.0.0.1").into_iter().collect();
    let tamu = shop.staff("tamu").await.at(&shop.another_with(&config).await);
    let forwarded = [("x-forwarded-for", "6.6.6.6, 203.0.113.9".to_owned())];
    let reply = tamu.send(Method::GET, "/api/v1/users", &forwarded, None).await.unwrap();
    assert_eq!(reply.status, 403);
    let found = "/api/v1/audit-log/access?filter[clientIp]=203.0.113.9";
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_mins(1) {
        let records = shop.admin().await.get(found).await.expect(200);
        if records.as_array().is_some_and(|records| records.len() == 1) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody came from there");
}

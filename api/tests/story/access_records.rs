use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};
use sqlx::{ConnectOptions, Executor};
use test_shop::Http;

use crate::counter::forbidden;
use crate::shop::{PASSWORD, Shop};

const RECORDS: &str = "/api/v1/audit-log/access";

/// The records that a query finds, once there are as many as wanted.
async fn records(who: &Http, query: &str, wanted: usize) -> Vec<Value> {
    let (begun, mut last) = (Instant::now(), Vec::new());
    while begun.elapsed() < Duration::from_mins(1) {
        let reply = who.get(&format!("{RECORDS}?sort=createdAt&{query}")).await;
        last.clone_from(reply.expect(200).as_array().unwrap());
        if last.len() >= wanted {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("they never came: {last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_and_who_is_sent_away_is_written_down() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let login = |password: &str| json!({"username": "manajer", "password": password});
    let (path, stranger) = ("/api/v1/auth/login", shop.stranger());
    stranger.post(path, login("salah")).await.refused(401);
    let agent = [("user-agent", "kasir/1.0".to_owned())];
    let body = login(PASSWORD).to_string();
    stranger.send(Method::POST, path, &agent, Some(body)).await.unwrap().expect(200);
    let failed = records(&admin, "filter[kind]=login_failed", 1).await;
    assert_eq!(failed[0]["outcome"], "AUTHENTICATION_FAILED");
    let came = records(&admin, "filter[kind]=login&filter[userId]=2", 1).await;
    assert_eq!(
        (&came[0]["outcome"], &came[0]["clientIp"], &came[0]["userAgent"], &came[0]["path"]),
        (&json!("ok"), &json!("127.0.0.1"), &json!("kasir/1.0"), &json!(path))
    );
    assert!(!Value::from(failed).to_string().contains("salah"));

    let tamu = shop.staff("tamu").await;
    forbidden(&tamu.get("/api/v1/users").await);
    forbidden(&tamu.post("/api/v1/payments", json!({"x": 1})).await);
    let refused = records(&admin, "filter[kind]=refused", 2).await;
    let what = |record: &Value| (record["method"].clone(), record["path"].clone());
    assert_eq!(what(&refused[0]), (json!("GET"), json!("/api/v1/users")));
    assert_eq!(what(&refused[1]), (json!("POST"), json!("/api/v1/payments")));
    assert_eq!(refused[0]["outcome"], "INSUFFICIENT_PERMISSIONS");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_records_out_is_written_down_first() {
    let shop = Shop::open().await;
    let (admin, manajer) = (shop.admin().await, shop.manajer().await);
    assert_eq!(admin.get("/api/v1/audit-log/export?format=ndjson").await.status, 200);
    assert_eq!(manajer.get("/api/v1/reports/daily-sales").await.status, 200);
    let taken = records(&admin, "filter[kind]=export", 2).await;
    assert_eq!(taken[0]["path"], "/api/v1/audit-log/export");
    assert_eq!(taken[1]["path"], "/api/v1/reports/daily-sales");
    let file = admin.get(&format!("{RECORDS}/export")).await;
    let lines: Vec<&str> = file.text.split_terminator("\r\n").collect();
    assert!(lines[0].starts_with("id,createdAt,kind,") && lines.len() >= 3, "{lines:?}");
    assert!(file.text.contains("127.0.0.*") && !file.text.contains("127.0.0.1"), "{}", file.text);
    // A manager sees what they did themselves.
    let own = records(&manajer, "", 1).await;
    assert!(own.iter().all(|record| record["userId"] == 2), "{own:?}");
    forbidden(&manajer.get(&format!("{RECORDS}?filter[userId]=1")).await);
    forbidden(&manajer.get(&format!("{RECORDS}/export")).await);
    forbidden(&shop.kasir().await.get(RECORDS).await);
    assert_eq!(admin.get(&format!("{RECORDS}?filter[kind]=all")).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_the_records_and_a_flood_does_not_fill_the_disk() {
    let shop = Shop::open().await;
    let (admin, tamu) = (shop.admin().await, shop.staff("tamu").await);
    for _ in 0..60 {
        forbidden(&tamu.get("/api/v1/users").await);
    }
    let refused = records(&admin, "filter[kind]=refused&limit=100", 10).await;
    // Twenty where a minute ends in between, and what was counted of the first one.
    assert!(refused.len() <= 21, "{}", refused.len());
    let mut api = shop.database.config.primary.options().connect().await.unwrap();
    let mut superuser = shop.database.admin().await;
    for sql in ["UPDATE access_records SET outcome = 'ok'", "DELETE FROM access_records"] {
        assert!(api.execute(sql).await.is_err(), "{sql}");
        let refused = superuser.execute(sql).await.unwrap_err().to_string();
        assert!(refused.contains("never"), "{refused}");
    }
}

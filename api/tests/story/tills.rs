use axum::http::Method;
use serde_json::{Value, json};
use test_shop::Reply;

use crate::shop::Shop;

const TILLS: &str = "/api/v1/tills";
const EMPLOYEES: &str = "/api/v1/employees";

async fn enrol(shop: &Shop) -> Value {
    shop.manajer().await.post(TILLS, json!({"name": "Tablet depan"})).await.expect(201)
}

async fn delete(shop: &Shop, path: &str, headers: &[(&str, String)]) -> Reply {
    shop.manajer().await.send(Method::DELETE, path, headers, None).await.unwrap()
}

/// Hires somebody from a browser that shows that token.
async fn hire(shop: &Shop, name: &str, token: &str) -> Reply {
    let till = [("x-till", token.to_owned())];
    let body = Some(json!({"name": name}).to_string());
    shop.manajer().await.send(Method::POST, EMPLOYEES, &till, body).await.unwrap()
}

async fn log_text(shop: &Shop, sql: &str, position: i64) -> String {
    let row = sqlx::query_as(sql).bind(position);
    let (text,): (String,) = row.fetch_one(&mut shop.database.admin().await).await.unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_at_a_till_says_so_until_it_is_retired() {
    let shop = Shop::open().await;
    let till = enrol(&shop).await;
    let token = till["token"].as_str().unwrap();
    let reply = hire(&shop, "Rini", token).await;
    let sql = "SELECT CONVERT(metadata USING utf8mb4) FROM events WHERE position = ?";
    let metadata: Value = log_text(&shop, sql, reply.position()).await.parse().unwrap();
    assert_eq!(metadata["tillId"], till["id"].to_string());
    reply.expect(201);
    let elsewhere = shop.manajer().await.post(EMPLOYEES, json!({"name": "Sari"})).await;
    let metadata: Value = log_text(&shop, sql, elsewhere.position()).await.parse().unwrap();
    assert_eq!(metadata["tillId"], Value::Null);

    let id = till["id"].to_string();
    let half = &token[..token.len() - 1];
    for unknown in ["", "1", "tablet", half, &token.replacen(&id, "1", 1), "0.x"] {
        let reply = hire(&shop, "Tono", unknown).await;
        assert_eq!(reply.refused(400).0, "VALIDATION_ERROR", "{unknown}");
        assert_eq!(reply.body["error"]["details"][0]["field"], "X-Till");
    }

    let path = format!("{TILLS}/{id}");
    let stale = delete(&shop, &path, &[("if-match", "\"7\"".to_owned())]).await;
    assert_eq!(stale.refused(409).0, "CONFLICT");
    let key = [("idempotency-key", "away with it".to_owned())];
    let retired = delete(&shop, &path, &key).await;
    let again = delete(&shop, &path, &key).await;
    assert_eq!((again.status, &again.text), (200, &retired.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(retired.expect(200)["retired"], true);
    assert_eq!(delete(&shop, &path, &[]).await.refused(422).1, "INVALID_STATE");
    assert_eq!(delete(&shop, &format!("{TILLS}/99"), &[]).await.refused(404).0, "NOT_FOUND");
    let reply = hire(&shop, "Tono", token).await;
    assert_eq!(reply.body["error"]["details"][0]["field"], "X-Till");
    assert_eq!(reply.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_kept_nowhere() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let key = [("idempotency-key", "a tablet".to_owned())];
    let body = Some(json!({"name": "Tablet", "outletId": 1}).to_string());
    let send = || manajer.send(Method::POST, TILLS, &key, body.clone());
    let (first, second) = (send().await.unwrap(), send().await.unwrap());
    let position = second.position();
    let sql = "SELECT CONVERT(payload USING utf8mb4) FROM events WHERE position = ?";
    let payload = log_text(&shop, sql, position).await;
    let (first, second) = (first.expect(201), second.expect(201));
    assert_ne!(first["token"], second["token"], "no reply with a secret is given twice");
    let secret = second["token"].as_str().unwrap().split_once('.').unwrap().1;
    assert_eq!(secret.len(), 64);
    assert!(!payload.contains(secret), "{payload}");
    assert!(payload.contains("tokenHash"), "{payload}");

    let reply = manajer.get_at(TILLS, position).await;
    assert!(!reply.text.contains("token"), "{}", reply.text);
    let tills = reply.expect(200);
    let expected = json!({"id": second["id"], "name": "Tablet", "outletId": 1,
        "retired": false, "version": 1});
    assert_eq!(tills[1], expected);
    let path = format!("{TILLS}/{}", second["id"]);
    let position = delete(&shop, &path, &[]).await.position();
    assert_eq!(manajer.get_at(TILLS, position).await.expect(200)[1]["retired"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_managers_enrol_tills() {
    let shop = Shop::open().await;
    for username in ["kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        let away = staff.send(Method::DELETE, &format!("{TILLS}/1"), &[], None).await.unwrap();
        for reply in [staff.post(TILLS, json!({})).await, staff.get(TILLS).await, away] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
        }
    }
    let manajer = shop.manajer().await;
    let reply = manajer.post(TILLS, json!({"name": "", "outletId": "x", "pin": 1})).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let details = reply.body["error"]["details"].as_array().unwrap();
    let fields: Vec<&str> = details.iter().map(|d| d["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "outletId", "pin"]);
    let reply = manajer.post(TILLS, json!({"name": "Tablet", "outletId": 99})).await;
    assert_eq!(reply.refused(422).1, "NOT_FOUND");
}

//! Several people at one till.

use axum::http::Method;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::counter::put;
use crate::sessions::signed_out;
use crate::shop::{PASSWORD, Shop};

const ME: &str = "/api/v1/auth/me";

async fn switch(client: &Http, till: &str, username: &str, pin: &Value) -> Reply {
    let body = json!({"username": username, "pin": pin}).to_string();
    let till = [("x-till", till.to_owned())];
    let headers = if till[0].1.is_empty() { &[][..] } else { &till[..] };
    client.send(Method::POST, "/api/v1/auth/switch", headers, Some(body)).await.unwrap()
}

async fn with_pin(shop: &Shop, username: &'static str, pin: &str) -> Http {
    let staff = shop.staff(username).await;
    let body = json!({"pin": pin, "currentPassword": PASSWORD});
    assert_eq!(put(&staff, "/api/v1/users/me/pin", body).await.status, 204);
    staff
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_over_a_shared_till_shows_a_pin_and_whoever_leaves_is_signed_out() {
    let shop = Shop::open().await;
    let till = shop.manajer().await.post("/api/v1/tills", json!({"name": "Depan"})).await;
    let till = till.expect(201)["token"].as_str().unwrap().to_owned();
    let kasir = with_pin(&shop, "kasir", "314159").await;
    with_pin(&shop, "ahmad", "271828").await;

    let reply = switch(&kasir, &till, "ahmad", &json!("271828")).await.expect(200);
    assert_eq!(reply["user"]["username"], "ahmad");
    assert_eq!(reply["refreshExpiresIn"], 28_800, "a short one, for others use it too");
    signed_out(&kasir.get(ME).await);
    let ahmad = shop.stranger().with_token(reply["accessToken"].as_str().unwrap());
    assert_eq!(ahmad.get(ME).await.expect(200)["role"], "service_staff");

    let reply = switch(&shop.stranger(), &till, "Kasir", &json!("314159")).await.expect(200);
    assert_eq!(reply["user"]["username"], "kasir", "at a till where nobody was");
    ahmad.get(ME).await.expect(200);

    for (till, username, pin) in [
        ("", "kasir", json!("314159")),
        ("1.x", "kasir", json!("314159")),
        (till.as_str(), "kasir", json!("3141")),
        (till.as_str(), "kasir", json!(314_159)),
    ] {
        let reply = switch(&shop.stranger(), till, username, &pin).await;
        assert_eq!(reply.refused(400).0, "VALIDATION_ERROR", "{till} {pin}");
    }
    ahmad.get(ME).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_count_as_wrong_passwords_do() {
    let shop = Shop::open().await;
    let till = shop.manajer().await.post("/api/v1/tills", json!({"name": "Depan"})).await;
    let till = till.expect(201)["token"].as_str().unwrap().to_owned();
    let kasir = with_pin(&shop, "kasir", "314159").await;
    let mut answers = Vec::new();
    for (username, pin) in
        [("kasir", "000000"), ("nobody", "314159"), ("ahmad", "314159"), ("kasir", "000001")]
    {
        let reply = switch(&kasir, &till, username, &json!(pin)).await;
        assert_eq!(reply.refused(401).0, "AUTHENTICATION_FAILED", "{username}");
        answers.push(reply.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    kasir.get(ME).await.expect(200);
    let body = json!({"username": "kasir", "password": "salah"});
    assert_eq!(shop.stranger().post("/api/v1/auth/login", body).await.status, 401);
    let waits = switch(&kasir, &till, "kasir", &json!("314159")).await;
    assert_eq!(waits.refused(429).0, "RATE_LIMIT_EXCEEDED");
}

//! Money given back, and payments taken back, with somebody else's approval.

use axum::http::Method;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::approvals::{PIN, answer, challenge, with_pin};
use crate::shop::Shop;

async fn paid(shop: &Shop, method: &str) -> Value {
    let done = shop.car_done().await;
    let payment = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": method});
    shop.pay(payment).await.expect(201)
}

async fn say(who: &Http, method: Method, path: &str, body: &Value, approval: &str) -> Reply {
    let headers = [("x-approval", approval.to_owned())];
    let headers = if approval.is_empty() { &[][..] } else { &headers[..] };
    who.send(method, path, headers, Some(body.to_string())).await.unwrap()
}

/// What the manager answers to the refusal, at that person's till.
async fn approved(till: &Http, refusal: &Reply) -> String {
    let (asked, role) = challenge(refusal);
    assert_eq!(role, "manager");
    let given = answer(till, &asked, "manajer", PIN).await.expect(201);
    given["approval"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cashiers_refund_goes_through_with_the_managers_pin_once() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    with_pin(&shop).await;
    let payment = paid(&shop, "card").await;
    let path = format!("/api/v1/payments/{}/refund", payment["id"]);
    let wanted = json!({"amount": 60_000, "reason": "kurang bersih"});
    let refusal = say(&kasir, Method::POST, &path, &wanted, "").await;
    let approval = approved(&kasir, &refusal).await;

    let more = json!({"amount": 60_001, "reason": "kurang bersih"});
    challenge(&say(&kasir, Method::POST, &path, &more, &approval).await);
    let other = paid(&shop, "card").await;
    let elsewhere = format!("/api/v1/payments/{}/refund", other["id"]);
    challenge(&say(&kasir, Method::POST, &elsewhere, &wanted, &approval).await);

    let refund = say(&kasir, Method::POST, &path, &wanted, &approval).await.expect(201);
    assert_eq!(
        (&refund["status"], &refund["approvedAutomatically"]),
        (&json!("approved"), &json!(false))
    );
    assert_eq!(refund["requestedBy"]["username"], "kasir");
    assert_eq!(refund["approvedBy"]["username"], "manajer");
    let pay_out = format!("/api/v1/refunds/{}/pay-out", refund["id"]);
    let paid_out = kasir.patch(&pay_out, json!({})).await.expect(200);
    assert_eq!(
        paid_out["status"], "paid_out",
        "it was approved: whoever is at the till hands it out"
    );

    // The rest of the payment would do for another of the same amount, were there enough of it.
    let small = json!({"amount": 15_000, "reason": "kurang bersih"});
    let refusal = say(&kasir, Method::POST, &path, &small, "").await;
    let approval = approved(&kasir, &refusal).await;
    say(&kasir, Method::POST, &path, &small, &approval).await.expect(201);
    let again = say(&kasir, Method::POST, &path, &small, &approval).await;
    assert!(again.status == 403 || again.status == 422, "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_of_somebody_else_is_taken_back_with_the_managers_pin() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    with_pin(&shop).await;
    let done = shop.car_done().await;
    let card = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": "card"});
    let payment = admin.post("/api/v1/payments", card).await.expect(201);
    let path = format!("/api/v1/payments/{}/void", payment["id"]);
    let why = json!({"reason": "salah metode"});
    let refusal = say(&kasir, Method::PATCH, &path, &why, "").await;
    let approval = approved(&kasir, &refusal).await;
    let voided = say(&kasir, Method::PATCH, &path, &why, &approval).await.expect(200);
    assert_eq!(voided["status"], "failed");
    assert_eq!(voided["order"]["outstanding"], 75_000);
    let mut log = shop.database.admin().await;
    let (payload, metadata): (Vec<u8>, Vec<u8>) =
        sqlx::query_as("SELECT payload, metadata FROM events WHERE event_type = 'PaymentVoided'")
            .fetch_one(&mut log)
            .await
            .unwrap();
    let (keys, pool) = (shop.database.config.personal_keys(), shop.database.config.primary.pool(1));
    let ring = keys.for_reading(&pool, std::iter::once(payload.as_slice())).await.unwrap();
    let payload = ring.open(&payload).unwrap().into_owned();
    let [payload, metadata] = [payload, metadata].map(|t| String::from_utf8(t).unwrap());
    assert!(payload.contains("kasir") && payload.contains("manajer"), "{payload}");
    assert!(metadata.contains("manajer"), "{metadata}");
}

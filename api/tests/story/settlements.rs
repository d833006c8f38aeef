//! Banks and wallets send money: for which payments, less which fee, once.

use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{Shop, wrong_fields};

pub(crate) const SETTLEMENTS: &str = "/api/v1/settlements";

/// A wash that is done and paid by those means.
pub(crate) async fn paid(shop: &Shop, method: &str) -> Value {
    let done = shop.car_done().await;
    let body = json!({
        "orderId": done["id"], "amount": 75_000, "paymentMethod": method, "referenceNumber": "A1",
    });
    shop.pay(body).await.expect(201)
}

/// What a statement of the wallet says.
pub(crate) fn statement(payments: &[&Value], received: i64, reference: &str) -> Value {
    let ids: Vec<&Value> = payments.iter().map(|payment| &payment["id"]).collect();
    json!({
        "paymentMethod": "e_wallet", "paymentIds": ids, "received": received,
        "referenceNumber": reference,
    })
}

pub(crate) async fn settle(who: &Http, body: Value) -> Reply {
    who.post(SETTLEMENTS, body).await
}

/// Asks for a refund and pays it out.
pub(crate) async fn give_back(who: &Http, payment: &Value, amount: i64) -> Value {
    let body = json!({"amount": amount, "reason": "kurang bersih"});
    let path = format!("/api/v1/payments/{}/refund", payment["id"]);
    let refund = who.post(&path, body).await.expect(201);
    let path = format!("/api/v1/refunds/{}/pay-out", refund["id"]);
    who.patch(&path, json!({})).await.expect(200)
}

/// The fields a rule refuses, each with its code.
#[track_caller]
fn refused_fields(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.refused(422).0, "BUSINESS_RULE_VIOLATION");
    let details = reply.body["error"]["details"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    details.iter().map(|detail| (text(&detail["field"]), text(&detail["code"]))).collect()
}

fn named(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fee_is_booked_apart_and_the_takings_stay_whole() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let (first, second) = (paid(&shop, "e_wallet").await, paid(&shop, "e_wallet").await);
    assert_eq!(first["settlement"], Value::Null);
    let report = "/api/v1/reports/daily-sales";
    let reply = settle(&manajer, statement(&[&first, &second], 146_999, "QRIS-1")).await;
    let position = reply.position();
    let settled = reply.expect(201);
    let sums = ["gross", "fee", "received"].map(|field| settled[field].as_i64().unwrap());
    assert_eq!(sums, [150_000, 3_001, 146_999]);
    let fees = settled["payments"].as_array().unwrap().iter().map(|line| line["fee"].clone());
    assert_eq!(fees.collect::<Vec<_>>(), [1_501, 1_500], "the odd Rupiah is lost by nobody");
    assert_eq!(settled["recordedBy"]["username"], "manajer");
    assert_eq!(settled["settledOn"], settled["businessDate"], "today");

    let path = format!("/api/v1/payments/{}", first["id"]);
    let seen = manajer.get_at(&path, position).await.expect(200);
    let expected = json!({
        "id": settled["id"], "fee": 1_501, "net": 73_499, "settledOn": settled["settledOn"],
    });
    assert_eq!(seen["settlement"], expected);
    assert_eq!((&seen["amount"], &seen["allowed"]), (&json!(75_000), &json!(["refund"])));
    let sales = manajer.get_at(report, position).await.expect(200);
    let whole = json!({"paymentMethod": "e_wallet", "count": 2, "amount": 150_000});
    assert_eq!(sales["byPaymentMethod"][3], whole, "gross stays on the sale");
    assert_eq!(sales["totalRevenue"], 150_000);
    let void = manajer.patch(&format!("{path}/void"), json!({"reason": "salah"})).await;
    assert_eq!(void.refused(422).1, "INVALID_STATE");
    let one = format!("{SETTLEMENTS}/{}", settled["id"]);
    assert_eq!(manajer.get_at(&one, position).await.expect(200), settled);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_that_is_wrong_is_named_and_nothing_is_written() {
    let shop = Shop::with_drawer().await;
    let manajer = shop.manajer().await;
    let (good, settled) = (paid(&shop, "e_wallet").await, paid(&shop, "e_wallet").await);
    let (card, cash) = (paid(&shop, "card").await, paid(&shop, "cash").await);
    let done = shop.car_done().await;
    let pending = json!({
        "orderId": done["id"], "amount": 75_000, "paymentMethod": "e_wallet", "pending": true,
    });
    let pending = shop.pay(pending).await.expect(201);
    let voided = paid(&shop, "e_wallet").await;
    let path = format!("/api/v1/payments/{}/void", voided["id"]);
    shop.kasir().await.patch(&path, json!({"reason": "salah"})).await.expect(200);
    settle(&manajer, statement(&[&settled], 75_000, "QRIS-1")).await.expect(201);
    let nowhere = json!({"id": 999_999});
    let all = [&good, &card, &cash, &pending, &voided, &settled, &nowhere, &good];
    let mut body = statement(&all, 75_000, "QRIS-2");
    body["refundIds"] = json!([999_901]);
    let state = "INVALID_STATE";
    let wrong = named(&[
        ("paymentIds[1]", state),
        ("paymentIds[2]", state),
        ("paymentIds[3]", state),
        ("paymentIds[4]", state),
        ("paymentIds[5]", state),
        ("paymentIds[6]", "NOT_FOUND"),
        ("paymentIds[7]", "DUPLICATE_ENTRY"),
        ("refundIds[0]", "NOT_FOUND"),
    ]);
    assert_eq!(refused_fields(&settle(&manajer, body).await), wrong);
    for received in [75_001, 67_499, -1] {
        let refused = settle(&manajer, statement(&[&good], received, "QRIS-2")).await;
        assert_eq!(refused_fields(&refused), named(&[("received", "INVALID_AMOUNT")]));
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.contains("from 67500 to 75000"), "{message}");
    }
    for (day, code) in [("2999-01-01", "settledOn"), ("2020-01-01", "paymentIds[0]")] {
        let mut body = statement(&[&good], 75_000, "QRIS-2");
        body["settledOn"] = json!(day);
        assert_eq!(refused_fields(&settle(&manajer, body).await)[0].0, code);
    }
    let same = settle(&manajer, statement(&[&good], 75_000, " qris-1")).await;
    assert_eq!(same.refused(409), ("DUPLICATE_ENTRY".into(), "DUPLICATE_ENTRY".into()));
    assert_eq!(same.body["error"]["details"][0]["field"], "referenceNumber");
    // The card's bank may call its own by the same name; and of all that was refused nothing stayed.
    let mut by_card = statement(&[&card], 74_000, "QRIS-1");
    by_card["paymentMethod"] = json!("card");
    settle(&manajer, by_card).await.expect(201);
    settle(&manajer, statement(&[&good], 75_000, "QRIS-2")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_shape_is_named_at_once() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let none = settle(&manajer, json!({})).await;
    let missing = ["paymentMethod", "paymentIds", "received", "referenceNumber"];
    assert_eq!(wrong_fields(&none), missing);
    let bad = json!({
        "paymentMethod": "cash", "paymentIds": [1, 0, "x"], "refundIds": 7, "received": 1.5,
        "settledOn": "kemarin", "referenceNumber": "", "note": 5, "colour": "red",
    });
    let wrong = [
        "paymentMethod",
        "paymentIds[1]",
        "paymentIds[2]",
        "refundIds",
        "received",
        "settledOn",
        "referenceNumber",
        "note",
        "colour",
    ];
    assert_eq!(wrong_fields(&settle(&manajer, bad).await), wrong);
    let many: Vec<i64> = (1..=501).collect();
    let body = json!({
        "paymentMethod": "card", "paymentIds": many, "received": 1, "referenceNumber": "A",
    });
    assert_eq!(wrong_fields(&settle(&manajer, body).await), ["paymentIds"]);
    let (some, few): (Vec<i64>, Vec<i64>) = ((1..=400).collect(), (101..=201).collect());
    let body = json!({
        "paymentMethod": "card", "paymentIds": some, "refundIds": few, "received": 1,
        "referenceNumber": "A",
    });
    assert_eq!(settle(&manajer, body).await.refused(422).1, "INVALID_LENGTH");
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_settle_and_others_do_not_look() {
    let shop = Shop::open().await;
    let payment = paid(&shop, "e_wallet").await;
    for who in ["kasir", "ahmad", "tamu"] {
        let staff = shop.staff(who).await;
        let no = "INSUFFICIENT_PERMISSIONS";
        for body in [statement(&[&payment], 75_000, "Q"), json!({})] {
            assert_eq!(settle(&staff, body).await.refused(403).0, no, "{who}");
        }
        for path in ["", "/expected", "/1"] {
            let path = format!("{SETTLEMENTS}{path}");
            assert_eq!(staff.get(&path).await.refused(403).0, no, "{who} {path}");
        }
    }
    settle(&shop.admin().await, statement(&[&payment], 75_000, "Q")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_payment_is_settled_once_by_many_at_once() {
    let shop = Shop::open().await;
    let (manajer, payment) = (shop.manajer().await, paid(&shop, "e_wallet").await);
    let other = paid(&shop, "e_wallet").await;
    let another = manajer.at(&shop.another().await);
    let mut settling = Vec::new();
    for i in 0..10 {
        let who = if i % 2 == 0 { manajer.clone() } else { another.clone() };
        let body = statement(&[&payment, &other], 149_000, &format!("QRIS-{i}"));
        settling.push(tokio::spawn(async move { settle(&who, body).await }));
    }
    let (mut settled, mut position) = (0, 0);
    for reply in settling {
        let reply = reply.await.unwrap();
        if reply.status == 201 {
            (settled, position) = (settled + 1, reply.position());
        } else {
            assert_eq!(reply.refused(422).1, "INVALID_STATE");
        }
    }
    assert_eq!(settled, 1);
    let list = manajer.get_at(SETTLEMENTS, position).await;
    assert_eq!(list.body["meta"]["total"], 1);
    assert_eq!(list.body["data"][0]["fee"], 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_payments_are_settled_in_one_stroke_and_told_again() {
    let shop = Shop::open().await;
    let (manajer, order) = (shop.manajer().await, shop.car_done().await);
    let tender = json!({"paymentMethod": "e_wallet", "amount": 100});
    let mut ids = Vec::new();
    for _ in 0..50 {
        let body = json!({"orderId": order["id"], "tenders": vec![&tender; 10]});
        let paid = shop.pay(body).await.expect(201);
        ids.extend(paid["payments"].as_array().unwrap().iter().map(|one| one["id"].clone()));
    }
    let body = json!({
        "paymentMethod": "e_wallet", "paymentIds": ids, "received": 49_650,
        "referenceNumber": "QRIS-500",
    });
    let key = [("idempotency-key", "2d9f5b0a-1d5c-4a53-9a55-0f5f6a1f0500".to_owned())];
    let send = || manajer.send(axum::http::Method::POST, SETTLEMENTS, &key, Some(body.to_string()));
    let first = send().await.unwrap().expect(201);
    assert_eq!((&first["gross"], &first["fee"]), (&json!(50_000), &json!(350)));
    let fees = first["payments"].as_array().unwrap().iter();
    assert_eq!(fees.map(|line| line["fee"].as_i64().unwrap()).sum::<i64>(), 350);
    let again = send().await.unwrap();
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.expect(201), first);
}

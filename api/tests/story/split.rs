//! Several means at once, announced money, late money, and what was mis-keyed.

use axum::http::Method;
use chrono::{Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{Shop, wrong_fields};

const PAYMENTS: &str = "/api/v1/payments";

async fn with_key(who: &Http, key: &str, body: &Value) -> Reply {
    let headers = [("idempotency-key", key.to_owned())];
    who.send(Method::POST, PAYMENTS, &headers, Some(body.to_string())).await.unwrap()
}

fn one(payment: &Value, below: &str) -> String {
    format!("{PAYMENTS}/{}{below}", payment["id"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_is_taken_whole_and_once() {
    let shop = Shop::with_drawer().await;
    let done = shop.car_done().await;
    let body = json!({"orderId": done["id"], "amount": 75_000, "tenders": [
        {"paymentMethod": "cash", "amount": 45_000, "amountTendered": 50_000},
        {"paymentMethod": "bank_transfer", "amount": 30_000, "referenceNumber": "BCA-77"},
    ]});
    let kasir = shop.kasir().await;
    let paid = with_key(&kasir, "split-1", &body).await.expect(201);
    assert_eq!((&paid["change"], &paid["order"]["outstanding"]), (&json!(5_000), &json!(0)));
    let payments = paid["payments"].as_array().unwrap();
    let numbers: Vec<_> = payments.iter().map(|payment| &payment["receiptNumber"]).collect();
    assert_eq!(payments.len(), 2);
    assert!(numbers[0] != numbers[1] && numbers.iter().all(|number| number.is_string()));
    assert_eq!(payments[0]["drawerId"], 1);
    assert_eq!(payments[1]["drawerId"], Value::Null);
    let again = with_key(&kasir, "split-1", &body).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.expect(201), paid, "the same answer, and nothing else happened");
    assert_eq!(with_key(&kasir, "split-2", &body).await.refused(422).1, "INVALID_AMOUNT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_that_does_not_fit_is_not_taken_at_all() {
    let shop = Shop::with_drawer().await;
    let done = shop.car_done().await;
    let split =
        async |tenders: Value| shop.pay(json!({"orderId": done["id"], "tenders": tenders})).await;
    let card = |amount| json!({"paymentMethod": "card", "amount": amount});
    let fields = |reply: &Reply| reply.body["error"]["details"][0]["field"].clone();
    let more = split(json!([card(45_000), card(30_001)])).await;
    assert_eq!(more.refused(422).1, "INVALID_AMOUNT");
    assert_eq!(fields(&more), "tenders[1].amount");
    let nothing = split(json!([card(0), card(75_000)])).await;
    assert_eq!(
        (nothing.refused(422).1, fields(&nothing)),
        ("INVALID_AMOUNT".into(), json!("tenders[0].amount"))
    );
    let transfer = json!([card(45_000), {"paymentMethod": "bank_transfer", "amount": 30_000}]);
    let unknown = split(transfer).await;
    assert_eq!(unknown.refused(422).1, "MISSING_FIELD");
    assert_eq!(fields(&unknown), "tenders[1].referenceNumber");
    let sum =
        shop.pay(json!({"orderId": done["id"], "amount": 75_000, "tenders": [card(45_000)]})).await;
    assert_eq!(sum.refused(422).1, "INVALID_AMOUNT");
    for empty in [json!([]), json!(vec![card(1); 11])] {
        assert_eq!(split(empty).await.refused(400).0, "VALIDATION_ERROR");
    }
    let wrong = shop
        .pay(json!({"orderId": done["id"], "paymentMethod": "card", "tenders": [
            {"paymentMethod": "cheque", "amount": 1.5, "colour": "red"}]}))
        .await;
    let wrong = wrong_fields(&wrong).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        wrong,
        ["paymentMethod", "tenders[0].amount", "tenders[0].paymentMethod", "tenders[0].colour"]
    );
    let whole = split(json!([card(75_000)])).await.expect(201);
    assert_eq!(whole["order"]["paid"], 75_000, "nothing was taken before");
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_announced_counts_when_it_came() {
    let shop = Shop::open().await;
    let done = shop.car_done().await;
    let kasir = shop.kasir().await;
    let announce = json!({"orderId": done["id"], "amount": 75_000,
        "paymentMethod": "bank_transfer", "pending": true});
    let waiting = shop.pay(announce.clone()).await.expect(201);
    assert_eq!((&waiting["status"], &waiting["receiptNumber"]), (&json!("pending"), &Value::Null));
    assert_eq!(waiting["order"]["paymentStatus"], "unpaid");
    for method in ["cash", "card"] {
        let mut body = announce.clone();
        body["paymentMethod"] = json!(method);
        assert_eq!(shop.pay(body).await.refused(422).0, "BUSINESS_RULE_VIOLATION");
    }
    let confirm = one(&waiting, "/confirm");
    assert_eq!(wrong_fields(&kasir.patch(&confirm, json!({})).await), ["referenceNumber"]);
    let came = kasir.patch(&confirm, json!({"referenceNumber": "BCA-9"})).await;
    let position = came.position();
    let came = came.expect(200);
    assert_eq!((&came["status"], &came["order"]["status"]), (&json!("successful"), &json!("paid")));
    assert!(came["receiptNumber"].as_str().unwrap().starts_with("RCP-"));
    let again = kasir.patch(&confirm, json!({"referenceNumber": "BCA-9"})).await;
    assert_eq!(again.refused(422).1, "INVALID_STATE");
    assert_eq!(
        kasir.patch(&one(&waiting, "/fail"), json!({})).await.refused(422).1,
        "INVALID_STATE"
    );
    let seen = kasir.get_at(&one(&waiting, ""), position).await.expect(200);
    assert_eq!(seen["referenceNumber"], "BCA-9");

    let done = shop.car_done().await;
    let mut announce = announce;
    announce["orderId"] = done["id"].clone();
    let never = shop.pay(announce).await.expect(201);
    let failed = kasir.patch(&one(&never, "/fail"), json!({"reason": "batal"})).await.expect(200);
    assert_eq!((&failed["status"], &failed["endReason"]), (&json!("failed"), &json!("batal")));
    assert_eq!(failed["order"]["outstanding"], 75_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_is_recorded_and_offered_back() {
    let shop = Shop::with_drawer().await;
    let manajer = shop.manajer().await;
    let waiting = shop.car_waiting().await;
    let path = format!("/api/v1/car-wash/orders/{}/cancel", waiting["id"]);
    manajer.patch(&path, json!({"reason": "hujan"})).await.expect(200);
    let late = json!({"orderId": waiting["id"], "amount": 75_000, "paymentMethod": "cash"});
    let paid = shop.pay(late).await.expect(201);
    assert_eq!(paid["order"]["outstanding"], 0);
    let refund = &paid["refunds"][0];
    assert_eq!((&refund["status"], &refund["amount"]), (&json!("requested"), &json!(75_000)));
    assert_eq!(paid["refundable"], 0, "nothing is asked for twice");

    let done = shop.car_done().await;
    let card = |amount| json!({"orderId": done["id"], "amount": amount, "paymentMethod": "card"});
    shop.pay(card(75_000)).await.expect(201);
    assert_eq!(shop.pay(card(1)).await.refused(422).1, "INVALID_AMOUNT", "it is not put away");
    let close = format!("/api/v1/car-wash/orders/{}/close", done["id"]);
    manajer.patch(&close, json!({})).await.expect(200);
    let paid = shop.pay(card(10_000)).await.expect(201);
    assert_eq!(
        (&paid["order"]["paid"], &paid["order"]["status"]),
        (&json!(85_000), &json!("closed"))
    );
    assert_eq!(paid["refunds"][0]["amount"], 10_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_mis_keyed_is_voided_and_paid_again() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let done = shop.car_done().await;
    let pay = |method| json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": method});
    let cash = shop.pay(pay("cash")).await.expect(201);
    assert_eq!(wrong_fields(&kasir.patch(&one(&cash, "/void"), json!({})).await), ["reason"]);
    let why = json!({"reason": "salah metode"});
    let voided = kasir.patch(&one(&cash, "/void"), why.clone()).await;
    let position = voided.position();
    let voided = voided.expect(200);
    assert_eq!(
        (&voided["status"], &voided["order"]["outstanding"]),
        (&json!("failed"), &json!(75_000))
    );
    assert!(voided["voidedAt"].is_string());
    let report = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
    let none = json!({"paymentMethod": "cash", "count": 0, "amount": 0});
    assert_eq!(report["byPaymentMethod"][0], none);
    let again = kasir.patch(&one(&cash, "/void"), why.clone()).await;
    assert_eq!(again.refused(422).1, "INVALID_STATE");
    let card = shop.pay(pay("card")).await.expect(201);
    let of_manager = manajer.patch(&one(&card, "/void"), why.clone()).await.expect(200);
    assert!(of_manager["voidedAt"].is_string());
    let admins = {
        let admin = shop.admin().await;
        admin.post(PAYMENTS, pay("card")).await.expect(201)
    };
    let refused = kasir.patch(&one(&admins, "/void"), why.clone()).await;
    assert_eq!(
        refused.refused(403),
        ("INSUFFICIENT_PERMISSIONS".into(), "APPROVAL_REQUIRED".into())
    );
    assert_eq!(refused.body["error"]["details"][0]["requiredRole"], "manager");
    let stale = [("if-match", "\"7\"".to_owned())];
    let stale = manajer
        .send(Method::PATCH, &one(&admins, "/void"), &stale, Some(why.to_string()))
        .await
        .unwrap();
    assert_eq!(stale.refused(409).0, "CONFLICT");
    let close = format!("/api/v1/car-wash/orders/{}/close", done["id"]);
    manajer.patch(&close, json!({})).await.expect(200);
    let put_away = manajer.patch(&one(&admins, "/void"), why.clone()).await;
    assert_eq!(put_away.refused(422).1, "INVALID_STATE");
    assert_eq!(kasir.patch(&format!("{PAYMENTS}/999/void"), why).await.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_needs_an_open_drawer() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let done = shop.car_done().await;
    let cash = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": "cash"});
    assert_eq!(shop.pay(cash.clone()).await.refused(422).1, "INVALID_STATE");
    let mut elsewhere = cash.clone();
    elsewhere["drawerId"] = json!(99);
    let nowhere = shop.pay(elsewhere).await;
    assert_eq!(nowhere.refused(422).1, "NOT_FOUND");
    let float = json!({"openingBalance": 100_000});
    kasir.post("/api/v1/cash-drawer/open", float.clone()).await.expect(200);
    let paid = shop.pay(cash).await.expect(201);
    let counted = json!({"countedBalance": 175_000});
    let closed = kasir.post("/api/v1/cash-drawer/close", counted).await.expect(200);
    assert_eq!((&closed["expected"], &closed["variance"]), (&json!(175_000), &json!(0)));
    let late = kasir.patch(&one(&paid, "/void"), json!({"reason": "salah"})).await;
    assert_eq!(late.refused(422).1, "INVALID_STATE", "its session is counted");
    kasir.post("/api/v1/cash-drawer/open", float).await.expect(200);
    let late = kasir.patch(&one(&paid, "/void"), json!({"reason": "salah"})).await;
    assert_eq!(late.refused(422).1, "INVALID_STATE", "another session is not its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn coins_round_and_yesterday_is_written_down_by_a_manager() {
    let shop = Shop::with_drawer().await;
    let (admin, manajer) = (shop.admin().await, shop.manajer().await);
    let rounding = |step| json!({"limits": {"cashRounding": step}});
    let set = async |body: Value| {
        admin.send(Method::PUT, "/api/v1/settings", &[], Some(body.to_string())).await.unwrap()
    };
    assert_eq!(set(rounding(50)).await.refused(400).0, "VALIDATION_ERROR");
    assert_eq!(set(rounding(500)).await.expect(200)["limits"]["cashRounding"], 500);
    let order = {
        let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "finalPrice": 74_700,
            "overrideReason": "langganan", "employeeIds": [1]});
        shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201)
    };
    let cash = json!({"orderId": order["id"], "amount": 74_700, "paymentMethod": "cash",
        "amountTendered": 80_000});
    let paid = shop.pay(cash).await;
    let position = paid.position();
    let paid = paid.expect(201);
    let figures = ["amount", "rounding", "change"].map(|field| paid[field].as_i64().unwrap());
    assert_eq!(figures, [74_500, 200, 5_500]);
    assert_eq!(
        (&paid["order"]["outstanding"], &paid["order"]["paymentStatus"]),
        (&json!(0), &json!("paid"))
    );
    let report = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
    assert_eq!(report["totalRounding"], 200);

    let done = shop.car_done().await;
    let yesterday = (Utc::now() - Duration::days(1)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut body = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": "card",
        "paidAt": yesterday, "backdateReason": "listrik padam"});
    assert_eq!(shop.pay(body.clone()).await.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    body["backdateReason"] = Value::Null;
    assert_eq!(manajer.post(PAYMENTS, body.clone()).await.refused(400).1, "MISSING_FIELD");
    body["backdateReason"] = json!("listrik padam");
    let paid = manajer.post(PAYMENTS, body).await.expect(201);
    let compact = paid["businessDate"].as_str().unwrap().replace('-', "");
    assert!(paid["receiptNumber"].as_str().unwrap().starts_with(&format!("RCP-{compact}-")));
}

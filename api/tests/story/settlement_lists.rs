//! What banks and wallets are going to send is listed until it has arrived.

use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::settlements::{SETTLEMENTS, give_back, paid, settle, statement};
use crate::shop::{Shop, wrong_fields};

async fn expected(who: &Http, query: &str, position: i64) -> Reply {
    who.get_at(&format!("{SETTLEMENTS}/expected{query}"), position).await
}

/// A position of the log after all that was done.
async fn latest(shop: &Shop, name: &str) -> i64 {
    let new = json!({"name": name});
    let reply = shop.admin().await.post("/api/v1/employees", new).await;
    let position = reply.position();
    reply.expect(201);
    position
}

/// Kind, payment, what it adds and the expected fee of each line.
fn lines(reply: &Reply) -> Vec<(String, i64, i64, i64)> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    let number = |value: &Value| value.as_i64().unwrap();
    let line = |line: &Value| {
        assert_eq!(number(&line["gross"]) - number(&line["expectedFee"]), line["expectedNet"]);
        let kind = line["kind"].as_str().unwrap().to_owned();
        let [payment, gross, fee] =
            ["paymentId", "gross", "expectedFee"].map(|field| number(&line[field]));
        (kind, payment, gross, fee)
    };
    reply.body["data"].as_array().unwrap().iter().map(line).collect()
}

fn total(reply: &Reply, method: &str) -> [i64; 4] {
    let totals = reply.body["totals"].as_array().unwrap();
    let of_method = totals.iter().find(|total| total["paymentMethod"] == method).unwrap();
    ["count", "gross", "expectedFee", "expectedNet"].map(|f| of_method[f].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_listed_until_it_arrived() {
    let shop = Shop::with_drawer().await;
    let (manajer, admin) = (shop.manajer().await, shop.admin().await);
    let put = |body: Value| {
        admin.send(axum::http::Method::PUT, "/api/v1/settings", &[], Some(body.to_string()))
    };
    let bad = put(json!({"settlementFees": {"card": 1_001, "e_wallet": -1, "cash": 5}})).await;
    let wrong = ["settlementFees.card", "settlementFees.e_wallet", "settlementFees.cash"];
    assert_eq!(wrong_fields(&bad.unwrap()), wrong);
    let set = put(json!({"settlementFees": {"e_wallet": 71}})).await.unwrap().expect(200);
    assert_eq!(set["settlementFees"], json!({"card": 0, "e_wallet": 71}), "cards: the seed");

    let (first, second) = (paid(&shop, "e_wallet").await, paid(&shop, "e_wallet").await);
    let card = paid(&shop, "card").await;
    for other in ["cash", "bank_transfer"] {
        paid(&shop, other).await;
    }
    let voided = paid(&shop, "e_wallet").await;
    let void = format!("/api/v1/payments/{}/void", voided["id"]);
    shop.kasir().await.patch(&void, json!({"reason": "salah"})).await.expect(200);
    let order = shop.car_done().await;
    let body = json!({
        "orderId": order["id"], "amount": 75_000, "paymentMethod": "e_wallet", "pending": true,
    });
    let pending = shop.pay(body).await.expect(201);
    let refund = give_back(&manajer, &first, 5_000).await;
    let position = latest(&shop, "Budi").await;

    let id = |payment: &Value| payment["id"].as_i64().unwrap();
    let waits = |payment: &Value, fee| ("payment".to_owned(), id(payment), 75_000, fee);
    let back = ("refund".to_owned(), id(&first), -5_000, 0);
    let seen = expected(&manajer, "", position).await;
    // 532.5 is rounded up, line by line.
    let all = [waits(&first, 533), waits(&second, 533), waits(&card, 0), back.clone()];
    assert_eq!(lines(&seen), all);
    assert_eq!(total(&seen, "e_wallet"), [3, 145_000, 1_066, 143_934]);
    assert_eq!(total(&seen, "card"), [1, 75_000, 0, 75_000]);
    let line = &seen.body["data"][0];
    assert_eq!(line["receiptNumber"], first["receiptNumber"]);
    assert_eq!(line["orderNumber"], first["orderNumber"]);
    assert_eq!((&line["refunded"], &line["waitingDays"]), (&json!(5_000), &json!(0)));
    assert_eq!(seen.body["data"][3]["refundId"], refund["id"]);
    let of_card = expected(&manajer, "?paymentMethod=card", position).await;
    assert_eq!(lines(&of_card), [waits(&card, 0)]);
    assert_eq!(of_card.body["totals"].as_array().unwrap().len(), 1);
    let page = expected(&manajer, "?limit=2&page=2", position).await;
    assert_eq!(lines(&page), [waits(&card, 0), back]);
    assert_eq!(page.body["meta"]["total"], 4);
    assert_eq!(total(&page, "e_wallet"), total(&seen, "e_wallet"), "of all pages");

    let confirm = format!("/api/v1/payments/{}/confirm", pending["id"]);
    let reference = json!({"referenceNumber": "GOPAY-9"});
    shop.kasir().await.patch(&confirm, reference).await.expect(200);
    let mut body = statement(&[&first], 69_467, "QRIS-1");
    body["refundIds"] = json!([refund["id"]]);
    let settled = settle(&manajer, body).await;
    let position = settled.position();
    assert_eq!(settled.expect(201)["fee"], 533);
    let late = give_back(&manajer, &first, 1_000).await;
    let seen = expected(&manajer, "?paymentMethod=e_wallet", latest(&shop, "Sari").await).await;
    let late_line = ("refund".to_owned(), id(&first), -1_000, 0);
    assert_eq!(lines(&seen), [waits(&second, 533), waits(&pending, 533), late_line]);
    let path = format!("/api/v1/refunds/{}", refund["id"]);
    let seen = manajer.get_at(&path, position).await.expect(200);
    assert!(seen["settlementId"].is_i64());
    assert_eq!(late["settlementId"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_seen_as_it_was_and_what_arrived_is_listed() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let (first, second) = (paid(&shop, "e_wallet").await, paid(&shop, "card").await);
    settle(&manajer, statement(&[&first], 74_000, "QRIS-1")).await.expect(201);
    let mut by_card = statement(&[&second], 74_500, "EDC-1");
    by_card["paymentMethod"] = json!("card");
    by_card["note"] = json!("mesin depan");
    let reply = settle(&manajer, by_card).await;
    let position = reply.position();
    let newest = reply.expect(201);
    assert_eq!(newest["note"], "mesin depan");
    let today = newest["businessDate"].as_str().unwrap();
    let yesterday = expected(&manajer, "?asOf=2020-01-01", position).await;
    assert_eq!(lines(&yesterday), []);
    let now = expected(&manajer, &format!("?asOf={today}"), position).await;
    assert_eq!((lines(&now).len(), total(&now, "card")), (0, [0, 0, 0, 0]));

    let list = async |query: &str| {
        let reply = manajer.get_at(&format!("{SETTLEMENTS}{query}"), position).await;
        let rows = reply.expect(200);
        rows.as_array().unwrap().iter().map(|row| row["fee"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [500, 1_000]);
    assert_eq!(list("?sort=createdAt").await, [1_000, 500]);
    assert_eq!(list("?filter[paymentMethod]=card").await, [500]);
    let span = format!("?filter[settledOn][gte]={today}&filter[settledOn][lte]={today}");
    assert_eq!(list(&span).await.len(), 2);
    assert_eq!(list("?filter[settledOn][lte]=2020-01-01").await.len(), 0);
    assert_eq!(list("?filter[outletId]=2").await.len(), 0);
    let bad = manajer.get(&format!("{SETTLEMENTS}?filter[paymentMethod]=cash&colour=red")).await;
    assert_eq!(wrong_fields(&bad), ["filter[paymentMethod]", "colour"]);
    let bad = manajer.get(&format!("{SETTLEMENTS}/expected?asOf=x&paymentMethod=cash")).await;
    assert_eq!(wrong_fields(&bad), ["paymentMethod", "asOf"]);
    for (nowhere, status) in [("999", 404), ("0x", 400)] {
        assert_eq!(manajer.get(&format!("{SETTLEMENTS}/{nowhere}")).await.status, status);
    }
}

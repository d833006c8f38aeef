//! Money that goes back: who may, who else, once, and what the books say then.

use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{Shop, wrong_fields};

const REFUNDS: &str = "/api/v1/refunds";

/// A wash that is done and paid by those means.
async fn paid(shop: &Shop, method: &str) -> Value {
    let done = shop.car_done().await;
    let body = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": method});
    shop.pay(body).await.expect(201)
}

async fn ask(who: &Http, payment: &Value, amount: i64) -> Reply {
    let body = json!({"amount": amount, "reason": "kurang bersih"});
    who.post(&format!("/api/v1/payments/{}/refund", payment["id"]), body).await
}

async fn say(who: &Http, refund: &Value, verb: &str, body: Value) -> Reply {
    who.patch(&format!("{REFUNDS}/{}/{verb}", refund["id"]), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_one_is_approved_at_once_and_paid_out_once() {
    let shop = Shop::with_drawer().await;
    let manajer = shop.manajer().await;
    let payment = paid(&shop, "cash").await;
    let refund = ask(&manajer, &payment, 25_000).await.expect(201);
    assert_eq!(refund["status"], "approved", "RFA-07");
    assert_eq!(
        (&refund["approvedBy"], &refund["approvedAutomatically"]),
        (&Value::Null, &json!(true))
    );
    assert_eq!(ask(&manajer, &payment, 50_001).await.refused(422).1, "INVALID_AMOUNT", "RFA-12");
    for nothing in [0, -5] {
        let refused = ask(&manajer, &payment, nothing).await.refused(422);
        assert_eq!(refused.1, "INVALID_AMOUNT", "RFA-06");
    }
    let done = say(&manajer, &refund, "pay-out", json!({})).await;
    let position = done.position();
    let done = done.expect(200);
    assert_eq!(
        (&done["status"], &done["paidOutBy"]["username"]),
        (&json!("paid_out"), &json!("manajer"))
    );
    let again = say(&manajer, &refund, "pay-out", json!({})).await;
    assert_eq!(again.refused(422).1, "INVALID_STATE");

    let order = format!("/api/v1/car-wash/orders/{}", payment["orderId"]);
    let order = manajer.get_at(&order, position).await.expect(200);
    let figures = ["paid", "refunded", "outstanding"].map(|field| order[field].as_i64().unwrap());
    assert_eq!(figures, [75_000, 25_000, 0], "no debt reopens");
    assert_eq!(order["paymentStatus"], "paid", "PST-08");
    let report = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
    let cash = json!({"paymentMethod": "cash", "count": 1, "amount": 50_000});
    assert_eq!(report["byPaymentMethod"][0], cash);
    let back = json!({"paymentMethod": "cash", "count": 1, "amount": 25_000});
    assert_eq!(report["refundsByPaymentMethod"][0], back);
    assert_eq!((&report["totalRefunds"], &report["netSales"]), (&json!(25_000), &json!(50_000)));
    let kasir = shop.kasir().await;
    let counted = json!({"countedBalance": 550_000});
    let closed = kasir.post("/api/v1/cash-drawer/close", counted).await.expect(200);
    assert_eq!((&closed["expected"], &closed["variance"]), (&json!(550_000), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_goes_back_and_the_payment_is_refunded() {
    let shop = Shop::open().await;
    let (manajer, admin) = (shop.manajer().await, shop.admin().await);
    let payment = paid(&shop, "card").await;
    let refund = ask(&manajer, &payment, 75_000).await.expect(201);
    assert_eq!(
        (&refund["status"], &refund["requiredRole"]),
        (&json!("requested"), &json!("manager"))
    );
    let own = say(&manajer, &refund, "approve", json!({})).await;
    assert_eq!(own.refused(403).0, "INSUFFICIENT_PERMISSIONS", "requester is not approver");
    let early = say(&manajer, &refund, "pay-out", json!({})).await;
    assert_eq!(early.refused(422).1, "INVALID_STATE");
    let kasir = shop.kasir().await;
    let below = say(&kasir, &refund, "approve", json!({})).await.refused(403);
    assert_eq!(below.1, "APPROVAL_REQUIRED");
    let approved = say(&admin, &refund, "approve", json!({})).await.expect(200);
    assert_eq!(approved["approvedBy"]["username"], "admin");
    assert_eq!(approved["approvedAutomatically"], false);
    let reply = say(&manajer, &refund, "pay-out", json!({})).await;
    let position = reply.position();
    reply.expect(200);
    let path = format!("/api/v1/payments/{}", payment["id"]);
    let seen = manajer.get_at(&path, position).await.expect(200);
    assert_eq!((&seen["status"], &seen["refunded"]), (&json!("refunded"), &json!(75_000)));
    let order = format!("/api/v1/car-wash/orders/{}", payment["orderId"]);
    let order = manajer.get_at(&order, position).await.expect(200);
    assert_eq!((&order["paymentStatus"], &order["status"]), (&json!("refunded"), &json!("paid")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_ask_is_a_matter_of_the_ladder() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    let payment = paid(&shop, "card").await;
    let refused = ask(&kasir, &payment, 25_000).await;
    assert_eq!(refused.refused(403).1, "APPROVAL_REQUIRED", "PER-15");
    assert_eq!(refused.body["error"]["details"][0]["requiredRole"], "manager");
    for (who, code) in [("ahmad", "INSUFFICIENT_PERMISSIONS"), ("tamu", "INSUFFICIENT_PERMISSIONS")]
    {
        let staff = shop.staff(who).await;
        assert_eq!(ask(&staff, &payment, 1).await.refused(403).0, code, "{who}");
        assert_eq!(staff.get(REFUNDS).await.refused(403).0, code, "PER-14: {who}");
        assert_eq!(staff.get("/api/v1/payments").await.refused(403).0, code, "PER-14: {who}");
    }
    let set = json!({"limits": {"cashierRefundMax": 50_000, "refundSelfApproveMax": 10_000}});
    let put = axum::http::Method::PUT;
    admin.send(put, "/api/v1/settings", &[], Some(set.to_string())).await.unwrap().expect(200);
    let asked = ask(&kasir, &payment, 25_000).await.expect(201);
    assert_eq!(
        (&asked["status"], &asked["requiredRole"]),
        (&json!("requested"), &json!("cashier")),
        "RFA-09"
    );
    let small = ask(&kasir, &payment, 10_000).await.expect(201);
    assert_eq!(small["status"], "approved");
    say(&kasir, &small, "pay-out", json!({})).await.expect(200);
    assert_eq!(
        ask(&kasir, &payment, 50_000).await.refused(422).1,
        "INVALID_AMOUNT",
        "40,000 are left"
    );
    let other = paid(&shop, "card").await;
    assert_eq!(ask(&kasir, &other, 50_000).await.refused(403).1, "APPROVAL_REQUIRED", "RFA-02");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rejected_is_asked_for_again_and_all_are_listed() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let payment = paid(&shop, "card").await;
    let first = ask(&manajer, &payment, 60_000).await.expect(201);
    assert_eq!(wrong_fields(&say(&manajer, &first, "reject", json!({})).await), ["reason"]);
    let no = json!({"reason": "tidak ada bukti"});
    let rejected = say(&manajer, &first, "reject", no.clone()).await.expect(200);
    assert_eq!(
        (&rejected["status"], &rejected["rejectionReason"]),
        (&json!("rejected"), &no["reason"])
    );
    assert_eq!(say(&manajer, &first, "reject", no).await.refused(422).1, "INVALID_STATE");
    let second = ask(&manajer, &payment, 75_000).await;
    let position = second.position();
    let second = second.expect(201);
    assert_ne!(first["id"], second["id"]);
    let void = format!("/api/v1/payments/{}/void", payment["id"]);
    let void = manajer.patch(&void, json!({"reason": "salah"})).await;
    assert_eq!(void.refused(422).1, "INVALID_STATE", "a refund stands");

    let list = async |query: &str| {
        let reply = manajer.get_at(&format!("{REFUNDS}{query}"), position).await;
        let ids = reply.expect(200);
        ids.as_array().unwrap().iter().map(|refund| refund["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [second["id"].clone(), first["id"].clone()]);
    assert_eq!(list("?filter[status]=rejected").await, [first["id"].clone()]);
    assert_eq!(
        list(&format!("?filter[paymentId]={}&sort=createdAt", payment["id"])).await.len(),
        2
    );
    assert_eq!(list("?filter[orderId]=999").await.len(), 0);
    let one = manajer.get_at(&format!("{REFUNDS}/{}", second["id"]), position).await.expect(200);
    assert_eq!(one, second);
    let bad = manajer.get(&format!("{REFUNDS}?filter[status]=lost&colour=red")).await;
    assert_eq!(wrong_fields(&bad), ["filter[status]", "colour"]);
    for nowhere in ["5", "999901", "0x"] {
        let status = if nowhere == "0x" { 400 } else { 404 };
        assert_eq!(manajer.get(&format!("{REFUNDS}/{nowhere}")).await.status, status, "{nowhere}");
    }
    assert_eq!(say(&manajer, &json!({"id": 5}), "approve", json!({})).await.status, 404);

    let payments = manajer.get_at("/api/v1/payments?filter[method]=CARD", position).await;
    assert_eq!(payments.body["meta"]["total"], 1);
    let none = manajer.get_at("/api/v1/payments?filter[status]=pending", position).await;
    assert_eq!(none.body["meta"]["total"], 0);
    let methods = shop.staff("tamu").await.get("/api/v1/payment-methods").await.expect(200);
    assert_eq!(methods.as_array().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_refund_is_approved_and_paid_out_once_by_many_at_once() {
    let shop = Shop::with_drawer().await;
    let (manajer, admin) = (shop.manajer().await, shop.admin().await);
    let payment = paid(&shop, "cash").await;
    let refund = ask(&manajer, &payment, 75_000).await.expect(201);
    let another = admin.at(&shop.another().await);
    for verb in ["approve", "pay-out"] {
        let mut saying = Vec::new();
        for i in 0..10 {
            let (who, refund) =
                (if i % 2 == 0 { admin.clone() } else { another.clone() }, refund.clone());
            saying.push(tokio::spawn(async move { say(&who, &refund, verb, json!({})).await }));
        }
        let (mut let_through, mut position) = (0, 0);
        for reply in saying {
            let reply = reply.await.unwrap();
            match reply.status {
                200 => (let_through, position) = (let_through + 1, reply.position()),
                422 => assert_eq!(reply.refused(422).1, "INVALID_STATE", "{verb}"),
                other => panic!("{verb}: {other}: {}", reply.text),
            }
        }
        assert_eq!(let_through, 1, "{verb}");
        let order = format!("/api/v1/car-wash/orders/{}", payment["orderId"]);
        let seen = manajer.get_at(&order, position).await.expect(200);
        assert_eq!(seen["refunded"], if verb == "pay-out" { 75_000 } else { 0 });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_called_off_proposes_and_the_refund_follows() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let order = shop.car_in_work().await;
    let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "card"});
    let payment = shop.pay(body).await.expect(201);
    let path = format!("/api/v1/car-wash/orders/{}/cancel", order["id"]);
    let off = manajer.patch(&path, json!({"reason": "mesin rusak"})).await.expect(200);
    let proposed = off["refundProposal"]["amount"].as_i64().unwrap();
    assert_eq!(proposed, 37_500, "half of what was paid");
    let refund = ask(&manajer, &payment, proposed).await.expect(201);
    let given = say(&manajer, &refund, "pay-out", json!({})).await.expect(200);
    assert_eq!(given["status"], "paid_out");
}

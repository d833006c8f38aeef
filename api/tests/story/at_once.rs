//! Several people do something about the same money at once, at two API processes: one effect each,
//! and everybody is told the truth.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use test_shop::{Http, Reply};
use tokio::sync::Notify;

use crate::shop::Shop;

const PAYMENTS: &str = "/api/v1/payments";
const TILLS: usize = 20;

/// Everybody at once, turn about at this process and at another.
async fn all_at_once<F>(shop: &Shop, say: impl Fn(Http, usize) -> F) -> Vec<Reply>
where
    F: Future<Output = Reply> + Send + 'static,
{
    let here = shop.kasir().await;
    let there = here.at(&shop.another().await);
    let saying: Vec<_> = (0..TILLS)
        .map(|till| if till % 2 == 0 { (here.clone(), till) } else { (there.clone(), till) })
        .map(|(who, till)| tokio::spawn(say(who, till)))
        .collect();
    let mut replies = Vec::new();
    for reply in saying {
        replies.push(reply.await.unwrap());
    }
    replies
}

/// Those that were taken; what was refused must have been for one of those reasons.
fn taken(replies: &[Reply], why: &[(u16, &str)]) -> Vec<Value> {
    let mut taken = Vec::new();
    for reply in replies {
        if reply.status < 300 {
            taken.push(reply.body["data"].clone());
            continue;
        }
        let (code, detail) = reply.refused(reply.status);
        let known = why
            .iter()
            .any(|(status, said)| *status == reply.status && (code == *said || detail == *said));
        assert!(known, "{}: {}", reply.status, reply.text);
    }
    taken
}

/// How many events of each kind there are.
async fn events(shop: &Shop) -> BTreeMap<String, i64> {
    let sql = "SELECT event_type, COUNT(*) FROM events GROUP BY event_type";
    let rows: Vec<(String, i64)> =
        sqlx::query_as(sql).fetch_all(&mut shop.database.admin().await).await.unwrap();
    rows.into_iter().collect()
}

/// Closes the drawer: what should have been in it.
async fn expected(shop: &Shop) -> Value {
    let counted = json!({"countedBalance": 0});
    let closed = shop.kasir().await.post("/api/v1/cash-drawer/close", counted).await;
    closed.expect(200)["expected"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_tills_take_the_same_money_once() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    let replies = all_at_once(&shop, |who, _| {
        let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "cash"});
        async move { who.post(PAYMENTS, body).await }
    })
    .await;
    // Nothing is due any more; or somebody was faster too often, and it is to be said again.
    let taken = taken(&replies, &[(422, "INVALID_AMOUNT"), (409, "CONFLICT")]);
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0]["order"]["outstanding"], 0);
    let events = events(&shop).await;
    assert_eq!((events["PaymentReceived"], events["PaymentCredited"]), (1, 1));
    assert_eq!((events["CashTaken"], expected(&shop).await), (1, json!(575_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_twenty_tills_take_never_make_more_than_the_whole() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    let replies = all_at_once(&shop, |who, till| {
        let method = if till % 4 < 2 { "cash" } else { "card" };
        let body = json!({"orderId": order["id"], "amount": 10_000, "paymentMethod": method});
        async move {
            loop {
                let reply = who.post(PAYMENTS, body.clone()).await;
                if reply.status != 409 {
                    break reply; // somebody was faster: it is said again
                }
            }
        }
    })
    .await;
    let taken = taken(&replies, &[(422, "INVALID_AMOUNT")]);
    assert_eq!(taken.len(), 7, "of 75,000");
    let left: Vec<i64> =
        taken.iter().map(|paid| paid["order"]["outstanding"].as_i64().unwrap()).collect();
    let mut in_order = left.clone();
    in_order.sort_unstable();
    assert_eq!(in_order, [5_000, 15_000, 25_000, 35_000, 45_000, 55_000, 65_000], "each is told");
    let cash = taken.iter().filter(|paid| paid["paymentMethod"] == "cash").count();
    assert_eq!(expected(&shop).await, 500_000 + 10_000 * i64::try_from(cash).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_that_comes_while_the_drawer_is_counted_is_in_the_count_or_refused() {
    let shop = Shop::with_drawer().await;
    let mut orders = Vec::new();
    for _ in 0..TILLS {
        orders.push(shop.car_waiting().await["id"].clone());
    }
    // Who counts begins when the first has paid: the others are at it.
    let paid = Arc::new(Notify::new());
    let replies = all_at_once(&shop, |who, till| {
        let body = json!({"orderId": orders[till], "amount": 75_000, "paymentMethod": "cash"});
        let paid = paid.clone();
        async move {
            if till == TILLS / 2 {
                paid.notified().await;
                loop {
                    let counted = json!({"countedBalance": 0});
                    let reply = who.post("/api/v1/cash-drawer/close", counted).await;
                    if reply.status != 409 {
                        return reply; // somebody was faster too often: it is said again
                    }
                }
            }
            let reply = who.post(PAYMENTS, body).await;
            paid.notify_one();
            reply
        }
    })
    .await;
    let (closing, paying): (Vec<Reply>, Vec<Reply>) =
        replies.into_iter().partition(|reply| reply.body["data"]["counted"].is_number());
    assert_eq!(closing.len(), 1, "who counts is not kept waiting by who pays");
    let taken = taken(&paying, &[(422, "INVALID_STATE"), (409, "CONFLICT")]);
    let taken = i64::try_from(taken.len()).unwrap();
    assert!(taken > 0);
    assert_eq!(closing[0].body["data"]["expected"], 500_000 + 75_000 * taken);
    let events = events(&shop).await;
    let received = events.get("PaymentReceived").copied().unwrap_or_default();
    assert_eq!((received, events["DrawerClosed"]), (taken, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_taken_back_or_given_back_never_both() {
    let shop = Shop::with_drawer().await;
    let manajer = shop.manajer().await;
    let there = manajer.at(&shop.another().await);
    let (mut voided, mut asked) = (0, 0);
    for round in 0..8 {
        let order = shop.car_done().await;
        let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "cash"});
        let payment = shop.pay(body).await.expect(201);
        let at = |verb: &str| format!("{PAYMENTS}/{}/{verb}", payment["id"]);
        let (void, refund) = (at("void"), at("refund"));
        let (reason, back) =
            (json!({"reason": "salah"}), json!({"amount": 25_000, "reason": "kurang bersih"}));
        let (void, refund) = tokio::join!(manajer.patch(&void, reason), there.post(&refund, back));
        match (void.status, refund.status) {
            (200, _) => {
                assert_eq!(refund.refused(422).1, "INVALID_STATE", "round {round}");
                voided += 1;
            }
            (_, 201) => {
                assert_eq!(void.refused(422).1, "INVALID_STATE", "round {round}");
                asked += 1;
            }
            other => panic!("round {round}: {other:?} {} {}", void.text, refund.text),
        }
    }
    let events = events(&shop).await;
    let of = |kind: &str| events.get(kind).copied().unwrap_or_default();
    assert_eq!((of("PaymentVoided"), of("RefundRequested")), (voided, asked));
    assert_eq!(expected(&shop).await, 500_000 + 75_000 * asked);
}

//! The shop shuts: what the day came to is frozen, and what comes later is a correction.

use axum::http::Method;
use serde_json::{Value, json};
use sqlx::{ConnectOptions, Executor};
use test_shop::{Http, Reply};

use crate::counter::{day, put, time};
use crate::shop::{Shop, path, wrong_fields};

const DAYS: &str = "/api/v1/day-close";
const DRAWER: &str = "/api/v1/cash-drawer";

async fn close(who: &Http, date: &str) -> Reply {
    who.post(DAYS, json!({"date": date})).await
}

async fn statement(who: &Http, date: &str, position: i64) -> Value {
    who.get_at(&format!("{DAYS}/{date}"), position).await.expect(200)
}

/// Some numbers of a part of a reply, `null` where there is none.
fn numbers<const N: usize>(part: &Value, fields: [&str; N]) -> Value {
    json!(fields.map(|field| part[field].clone()).to_vec())
}

fn method<'a>(part: &'a Value, name: &str) -> &'a Value {
    let methods = part["byPaymentMethod"].as_array().unwrap();
    methods.iter().find(|of| of["paymentMethod"] == name).unwrap()
}

async fn paid(shop: &Shop, order: &Value, tender: Value) -> Reply {
    let mut body = json!({"orderId": order["id"]});
    body.as_object_mut().unwrap().extend(tender.as_object().unwrap().clone());
    let reply = shop.manajer().await.post("/api/v1/payments", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply
}

async fn done_and_paid(shop: &Shop, method: &str, reference: Option<&str>) -> Value {
    let order = shop.car_done().await;
    let tender = json!({"amount": 75_000, "paymentMethod": method, "referenceNumber": reference});
    paid(shop, &order, tender).await.expect(201)
}

/// A part of a payment goes back.
async fn refunded(shop: &Shop, payment: &Value, amount: i64) -> Reply {
    let manajer = shop.manajer().await;
    let body = json!({"amount": amount, "reason": "kurang bersih"});
    let refund = format!("/api/v1/payments/{}/refund", payment["id"]);
    let refund = manajer.post(&refund, body).await.expect(201);
    let path = format!("/api/v1/refunds/{}/pay-out", refund["id"]);
    manajer.patch(&path, json!({})).await
}

/// A wash that was ordered and done so many days ago, and is written down only now.
async fn washed(shop: &Shop, days_ago: i64) -> Reply {
    let manajer = shop.manajer().await;
    let then = time(-days_ago * 24 * 60);
    let wanted = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1],
        "orderedAt": then, "backdateReason": "listrik mati",
    });
    let order = manajer.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    manajer.patch(&path(&order, "start"), json!({})).await.expect(200);
    let finished = json!({"completedAt": then, "backdateReason": "listrik mati"});
    let done = manajer.patch(&path(&order, "complete"), finished).await;
    assert_eq!(done.status, 200, "{}", done.text);
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_closed_with_all_that_it_came_to() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer, today) = (shop.kasir().await, shop.manajer().await, day(0));
    done_and_paid(&shop, "cash", None).await;
    let split = json!({"tenders": [
        {"paymentMethod": "cash", "amount": 25_000}, {"paymentMethod": "e_wallet", "amount": 50_000},
    ]});
    paid(&shop, &shop.car_done().await, split).await;
    let transfer = done_and_paid(&shop, "bank_transfer", Some("BCA-7")).await;
    refunded(&shop, &transfer, 25_000).await.expect(200);
    let mistaken = done_and_paid(&shop, "card", None).await;
    let void = format!("/api/v1/payments/{}/void", mistaken["id"]);
    manajer.patch(&void, json!({"reason": "salah tombol"})).await.expect(200);
    let again = json!({"amount": 75_000, "paymentMethod": "e_wallet"});
    paid(&shop, &json!({"id": mistaken["orderId"]}), again).await;
    let off = shop.car_in_work().await;
    manajer.patch(&path(&off, "cancel"), json!({"reason": "hujan"})).await.expect(200);
    let petty = json!({"type": "in", "amount": 10_000, "reason": "receh"});
    kasir.post(&format!("{DRAWER}/movements"), petty).await.expect(200);
    let count = json!({"countedBalance": 609_500, "note": "kembalian"});
    kasir.post(&format!("{DRAWER}/close"), count).await.expect(200);
    let float = json!({"openingBalance": 300_000});
    kasir.post(&format!("{DRAWER}/open"), float).await.expect(200);
    let out = json!({"type": "out", "amount": 7_000, "reason": "sabun"});
    kasir.post(&format!("{DRAWER}/movements"), out).await.expect(200);
    shop.car_waiting().await;
    let position = shop.car_in_work().await; // left in work
    let position = shop.order(&position, "submit-quality-check", json!({})).await.position();

    let preview = statement(&manajer, &today, position).await;
    assert_eq!(
        numbers(&preview, ["closed", "closedAt", "asOfPosition"]),
        json!([false, null, position])
    );
    let closed = close(&manajer, &today).await;
    let closed_at = closed.position();
    let closed = closed.expect(201);
    assert_eq!(numbers(&closed, ["date", "outletId", "closed"]), json!([today, 1, true]));
    assert_eq!(closed["closedBy"]["username"], "manajer");
    for field in ["orders", "byService", "takings", "byPaymentMethod", "drawers", "corrections"] {
        assert_eq!(closed[field], preview[field], "{field}: nothing happened in between");
    }
    let orders = ["placed", "cancelled", "completed", "revenue", "discount", "tax", "employeeCut"];
    assert_eq!(numbers(&closed["orders"], orders), json!([7, 1, 4, 300_000, 0, 0, 90_000]));
    let back = ["businessNet", "refunds", "refunded", "reversed", "reversedCut", "reversedNet"];
    let right = json!([210_000, 1, 25_000, 25_000, 7_500, 17_500]);
    assert_eq!(numbers(&closed["orders"], back), right);
    assert_eq!(closed["orders"]["cutKept"], 11_250, "30 % of a half, of the wash called off");
    assert_eq!(closed["byService"][0]["service"], "car_wash");
    assert_eq!(closed["byService"][0]["revenue"], 300_000);
    assert_eq!(closed["openOrders"], 2);
    let money = ["payments", "taken", "voids", "voided", "refunds", "refunded", "net"];
    let right = json!([6, 375_000, 1, 75_000, 1, 25_000, 275_000]);
    assert_eq!(numbers(&closed["takings"], money), right);
    let net = ["cash", "card", "bank_transfer", "e_wallet"].map(|by| &method(&closed, by)["net"]);
    assert_eq!(json!(net), json!([100_000, 0, 50_000, 125_000]));
    let fields =
        ["status", "openingBalance", "cashIn", "cashOut", "expected", "counted", "variance"];
    let [counted, open] = &closed["drawers"].as_array().unwrap()[..] else { panic!("{closed}") };
    let right = json!(["closed_counted", 500_000, 110_000, 0, 610_000, 609_500, -500]);
    assert_eq!(numbers(counted, fields), right);
    let right = json!(["open", 300_000, null, null, null, null, null]);
    assert_eq!(numbers(open, fields), right, "nobody learns what should be in it");
    assert!(!closed.to_string().contains("293000"), "{closed}");

    assert_eq!(statement(&manajer, &today, closed_at).await, closed);
    let list = manajer.get_at(DAYS, closed_at).await;
    assert_eq!(list.body["meta"]["total"], 1);
    let row = &list.body["data"][0];
    let right = json!([today, 300_000, 275_000, []]);
    assert_eq!(numbers(row, ["date", "revenue", "netTakings", "correctedDates"]), right);
}

#[tokio::test(flavor = "multi_thread")]
async fn discount_tax_and_what_coins_cannot_pay_have_lines_of_their_own() {
    let shop = Shop::with_drawer().await;
    let (admin, manajer) = (shop.admin().await, shop.manajer().await);
    let coins = json!({"limits": {"cashRounding": 500}});
    put(&admin, "/api/v1/settings", coins).await.expect(200);
    put(&admin, "/api/v1/settings/tax", json!({"car_wash": 1_000})).await.expect(200);
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "finalPrice": 68_000,
        "overrideReason": "langganan", "employeeIds": [1]});
    let order = shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    for verb in ["start", "complete"] {
        shop.order(&order, verb, json!({})).await.expect(200);
    }
    let cash = json!({"amount": 74_800, "paymentMethod": "cash"});
    let mistaken = paid(&shop, &order, cash.clone()).await.expect(201);
    let void = format!("/api/v1/payments/{}/void", mistaken["id"]);
    manajer.patch(&void, json!({"reason": "salah tombol"})).await.expect(200);
    paid(&shop, &order, cash).await;
    let closed = close(&manajer, &day(0)).await.expect(201);
    let fields = ["revenue", "discount", "tax", "employeeCut", "businessNet"];
    let right = json!([74_800, 7_000, 6_800, 20_400, 47_600]);
    assert_eq!(numbers(&closed["orders"], fields), right);
    let fields = ["taken", "rounding", "voids", "voided", "voidedRounding", "net"];
    let right = json!([150_000, -400, 1, 75_000, -200, 75_000]);
    assert_eq!(numbers(method(&closed, "cash"), fields), right);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_later_is_a_correction_in_the_next_statement() {
    let shop = Shop::with_drawer().await;
    let manajer = shop.manajer().await;
    let (yesterday, today, tomorrow) = (day(-1), day(0), day(1));
    let order = washed(&shop, 1).await.expect(200);
    let then = |amount| {
        json!({"amount": amount, "paymentMethod": "cash",
            "paidAt": time(-24 * 60), "backdateReason": "listrik mati"})
    };
    paid(&shop, &order, then(50_000)).await;
    let frozen = close(&manajer, &yesterday).await.expect(201);
    assert_eq!(numbers(&frozen["takings"], ["payments", "net"]), json!([1, 50_000]));
    assert_eq!(frozen["orders"]["revenue"], 75_000);
    assert_eq!(frozen["drawers"], json!([]), "the drawer was opened today");

    // The rest of the money came yesterday too, it turns out; and another wash.
    let payment = paid(&shop, &order, then(25_000)).await.expect(201);
    let position = washed(&shop, 1).await.position();
    assert_eq!(statement(&manajer, &yesterday, position).await, frozen, "for ever");
    done_and_paid(&shop, "card", None).await;
    let next = close(&manajer, &today).await;
    let (position, next) = (next.position(), next.expect(201));
    assert_eq!(next["previousDate"], yesterday);
    assert_eq!(numbers(&next["orders"], ["completed", "revenue"]), json!([1, 75_000]));
    assert_eq!(next["takings"]["net"], 75_000, "what came for yesterday is not today's");
    assert_eq!(next["drawers"][0]["status"], "open");
    let [correction] = &next["corrections"].as_array().unwrap()[..] else { panic!("{next}") };
    assert_eq!(correction["date"], yesterday);
    assert_eq!(numbers(&correction["orders"], ["completed", "revenue"]), json!([1, 75_000]));
    let cash = numbers(method(correction, "cash"), ["payments", "taken", "net"]);
    assert_eq!(cash, json!([1, 25_000, 25_000]));
    assert_eq!(statement(&manajer, &yesterday, position).await, frozen);

    // Today is closed: a refund and the drawer's count are corrections of it.
    refunded(&shop, &payment, 10_000).await.expect(200);
    let kasir = shop.kasir().await;
    let counted = kasir.post(&format!("{DRAWER}/close"), json!({"countedBalance": 565_000})).await;
    let preview = statement(&manajer, &tomorrow, counted.position()).await;
    assert_eq!(numbers(&preview, ["closed", "previousDate"]), json!([false, today]));
    assert_eq!(preview["takings"]["payments"], 0);
    let [correction] = &preview["corrections"].as_array().unwrap()[..] else { panic!("{preview}") };
    assert_eq!(correction["date"], today);
    assert_eq!(numbers(&correction["takings"], ["refunds", "net"]), json!([1, -10_000]));
    assert_eq!(correction["orders"]["reversed"], 10_000);
    let session = numbers(&correction["drawers"][0], ["opened", "status", "expected", "variance"]);
    assert_eq!(session, json!([false, "closed_counted", 565_000, 0]));
    assert_eq!(statement(&manajer, &today, counted.position()).await, next);
    let list = manajer.get_at(&format!("{DAYS}?limit=1&sort=createdAt"), position).await;
    assert_eq!(numbers(&list.body["meta"], ["total", "totalPages"]), json!([2, 2]));
    assert_eq!(list.body["data"][0]["date"], yesterday);
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_closed_one_after_the_other_and_once() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    washed(&shop, 3).await.expect(200);
    washed(&shop, 1).await.expect(200);
    let invalid = ("BUSINESS_RULE_VIOLATION".to_owned(), "INVALID_STATE".to_owned());
    for (date, named) in [(day(0), day(-3)), (day(-1), day(-3))] {
        let early = close(&manajer, &date).await;
        assert_eq!(early.refused(422), invalid, "{date}");
        assert!(early.text.contains(&named), "{}", early.text);
    }
    let body = json!({"date": day(-3)}).to_string();
    let key = [("idempotency-key", "once".to_owned())];
    let once = async || manajer.send(Method::POST, DAYS, &key, Some(body.clone())).await.unwrap();
    let (first, again) = (once().await, once().await);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text);
    assert_eq!(first.text, again.text, "the stored reply");
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(close(&manajer, &day(-3)).await.refused(422), invalid, "closed");
    close(&manajer, &day(-1)).await.expect(201);
    let last = close(&manajer, &day(0)).await;
    let position = last.position();
    assert_eq!(once().await.text, first.text, "and still the same");
    let passed = close(&manajer, &day(-2)).await;
    assert_eq!(
        passed.refused(422),
        invalid,
        "nothing happened that day, and later ones are closed"
    );
    let path = format!("{DAYS}/{}", day(-2));
    assert_eq!(manajer.get_at(&path, position).await.refused(404).0, "NOT_FOUND");
    let future = close(&manajer, &day(1)).await;
    assert_eq!(future.refused(422).1, "INVALID_RANGE");
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_close_days_and_say_which() {
    let shop = Shop::open().await;
    for username in ["kasir", "ahmad", "tamu"] {
        let who = shop.staff(username).await;
        for reply in [
            close(&who, "kemarin").await,
            who.get(DAYS).await,
            who.get(&format!("{DAYS}/{}", day(0))).await,
        ] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
        }
    }
    let manajer = shop.manajer().await;
    for date in ["kemarin", "2026-13-01", "", "01-02-2026"] {
        assert_eq!(wrong_fields(&close(&manajer, date).await), ["date"], "{date}");
    }
    for (body, fields) in [
        (json!({}), vec!["date"]),
        (json!({"date": 20_261_123, "outletId": "satu", "x": 1}), vec!["date", "outletId", "x"]),
    ] {
        assert_eq!(wrong_fields(&manajer.post(DAYS, body).await), fields);
    }
    let unknown = manajer.post(DAYS, json!({"date": day(0), "outletId": 99})).await;
    assert_eq!(unknown.refused(422).1, "NOT_FOUND");
    for wrong in ["kemarin", "2026-02-30", "%ff"] {
        assert_eq!(wrong_fields(&manajer.get(&format!("{DAYS}/{wrong}")).await), ["date"]);
    }
    let query = format!("{DAYS}/{}?outletId=x&warna=biru", day(0));
    assert_eq!(wrong_fields(&manajer.get(&query).await), ["outletId", "warna"]);
    for path in [format!("{DAYS}?outletId=99"), format!("{DAYS}/{}?outletId=99", day(0))] {
        assert_eq!(manajer.get(&path).await.refused(404).0, "NOT_FOUND");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn outlets_close_their_own_days() {
    let shop = Shop::with_drawer().await;
    let (admin, manajer, today) = (shop.admin().await, shop.manajer().await, day(0));
    let there = json!({"name": "Kharisma Timur", "timezone": "Asia/Jakarta"});
    let outlet = admin.post("/api/v1/outlets", there).await.expect(201)["id"].clone();
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1],
        "outletId": outlet});
    let order = shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    shop.order(&order, "start", json!({})).await.expect(200);
    shop.order(&order, "complete", json!({})).await.expect(200);
    let card = json!({"amount": 75_000, "paymentMethod": "card"});
    paid(&shop, &order, card).await;
    let first = close(&manajer, &today).await.expect(201);
    assert_eq!(numbers(&first["orders"], ["placed", "completed"]), json!([0, 0]));
    let body = json!({"date": today, "outletId": outlet});
    let second = manajer.post(DAYS, body).await;
    let position = second.position();
    let second = second.expect(201);
    assert_eq!(second["outletId"], outlet);
    assert_eq!(numbers(&second["orders"], ["placed", "completed"]), json!([1, 1]));
    assert_eq!(numbers(&second["takings"], ["payments", "net"]), json!([1, 75_000]));
    let list = manajer.get_at(&format!("{DAYS}?outletId={outlet}"), position).await;
    assert_eq!(
        (&list.body["meta"]["total"], &list.body["data"][0]["outletId"]),
        (&json!(1), &outlet)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_who_close_the_same_day_close_it_once() {
    let shop = Shop::with_drawer().await;
    done_and_paid(&shop, "cash", None).await;
    let manajer = shop.manajer().await;
    let elsewhere = manajer.at(&shop.another().await);
    let mut closing = Vec::new();
    for n in 0..12 {
        let who = if n % 2 == 0 { manajer.clone() } else { elsewhere.clone() };
        closing.push(tokio::spawn(async move { close(&who, &day(0)).await }));
    }
    let mut closed = Vec::new();
    for reply in closing {
        let reply = reply.await.unwrap();
        match reply.status {
            201 => closed.push(reply),
            409 => assert_eq!(reply.refused(409).0, "CONFLICT"),
            422 => assert_eq!(reply.refused(422).1, "INVALID_STATE"),
            other => panic!("{other}: {}", reply.text),
        }
    }
    let [one] = &closed[..] else { panic!("{} closed it", closed.len()) };
    let list = manajer.get_at(DAYS, one.position()).await;
    assert_eq!(list.body["meta"]["total"], 1);
    assert_eq!(list.body["data"][0]["asOfPosition"], one.body["data"]["asOfPosition"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_day_is_closed_on_figures_that_are_behind() {
    let shop = Shop::with_drawer().await;
    // Where figures are waited for as long as in a shop.
    let here = shop.another_with(&shop.database.impatient()).await;
    let manajer = shop.manajer().await.at(&here);
    let read = shop.database.read_as_admin();
    let mut worker = read.options().connect().await.unwrap();
    worker.execute("SET sql_log_bin = 0").await.unwrap();
    worker.execute("START TRANSACTION").await.unwrap();
    worker.execute("SELECT position FROM day_book_checkpoint FOR UPDATE").await.unwrap();
    done_and_paid(&shop, "cash", None).await;
    let late = close(&manajer, &day(0)).await;
    assert_eq!(late.refused(503).0, "SERVICE_UNAVAILABLE");
    assert!(late.headers.contains_key("retry-after"));
    worker.execute("ROLLBACK").await.unwrap();
    let closed = loop {
        let reply = close(&manajer, &day(0)).await;
        if reply.status != 503 {
            break reply.expect(201);
        }
    };
    assert_eq!(closed["takings"]["net"], 75_000, "it was not closed before");
}

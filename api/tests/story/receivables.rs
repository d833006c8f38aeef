//! Deliveries on terms, the month's invoices, money for them, and what is given up.

use axum::http::Method;
use chrono::Utc;
use domain::values::{BusinessDay, Month, Outlet};
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::counter::{day, place, plain, tell, with, wrong};
use crate::shop::{Shop, customer_path, wrong_fields};

pub(crate) const WATER: &str = "water-delivery";
pub(crate) const INVOICES: &str = "/api/v1/invoices";
const RECEIVABLES: &str = "/api/v1/receivables";

fn today() -> BusinessDay {
    Outlet::first().business_day(Utc::now())
}

pub(crate) fn this_month() -> String {
    Month::of(today()).to_string()
}

/// So many gallons of 20,000 Rupiah on a monthly bill, fetched at the counter.
pub(crate) fn gallons(customer: &Value, quantity: i64) -> Value {
    with(
        plain(WATER),
        json!({"customerId": customer["id"], "walkIn": null, "terms": "invoice",
            "quantity": quantity}),
    )
}

pub(crate) async fn delivered(shop: &Shop, customer: &Value, quantity: i64) -> Value {
    let kasir = shop.kasir().await;
    let order = place(&kasir, WATER, gallons(customer, quantity)).await.expect(201);
    tell(&kasir, &order, "start", json!({})).await.expect(200);
    tell(&kasir, &order, "complete", json!({})).await.expect(200)
}

pub(crate) async fn run(who: &Http, month: &str) -> Reply {
    who.post(&format!("{INVOICES}/run"), json!({"month": month})).await
}

/// The only invoice of a customer, who had this month run.
pub(crate) async fn invoiced(shop: &Shop, customer: &Value) -> Value {
    let manajer = shop.manajer().await;
    let reply = run(&manajer, &this_month()).await;
    let position = reply.position();
    reply.expect(200);
    let path = format!("{INVOICES}?filter[customerId]={}", customer["id"]);
    let all = manajer.get_at(&path, position).await.expect(200);
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    all[0].clone()
}

fn one(invoice: &Value, below: &str) -> String {
    format!("{INVOICES}/{}{below}", invoice["id"])
}

async fn pay(shop: &Shop, invoice: &Value, body: Value) -> Reply {
    shop.kasir().await.post(&one(invoice, "/payments"), body).await
}

pub(crate) async fn credit(shop: &Shop, customer: &Value, terms: Value) {
    shop.manajer().await.patch(&customer_path(customer, ""), terms).await.expect(200);
}

pub(crate) fn total(order: &Value) -> i64 {
    order["pricing"]["total"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_months_deliveries_become_one_invoice_that_is_paid_bit_by_bit() {
    let shop = Shop::with_drawer().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let (first, second) = (delivered(&shop, &cafe, 3).await, delivered(&shop, &cafe, 2).await);
    let waiting = place(&shop.kasir().await, WATER, gallons(&cafe, 1)).await.expect(201);
    let manajer = shop.manajer().await;
    let reply = run(&manajer, &this_month()).await;
    let position = reply.position();
    let ran = reply.expect(200);
    let sum = total(&first) + total(&second);
    let issued = &ran["issued"][0];
    assert_eq!((&issued["total"], &issued["deliveries"]), (&json!(sum), &json!(2)), "{ran}");
    let number = issued["invoiceNumber"].as_str().unwrap();
    assert!(number.starts_with(&format!("INV-{}-001", this_month())), "{number}");
    assert_eq!((&issued["issuedOn"], &issued["dueOn"]), (&json!(day(0)), &json!(day(30))));

    let bill = manajer.get_at(&one(issued, ""), position).await.expect(200);
    let lines = bill["lines"].as_array().unwrap();
    for (line, order) in lines.iter().zip([&first, &second]) {
        assert_eq!(line["orderNumber"], order["orderNumber"]);
        assert_eq!((&line["amount"], &line["owed"]), (&json!(total(order)), &json!(total(order))));
        assert_eq!(line["deliveredOn"], day(0));
    }
    assert_eq!((&bill["status"], &bill["owed"]), (&json!("open"), &json!(sum)));
    let reply = run(&manajer, &this_month()).await;
    let (position, again) = (reply.position(), reply.expect(200));
    assert_eq!((&again["issued"], &again["alreadyInvoiced"]), (&json!([]), &json!(1)));

    // The first wholly, and a bit of the second: in cash, with change given once.
    let part = total(&first) + 5_000;
    let body = json!({"amount": part, "paymentMethod": "cash", "amountTendered": part + 20_000});
    let reply = pay(&shop, &bill, body).await;
    assert_eq!(reply.headers["etag"], "\"3\"");
    let paid = reply.expect(201);
    assert_eq!((&paid["change"], &paid["invoice"]["status"]), (&json!(20_000), &json!("partial")));
    assert_eq!(paid["invoice"]["owed"], sum - part);
    let payments = paid["payments"].as_array().unwrap();
    let amounts: Vec<&Value> = payments.iter().map(|payment| &payment["amount"]).collect();
    assert_eq!(amounts, [&json!(total(&first)), &json!(5_000)]);
    for payment in payments {
        assert_eq!((&payment["invoiceId"], &payment["drawerId"]), (&bill["id"], &json!(1)));
        assert!(payment["receiptNumber"].as_str().unwrap().starts_with("RCP-"));
    }
    // A delivery that is paid by itself lessens the invoice as well.
    let left = total(&second) - 5_000;
    let direct = json!({"orderId": second["id"], "amount": left, "paymentMethod": "card"});
    let reply = shop.pay(direct).await;
    let position = position.max(reply.position());
    let payment = reply.expect(201);
    assert_eq!((&payment["invoiceId"], &payment["order"]["outstanding"]), (&bill["id"], &json!(0)));
    let settled = manajer.get_at(&one(&bill, ""), position).await.expect(200);
    assert_eq!((&settled["status"], &settled["owed"]), (&json!("paid"), &json!(0)));
    assert_eq!(settled["allowed"], json!([]));
    // Was it mis-keyed, the invoice owes again.
    let void = format!("/api/v1/payments/{}/void", payment["id"]);
    let reply = shop.kasir().await.patch(&void, json!({"reason": "salah metode"})).await;
    let position = reply.position();
    reply.expect(200);
    let again = manajer.get_at(&one(&bill, ""), position).await.expect(200);
    assert_eq!((&again["status"], &again["owed"]), (&json!("partial"), &json!(left)));
    let owed = manajer.get_at(RECEIVABLES, position).await.expect(200);
    assert_eq!((&owed["total"]["owed"], &owed["total"]["current"]), (&json!(left), &json!(left)));
    assert!(total(&waiting) > 0, "what is not delivered is nobody's debt yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_amount_pays_several_invoices_the_first_due_first() {
    let shop = Shop::open().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let kafe = shop.customer("Kafe Senja Dua", "0811-2222-444").await;
    credit(&shop, &kafe, json!({"paymentTermsDays": 15})).await;
    delivered(&shop, &cafe, 3).await;
    delivered(&shop, &kafe, 2).await;
    let (later, sooner) = (invoiced(&shop, &cafe).await, invoiced(&shop, &kafe).await);
    assert_eq!((&later["dueOn"], &sooner["dueOn"]), (&json!(day(30)), &json!(day(15))));
    let merge = json!({"intoId": kafe["id"]});
    let manajer = shop.manajer().await;
    manajer.post(&customer_path(&cafe, "/merge"), merge).await.expect(200);
    let sum = later["owed"].as_i64().unwrap() + sooner["owed"].as_i64().unwrap();
    let money = |amount: i64| {
        json!({"customerId": cafe["id"], "amount": amount, "paymentMethod": "bank_transfer",
            "referenceNumber": "BCA-77"})
    };
    let path = format!("{RECEIVABLES}/payments");
    let kasir = shop.kasir().await;
    let key = [("idempotency-key", "transfer-1".to_owned())];
    let asked = Some(money(sum - 1_000).to_string());
    let paid = kasir.send(Method::POST, &path, &key, asked.clone()).await.unwrap().expect(201);
    let stands: Vec<(&Value, &Value)> = paid["invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|invoice| (&invoice["id"], &invoice["status"]))
        .collect();
    assert_eq!(stands, [(&sooner["id"], &json!("paid")), (&later["id"], &json!("partial"))]);
    for payment in paid["payments"].as_array().unwrap() {
        assert_eq!(payment["referenceNumber"], "BCA-77");
    }
    let again = kasir.send(Method::POST, &path, &key, asked).await.unwrap();
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.expect(201), paid);
    let more = kasir.post(&path, money(1_001)).await;
    assert_eq!(more.refused(422).1, "INVALID_AMOUNT");
    kasir.post(&path, money(1_000)).await.expect(201);
    let nothing = kasir.post(&path, money(1)).await;
    assert_eq!(wrong(&nothing, 422), [("customerId", "INVALID_STATE")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_known_for_any_day() {
    let shop = Shop::open().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let manajer = shop.manajer().await;
    let first = delivered(&shop, &cafe, 3).await;
    let bill = invoiced(&shop, &cafe).await;
    let owed = total(&first);
    let reply = pay(&shop, &bill, json!({"amount": 10_000, "paymentMethod": "card"})).await;
    let mut position = reply.position();
    reply.expect(201);
    let second = delivered(&shop, &cafe, 1).await;
    let reply = manajer.get_at(&one(&bill, ""), position).await;
    position = position.max(reply.position());
    let as_of = async |days: i64| {
        let path = format!("{RECEIVABLES}?asOf={}", day(days));
        let end = sqlx::query("SELECT position FROM log_head");
        let row = end.fetch_one(&mut shop.database.admin().await).await.unwrap();
        let reply = manajer.get_at(&path, sqlx::Row::get(&row, 0)).await.expect(200);
        assert_eq!(reply["customers"].as_array().unwrap().len(), usize::from(days >= 0));
        reply["total"].clone()
    };
    let left = owed - 10_000;
    for (days, field) in [
        (0, "current"),
        (30, "current"),
        (31, "overdue1To29"),
        (59, "overdue1To29"),
        (60, "overdue30To59"),
        (89, "overdue30To59"),
        (90, "overdue60AndMore"),
    ] {
        let stands = as_of(days).await;
        assert_eq!(stands[field], left, "after {days} days: {stands}");
        assert_eq!(stands["notInvoiced"], total(&second), "{stands}");
        assert_eq!(stands["owed"], left + total(&second));
        assert_eq!(stands["overdue"], if days > 30 { left } else { 0 });
    }
    assert_eq!(as_of(-1).await["owed"], 0, "nothing was delivered yesterday");
    assert!(position > 0);
    for bad in ["?asOf=31-10-2025", "?asof=2025-10-31", "?page=1"] {
        let reply = manajer.get(&format!("{RECEIVABLES}{bad}")).await;
        assert_eq!(wrong_fields(&reply).len(), 1, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_gives_up_little_and_an_admin_more() {
    let shop = Shop::open().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let order = delivered(&shop, &cafe, 26).await;
    assert!(total(&order) > 500_000, "{order}");
    let bill = invoiced(&shop, &cafe).await;
    let path = one(&bill, "/write-off");
    let why = json!({"reason": "kafe tutup"});
    assert_eq!(kasir.patch(&path, why.clone()).await.refused(403).1, "");
    let refused = manajer.patch(&path, why.clone()).await;
    assert_eq!(refused.refused(403).1, "APPROVAL_REQUIRED");
    assert_eq!(refused.body["error"]["details"][0]["requiredRole"], "admin");
    assert_eq!(wrong_fields(&manajer.patch(&path, json!({"why": 1})).await), ["reason", "why"]);
    let stale = [("if-match", "\"7\"".to_owned())];
    let stale = admin.send(Method::PATCH, &path, &stale, Some(why.to_string())).await.unwrap();
    assert_eq!(stale.refused(409).0, "CONFLICT");
    let left = 500_000;
    let part = json!({"amount": total(&order) - left, "paymentMethod": "card"});
    pay(&shop, &bill, part).await.expect(201);
    let reply = manajer.patch(&path, why.clone()).await;
    let position = reply.position();
    let given_up = reply.expect(200);
    assert_eq!(
        (&given_up["status"], &given_up["writtenOff"]),
        (&json!("written_off"), &json!(left))
    );
    assert_eq!(given_up["writeOffs"][0]["reason"], "kafe tutup");
    let order = format!("/api/v1/water-delivery/orders/{}", order["id"]);
    let order = manajer.get_at(&order, position).await.expect(200);
    assert_eq!((&order["status"], &order["outstanding"]), (&json!("paid"), &json!(0)));
    assert_eq!(order["dueOn"], bill["dueOn"]);
    assert_eq!(manajer.patch(&path, why).await.refused(422).1, "INVALID_STATE");
    let paid = pay(&shop, &bill, json!({"amount": 1, "paymentMethod": "card"})).await;
    assert_eq!(paid.refused(422).1, "INVALID_STATE");
    let owed = manajer.get_at(RECEIVABLES, position).await.expect(200);
    assert_eq!(owed["total"]["owed"], 0);
    for (status, many) in [("written_off", 1), ("open", 0), ("overdue", 0)] {
        let path = format!("{INVOICES}?filter[status]={status}&filter[month]={}", this_month());
        let found = manajer.get_at(&path, position).await.expect(200);
        assert_eq!(found.as_array().unwrap().len(), many, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_who_may_not_is_told() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    for path in [INVOICES, RECEIVABLES, &format!("{INVOICES}/1")] {
        assert_eq!(kasir.get(path).await.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{path}");
        assert_eq!(shop.stranger().get(path).await.refused(401).0, "UNAUTHORIZED", "{path}");
    }
    assert_eq!(run(&kasir, &this_month()).await.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    for bad in ["2025-13", "Oktober", "2025-10-01"] {
        assert_eq!(wrong_fields(&run(&manajer, bad).await), ["month"], "{bad}");
    }
    let next = Month::of(Month::parse(&this_month()).unwrap().last_day().following());
    let early = run(&manajer, &next.to_string()).await;
    assert_eq!(wrong(&early, 422), [("month", "INVALID_RANGE")]);
    let nothing = run(&manajer, "2020-01").await.expect(200);
    let expected = json!({"month": "2020-01", "issued": [], "alreadyInvoiced": 0, "nothingOwed": 0,
        "failed": 0});
    assert_eq!(nothing, expected);
    for (path, status) in [("99", 404), ("x", 400), ("0", 400)] {
        let path = format!("{INVOICES}/{path}");
        assert_eq!(manajer.get(&path).await.status, status, "{path}");
        let body = json!({"amount": 1, "paymentMethod": "card"});
        assert_eq!(manajer.post(&format!("{path}/payments"), body).await.status, status);
        let why = json!({"reason": "x"});
        assert_eq!(manajer.patch(&format!("{path}/write-off"), why).await.status, status);
    }
    delivered(&shop, &cafe, 2).await;
    let bill = invoiced(&shop, &cafe).await;
    let bad = json!({"amount": 1.5, "paymentMethod": "cheque", "drawerId": 0, "colour": "red"});
    let mut fields = wrong_fields(&pay(&shop, &bill, bad).await)
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    fields.sort_unstable();
    assert_eq!(fields, ["amount", "colour", "drawerId", "paymentMethod"]);
    let owed = bill["owed"].as_i64().unwrap();
    for (body, field, code) in [
        (json!({"amount": owed + 1, "paymentMethod": "card"}), "amount", "INVALID_AMOUNT"),
        (json!({"amount": 0, "paymentMethod": "card"}), "amount", "INVALID_AMOUNT"),
        (json!({"amount": -5, "paymentMethod": "card"}), "amount", "INVALID_AMOUNT"),
        (
            json!({"amount": 1, "paymentMethod": "bank_transfer"}),
            "referenceNumber",
            "MISSING_FIELD",
        ),
        (
            json!({"amount": 5_000, "paymentMethod": "cash", "drawerId": 77}),
            "drawerId",
            "NOT_FOUND",
        ),
    ] {
        assert_eq!(wrong(&pay(&shop, &bill, body).await, 422), [(field, code)]);
    }
    let closed = pay(&shop, &bill, json!({"amount": 5_000, "paymentMethod": "cash"})).await;
    assert_eq!(closed.refused(422).1, "INVALID_STATE", "no drawer is open");
    let viewer = shop.staff("tamu").await;
    let body = json!({"amount": 1, "paymentMethod": "card"});
    let refused = viewer.post(&one(&bill, "/payments"), body).await;
    assert_eq!(refused.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    for query in ["?filter[status]=late", "?filter[month]=2025", "?colour=red"] {
        assert_eq!(wrong_fields(&manajer.get(&format!("{INVOICES}{query}")).await).len(), 1);
    }
    let stranger = json!({"customerId": 99, "amount": 1, "paymentMethod": "card"});
    let reply = kasir.post(&format!("{RECEIVABLES}/payments"), stranger).await;
    assert_eq!(wrong(&reply, 422), [("customerId", "NOT_FOUND")]);
    let days = json!({"creditLimit": -1, "paymentTermsDays": 91});
    let reply = manajer.patch(&customer_path(&cafe, ""), days).await;
    assert_eq!(wrong_fields(&reply), ["creditLimit", "paymentTermsDays"]);
}

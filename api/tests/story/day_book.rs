//! Statements beside what an analyst makes of the raw events: of days thrown by seeded dice, with
//! refunds, voids and drawers in between, closed while the shop goes on.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, Utc};
use serde_json::{Value, json};
use shop_days::{Days, Planned, ShopModel};
use sqlx::Row;
use test_shop::Http;

use crate::counter::put;
use crate::shop::Shop;
use crate::shop_day::{Day, seed, today};

const DAYS: &str = "/api/v1/day-close";

/// Figures by name, such as `car_wash.revenue`; what is nothing is left out.
type Figures = BTreeMap<String, i64>;

/// An event as the table has it: its position, what happened, and the payload.
struct Raw {
    position: i64,
    kind: String,
    payload: Value,
}

async fn raw_events(shop: &Shop) -> Vec<Raw> {
    let sql = "SELECT position, event_type, CAST(payload AS CHAR) FROM events ORDER BY position";
    let rows = sqlx::query(sql).fetch_all(&mut shop.database.admin().await).await.unwrap();
    let raw = |row: &sqlx::mysql::MySqlRow| {
        let (kind, payload): (String, String) = (row.get(1), row.get(2));
        let payload: Value = serde_json::from_str(&payload).unwrap();
        Raw { position: row.get(0), payload: payload[&kind].clone(), kind }
    };
    rows.iter().map(raw).collect()
}

/// The journal as an analyst would keep it: position, day and the figures moved.
#[allow(clippy::too_many_lines)] // one arm for each kind of event that counts
fn naive(events: &[Raw]) -> Vec<(i64, String, Figures)> {
    let mut sessions: BTreeMap<i64, (String, i64, i64, i64)> = BTreeMap::new();
    let mut journal = Vec::new();
    for Raw { position, kind, payload } in events {
        let text = |field: &str| payload[field].as_str().unwrap_or_default().to_owned();
        let number = |field: &str| payload[field].as_i64().unwrap_or_default();
        let mut day = text("businessDay");
        let mut figures = Figures::new();
        let (service, method) = (text("serviceType"), text("method"));
        let mut add = |of: &str, name: &str, amount: i64| {
            let total = if ["cash", "card", "bank_transfer", "e_wallet"].contains(&of) {
                "all money"
            } else {
                "all orders"
            };
            *figures.entry(format!("{of}.{name}")).or_default() += amount;
            if !of.starts_with("session") && of != "receivables" {
                *figures.entry(format!("{total}.{name}")).or_default() += amount;
            }
        };
        match kind.as_str() {
            "OrderPlaced" => {
                add(payload["details"]["serviceType"].as_str().unwrap(), "placed", 1);
            }
            "OrderCancelled" => {
                add(&service, "cancelled", 1);
                for share in payload["keptShares"].as_array().unwrap() {
                    add(&service, "cutKept", share["amount"].as_i64().unwrap());
                }
            }
            "OrderCompleted" => {
                let of = |part: &str, field: &str| payload[part][field].as_i64().unwrap();
                add(&service, "completed", 1);
                add(&service, "revenue", of("pricing", "total"));
                add(&service, "discount", of("pricing", "discount"));
                add(&service, "tax", of("pricing", "tax"));
                add(&service, "employeeCut", of("income", "employeeCut"));
                add(&service, "businessNet", of("income", "businessNet"));
            }
            "RefundDeducted" => {
                add(&service, "refunds", 1);
                add(&service, "refunded", number("amount"));
            }
            "IncomeReversed" => {
                let of = |field: &str| payload["income"][field].as_i64().unwrap();
                add(&service, "reversed", of("gross") + of("tax"));
                add(&service, "reversedTax", of("tax"));
                add(&service, "reversedCut", of("employeeCut"));
                add(&service, "reversedNet", of("businessNet"));
            }
            "PaymentReceived" | "PaymentConfirmed" => {
                add(&method, "payments", 1);
                add(&method, "taken", number("amount"));
                add(&method, "rounding", number("rounding"));
                add(&method, "net", number("amount"));
                if payload["invoiceId"].is_number() {
                    add("receivables", "paid", 1);
                    add("receivables", "paidAmount", number("amount") + number("rounding"));
                }
            }
            "SettlementRecorded" => {
                add(&method, "settlements", 1);
                add(&method, "settled", number("gross"));
                add(&method, "fees", number("fee"));
            }
            "OrderInvoiced" => {
                add("receivables", "invoiced", 1);
                add("receivables", "invoicedAmount", number("amount"));
            }
            "DebtWrittenOff" => {
                add("receivables", "writtenOff", 1);
                add("receivables", "writtenOffAmount", number("amount"));
            }
            "PaymentVoided" => {
                add(&method, "voids", 1);
                add(&method, "voided", number("amount"));
                add(&method, "voidedRounding", number("rounding"));
                add(&method, "net", -number("amount"));
                if payload["invoiceId"].is_number() {
                    add("receivables", "paid", -1);
                    add("receivables", "paidAmount", -(number("amount") + number("rounding")));
                }
            }
            "RefundPaidOut" => {
                add(&method, "refunds", 1);
                add(&method, "refunded", number("amount"));
                add(&method, "net", -number("amount"));
            }
            "CashDrawerOpened" => {
                let float = number("openingBalance");
                sessions.insert(number("sessionId"), (day.clone(), float, 0, 0));
                add(&format!("session {}", number("sessionId")), "opened", 1);
            }
            "CashTaken" => sessions.get_mut(&number("sessionId")).unwrap().2 += number("amount"),
            "CashGiven" => sessions.get_mut(&number("sessionId")).unwrap().3 += number("amount"),
            "CashMoved" => {
                let (_, _, into, out) = sessions.get_mut(&number("sessionId")).unwrap();
                *if text("direction") == "in" { into } else { out } += number("amount");
            }
            "DrawerClosed" => {
                let (opened, float, into, out) = &sessions[&number("sessionId")];
                let session = format!("session {}", number("sessionId"));
                add(&session, "cashIn", *into);
                add(&session, "cashOut", *out);
                add(&session, "expected", float + into - out);
                add(&session, "counted", number("counted"));
                add(&session, "variance", number("counted") - (float + into - out));
                day.clone_from(opened);
            }
            _ => continue,
        }
        figures.retain(|_, amount| *amount != 0);
        journal.push((*position, day, figures));
    }
    journal.retain(|(.., figures)| !figures.is_empty());
    journal
}

fn sum<'a>(all: impl Iterator<Item = &'a Figures>) -> Figures {
    let mut sums = Figures::new();
    for (name, amount) in all.flatten() {
        *sums.entry(name.clone()).or_default() += amount;
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}

/// The figures of a reply, by the same names.
fn shown(part: &Value) -> Figures {
    let mut figures = Figures::new();
    let mut take = |of: &str, from: &Value| {
        for (name, value) in from.as_object().unwrap() {
            let number = value.as_i64().or_else(|| value.as_bool().map(i64::from));
            let known = ["sessionId", "drawerId", "openingBalance"].contains(&name.as_str());
            if let Some(amount) = number.filter(|amount| *amount != 0 && !known) {
                figures.insert(format!("{of}.{name}"), amount);
            }
        }
    };
    take("all orders", &part["orders"]);
    take("all money", &part["takings"]);
    take("receivables", &part["receivables"]);
    for of in part["byService"].as_array().unwrap() {
        take(of["service"].as_str().unwrap(), of);
    }
    for of in part["byPaymentMethod"].as_array().unwrap() {
        take(of["paymentMethod"].as_str().unwrap(), of);
    }
    for of in part["drawers"].as_array().unwrap() {
        take(&format!("session {}", of["sessionId"]), of);
    }
    figures
}

/// Orders that are open at that position.
fn open_orders(events: &[Raw], position: i64) -> usize {
    let mut open = std::collections::BTreeSet::new();
    for event in events.iter().filter(|event| event.position <= position) {
        let order = event.payload["orderId"].as_i64().unwrap_or_default();
        match event.kind.as_str() {
            "OrderPlaced" => drop(open.insert(order)),
            "OrderCompleted" | "OrderCancelled" | "OrderDeleted" => drop(open.remove(&order)),
            _ => {}
        }
    }
    open.len()
}

/// Compares a statement with the raw events. `before`: the statement before it, if there is one.
async fn compare(shop: &Shop, statement: &Value, before: Option<&Value>) {
    let events = raw_events(shop).await;
    let journal = naive(&events);
    let until = statement["asOfPosition"].as_i64().unwrap();
    let chain: String =
        sqlx::query_scalar("SELECT LOWER(HEX(chain)) FROM events WHERE position = ?")
            .bind(until)
            .fetch_one(&mut shop.database.admin().await)
            .await
            .unwrap();
    assert_eq!(statement["chain"], chain, "a statement is an anchor");
    let date = statement["date"].as_str().unwrap();
    let of_the_day = journal.iter().filter(|(at, day, _)| day == date && *at <= until);
    assert_eq!(shown(statement), sum(of_the_day.map(|(.., figures)| figures)), "{date}");
    let mut later: BTreeMap<&str, Vec<&Figures>> = BTreeMap::new();
    if let Some(before) = before {
        let from = before["asOfPosition"].as_i64().unwrap();
        for (at, day, figures) in &journal {
            if day.as_str() <= before["date"].as_str().unwrap() && *at > from && *at <= until {
                later.entry(day).or_default().push(figures);
            }
        }
    }
    let corrections = statement["corrections"].as_array().unwrap();
    let told: BTreeMap<&str, Figures> =
        corrections.iter().map(|part| (part["date"].as_str().unwrap(), shown(part))).collect();
    let right: BTreeMap<&str, Figures> =
        later.into_iter().map(|(day, figures)| (day, sum(figures.into_iter()))).collect();
    assert_eq!(told, right, "corrections in the statement of {date}");
    let open = i64::try_from(open_orders(&events, until)).unwrap();
    assert_eq!(statement["openOrders"], open, "{date}");
}

/// Closes every day of the log from after the last that is closed until that one, and compares each.
async fn close_until(shop: &Shop, last: NaiveDate, closed: &mut Vec<Value>) {
    let manajer = shop.manajer().await;
    let days = naive(&raw_events(shop).await).into_iter().map(|(_, day, _)| day);
    let after = closed.last().map(|day| day["date"].as_str().unwrap().to_owned());
    let mut days: Vec<String> = days
        .filter(|day| *day <= last.to_string() && after.as_ref().is_none_or(|last| day > last))
        .collect();
    days.sort();
    days.dedup();
    for day in days {
        let statement = manajer.post(DAYS, json!({"date": day})).await.expect(201);
        compare(shop, &statement, closed.last()).await;
        closed.push(statement);
    }
}

/// Tells the shop what was planned.
async fn live(day: &mut Day, plan: &[Planned]) {
    for planned in plan {
        let reply = day.say(planned).await;
        assert_eq!(reply.status, planned.status(), "{}\nto {planned:#?}", reply.text);
        if planned.refused.is_none() {
            day.ids.learn_from(planned, &reply.body["data"]);
        }
    }
}

/// What the dice of a single day may leave out: some of what was paid goes back, and what was
/// mis-keyed is paid again. Of orders of its own, without cash: the days know nothing of it.
async fn meanwhile(shop: &Shop) {
    let manajer = shop.manajer().await;
    let paid = async || {
        let order = shop.car_done().await;
        let (id, due) = (&order["id"], &order["outstanding"]);
        let body = json!({"orderId": id, "amount": due, "paymentMethod": "card"});
        let payment = shop.pay(body.clone()).await.expect(201);
        (format!("/api/v1/payments/{}", payment["id"]), body)
    };
    let (path, _) = paid().await;
    let wanted = json!({"amount": 20_000, "reason": "kurang bersih"});
    let asked = manajer.post(&format!("{path}/refund"), wanted).await.expect(201);
    let out = format!("/api/v1/refunds/{}/pay-out", asked["id"]);
    manajer.patch(&out, json!({})).await.expect(200);
    let (path, body) = paid().await;
    manajer.patch(&format!("{path}/void"), json!({"reason": "salah"})).await.expect(200);
    shop.pay(body).await.expect(201);
}

/// The drawer is counted once more at night, and not all of it is there.
async fn at_night(shop: &Shop) {
    let kasir = shop.kasir().await;
    for (verb, body) in [
        ("open", json!({"openingBalance": 1_000_000})),
        ("movements", json!({"type": "in", "amount": 40_000, "reason": "receh"})),
        ("movements", json!({"type": "out", "amount": 15_000, "reason": "parkir"})),
        ("close", json!({"countedBalance": 1_000_000})),
    ] {
        kasir.post(&format!("/api/v1/cash-drawer/{verb}"), body).await.expect(200);
    }
}

/// An order of days ago that is written down now, so that earlier days are never empty.
async fn remembered(manajer: &Http, days: i64) {
    let then = Utc::now() - Duration::days(days);
    let wanted = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1],
        "orderedAt": then, "backdateReason": "listrik mati",
    });
    manajer.post("/api/v1/car-wash/orders", wanted).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_what_the_raw_events_say() {
    let mut model = ShopModel::demonstration().unwrap();
    model.tax_bp = 1_000;
    let mut day = Day::begin(&model).await;
    let manajer = day.shop.manajer().await;
    let taxes = json!({
        "car_wash": 1_000, "laundry": 1_000, "carpet": 1_000, "water_delivery": 1_000,
    });
    put(&day.shop.admin().await, "/api/v1/settings/tax", taxes).await.expect(200);
    let plan: Vec<Planned> = Days::new(seed(), model, today(), 1).collect();
    let third = plan.len() / 3;
    let mut closed = Vec::new();
    let really_today = (Utc::now() + Duration::hours(7)).date_naive();

    live(&mut day, &plan[..third]).await;
    remembered(&manajer, 1).await;
    remembered(&manajer, 2).await;
    meanwhile(&day.shop).await;
    close_until(&day.shop, really_today - Duration::days(1), &mut closed).await;
    assert!(closed.len() >= 2, "{closed:#?}");

    live(&mut day, &plan[third..2 * third]).await;
    remembered(&manajer, 1).await;
    meanwhile(&day.shop).await;
    close_until(&day.shop, really_today, &mut closed).await;
    let last = closed.last().unwrap().clone();
    assert!(!last["corrections"].as_array().unwrap().is_empty(), "{last:#}");

    live(&mut day, &plan[2 * third..]).await;
    meanwhile(&day.shop).await;
    at_night(&day.shop).await;
    let position = raw_events(&day.shop).await.last().unwrap().position;
    let tomorrow = really_today + Duration::days(1);
    let preview = manajer.get_at(&format!("{DAYS}/{tomorrow}"), position).await.expect(200);
    assert_eq!(preview["asOfPosition"], position);
    compare(&day.shop, &preview, Some(&last)).await;
    let seen: Figures = sum(naive(&raw_events(&day.shop).await).iter().map(|(.., all)| all));
    for kind in ["discount", "tax", "cutKept", "reversedCut", "refunded", "voided", "variance"] {
        assert!(seen.keys().any(|name| name.ends_with(kind)), "no {kind} in all these days");
    }
    for frozen in &closed {
        let path = format!("{DAYS}/{}", frozen["date"].as_str().unwrap());
        assert_eq!(&manajer.get_at(&path, position).await.expect(200), frozen, "for ever");
    }
}

//! What a day thrown by seeded dice leaves in the ledgers, beside what an analyst makes of the raw
//! events.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde_json::{Value, json};
use shop_days::{Days, ShopModel};
use sqlx::Row;
use test_shop::Http;

use crate::counter::{done, plain, tell, with};
use crate::shop::Shop;
use crate::shop_day::{Day, seed, today};

/// An event as an analyst reads it.
struct Raw {
    kind: String,
    payload: Value,
    user: Option<i64>,
}

async fn raw_events(shop: &Shop) -> Vec<Raw> {
    let sql = "SELECT event_type, CAST(payload AS CHAR), CAST(metadata AS CHAR) FROM events
               ORDER BY position";
    let rows = sqlx::query(sql).fetch_all(&mut shop.database.admin().await).await.unwrap();
    let raw = |row: &sqlx::mysql::MySqlRow| {
        let (kind, payload, metadata): (String, String, String) =
            (row.get(0), row.get(1), row.get(2));
        let payload: Value = serde_json::from_str(&payload).unwrap();
        let metadata: Value = serde_json::from_str(&metadata).unwrap();
        let user = metadata["userId"].as_str().map(|id| id.parse().unwrap());
        Raw { payload: payload[&kind].clone(), kind, user }
    };
    rows.iter().map(raw).collect()
}

/// A day, with refunds, work that was called off when it had begun, and work that was done again.
async fn a_day() -> (Shop, Vec<Raw>) {
    let mut model = ShopModel::demonstration().unwrap();
    model.tax_bp = 1_000;
    let mut day = Day::begin(&model).await;
    let taxes = json!({
        "car_wash": 1_000, "laundry": 1_000, "carpet": 1_000, "water_delivery": 1_000,
    });
    let admin = day.shop.admin().await;
    crate::counter::put(&admin, "/api/v1/settings/tax", taxes).await.expect(200);
    for planned in Days::new(seed(), model, today(), 1) {
        let reply = day.say(&planned).await;
        assert_eq!(reply.status, planned.status(), "{}\nto {planned:#?}", reply.text);
        if planned.refused.is_none() {
            day.ids.learn_from(&planned, &reply.body["data"]);
        }
    }
    let shop = day.shop;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let three = || with(plain("car-wash"), json!({"employeeIds": [3, 1, 2]}));
    let order = done(&kasir, "car-wash", three()).await;
    tell(&kasir, &order, "rework", json!({"reason": "masih kotor"})).await.expect(200);
    tell(&kasir, &order, "complete", json!({})).await.expect(200);
    let body = json!({"orderId": order["id"], "amount": order["outstanding"],
        "paymentMethod": "card"});
    let payment = shop.pay(body).await.expect(201);
    for amount in [20_001, 9_998] {
        let wanted = json!({"amount": amount, "reason": "kurang bersih"});
        let path = format!("/api/v1/payments/{}/refund", payment["id"]);
        let asked = manajer.post(&path, wanted).await.expect(201);
        let out = format!("/api/v1/refunds/{}/pay-out", asked["id"]);
        manajer.patch(&out, json!({})).await.expect(200);
    }
    let begun = crate::counter::in_work(&kasir, "car-wash", three()).await;
    tell(&manajer, &begun, "cancel", json!({"reason": "hujan"})).await.expect(200);
    let raw = raw_events(&shop).await;
    (shop, raw)
}

/// Shares by employee and day: jobs, what was given, what was taken back.
type Shares = BTreeMap<(i64, String), [i64; 3]>;

fn naive_shares(events: &[Raw]) -> Shares {
    let mut shares = Shares::new();
    for Raw { kind, payload, .. } in events {
        let (given, kept, back) = match kind.as_str() {
            "OrderCompleted" => (&payload["income"]["shares"], false, false),
            "OrderCancelled" => (&payload["keptShares"], true, false),
            "IncomeReversed" => (&payload["income"]["shares"], false, true),
            _ => continue,
        };
        for share in given.as_array().unwrap() {
            let amount = share["amount"].as_i64().unwrap();
            if kept && amount == 0 {
                continue;
            }
            let day = payload["businessDay"].as_str().unwrap().to_owned();
            let key = (share["employeeId"].as_i64().unwrap(), day);
            let [jobs, earned, taken_back] = shares.entry(key).or_default();
            if back {
                *taken_back += amount;
            } else {
                *jobs += 1;
                *earned += amount;
            }
        }
    }
    shares
}

/// Every line of somebody's ledger, page by page, and the head of the last page.
async fn ledger(who: &Http, employee: i64, days: &str, position: i64) -> (Value, Vec<Value>) {
    let mut lines = Vec::new();
    for page in 1.. {
        let path =
            format!("/api/v1/employees/{employee}/income?{days}&sort=date&limit=7&page={page}");
        let reply = who.get_at(&path, position).await;
        let meta = reply.body["meta"].clone();
        let head = reply.expect(200);
        lines.extend(head["lines"].as_array().unwrap().clone());
        if meta["totalPages"].as_i64().unwrap() <= page {
            assert_eq!(meta["total"], lines.len());
            return (head, lines);
        }
    }
    unreachable!("pages end");
}

async fn income_is_every_share(shop: &Shop, events: &[Raw], position: i64) {
    let manajer = shop.manajer().await;
    let expected = naive_shares(events);
    let sum = |of: &dyn Fn(i64) -> bool, which: usize| -> i64 {
        let theirs = expected.iter().filter(|((employee, _), _)| of(*employee));
        theirs.map(|(_, sums)| sums[which]).sum()
    };
    assert!(sum(&|_| true, 2) > 0, "something was taken back");
    let (first, last) = (today() - Duration::days(9), today() + Duration::days(1));
    let days = format!("startDate={first}&endDate={last}");
    let employees: BTreeSet<i64> = expected.keys().map(|(employee, _)| *employee).collect();
    for employee in &employees {
        let (head, lines) = ledger(&manajer, *employee, &days, position).await;
        let of = |id: i64| id == *employee;
        let [jobs, earned, back] = [sum(&of, 0), sum(&of, 1), sum(&of, 2)];
        let figures = ["jobs", "earned", "takenBack", "total"].map(|f| head[f].as_i64().unwrap());
        assert_eq!(figures, [jobs, earned, back, earned - back], "employee {employee}");
        let shares: i64 = lines.iter().map(|line| line["share"].as_i64().unwrap()).sum();
        assert_eq!(shares, earned - back, "the lines make the total");
        assert!(lines.iter().all(|line| line["orderNumber"].as_str().unwrap().starts_with("CW-")));
        let worked = expected.iter().filter(|((id, _), [jobs, ..])| id == employee && *jobs > 0);
        assert_eq!(head["daysWorked"], worked.count());
        assert!(lines.is_sorted_by_key(|line| line["date"].as_str().unwrap().to_owned()));
    }
    let path = format!("/api/v1/reports/employee-income?{days}");
    let report = manajer.get_at(&path, position).await.expect(200);
    let figures = ["jobs", "earned", "takenBack"].map(|field| report[field].as_i64().unwrap());
    assert_eq!(figures, [sum(&|_| true, 0), sum(&|_| true, 1), sum(&|_| true, 2)]);
    let rows = report["employees"].as_array().unwrap();
    assert!(rows.len() >= employees.len() && rows.is_sorted_by_key(|row| row["name"].to_string()));
    let path = format!("/api/v1/reports/employee-performance?{days}&sort=transactions");
    let report = manajer.get_at(&path, position).await.expect(200);
    let jobs = report["employees"].as_array().unwrap().iter().map(|row| row["jobs"].as_i64());
    assert!(jobs.is_sorted_by(|one, next| one >= next), "{report}");
}

/// What was sold on a day: orders, gross, refunded, employees' cost, business's income.
async fn dashboard_is_what_was_sold(shop: &Shop, events: &[Raw], position: i64) {
    let mut days: BTreeMap<&str, [i64; 5]> = BTreeMap::new();
    for Raw { kind, payload, .. } in events {
        let number = |of: &Value, field: &str| of[field].as_i64().unwrap();
        let income = &payload["income"];
        let more = match kind.as_str() {
            "OrderCompleted" => {
                let total = number(&payload["pricing"], "total");
                [1, total, 0, number(income, "employeeCut"), number(income, "businessNet")]
            }
            "RefundDeducted" => [0, 0, number(payload, "amount"), 0, 0],
            "IncomeReversed" => {
                [0, 0, 0, -number(income, "employeeCut"), -number(income, "businessNet")]
            }
            _ => continue,
        };
        let day = days.entry(payload["businessDay"].as_str().unwrap()).or_default();
        for (sum, more) in day.iter_mut().zip(more) {
            *sum += more;
        }
    }
    let manajer = shop.manajer().await;
    let seen = |of: &Value| {
        let fields = ["orders", "gross", "refunds", "employeeCost", "businessIncome"];
        fields.map(|field| of[field].as_i64().unwrap())
    };
    let shown = manajer.get_at("/api/v1/dashboard", position).await.expect(200);
    let day_of = |period: &Value| period["endDate"].as_str().unwrap().to_owned();
    let today = day_of(&shown["today"]);
    let nothing = [0; 5];
    assert_eq!(seen(&shown["today"]), *days.get(today.as_str()).unwrap_or(&nothing));
    let yesterday = day_of(&shown["previousDay"]);
    assert_eq!(seen(&shown["previousDay"]), *days.get(yesterday.as_str()).unwrap_or(&nothing));
    let known = days.iter().filter(|(day, _)| **day <= today.as_str());
    let all = known.fold([0; 5], |sums, (_, more)| std::array::from_fn(|n| sums[n] + more[n]));
    assert_eq!(seen(&shown["allTime"]), all);
    for period in ["today", "month", "year", "allTime"] {
        let services = shown[period]["byService"].as_array().unwrap();
        assert_eq!(services.len(), 4);
        let sum = services
            .iter()
            .map(seen)
            .fold([0; 5], |sums, more| std::array::from_fn(|n| sums[n] + more[n]));
        assert_eq!(sum, seen(&shown[period]), "{period}");
        let percent = services.iter().map(|of| of["percentage"].as_f64().unwrap()).sum::<f64>();
        assert!((percent - 100.0).abs() < 1e-9, "{period}: {percent}");
    }
    let path = format!("/api/v1/reports/daily-sales?date={today}");
    let report = manajer.get_at(&path, position).await.expect(200);
    assert_eq!(report["totalRevenue"], shown["today"]["gross"]);
    assert_eq!(report["netSales"], shown["today"]["net"]);
    for month in &days.keys().map(|day| &day[..7]).collect::<BTreeSet<_>>() {
        let (year, number) = month.split_once('-').unwrap();
        let number: u32 = number.parse().unwrap();
        let path = format!("/api/v1/dashboard/charts?year={year}&month={number}");
        let chart = manajer.get_at(&path, position).await.expect(200);
        for (n, label) in chart["labels"].as_array().unwrap().iter().enumerate() {
            let expected = days.get(label.as_str().unwrap()).unwrap_or(&nothing);
            let point = ["orders", "gross"].map(|of| chart["total"][of][n].as_i64().unwrap());
            assert_eq!(point, [expected[0], expected[1]], "{label}");
            let net = chart["total"]["net"][n].as_i64().unwrap();
            assert_eq!(net, expected[1] - expected[2], "{label}");
        }
    }
}

async fn the_trail_has_a_line_for_every_event(shop: &Shop, events: &[Raw], position: i64) {
    let admin = shop.admin().await;
    let (mut seen, mut next) = (0, String::new());
    loop {
        let path = format!("/api/v1/audit-log?sort=createdAt&limit=100{next}");
        let reply = admin.get_at(&path, position).await;
        let meta = reply.body["meta"].clone();
        for line in reply.expect(200).as_array().unwrap() {
            let raw = &events[usize::try_from(line["position"].as_i64().unwrap()).unwrap() - 1];
            assert_eq!(line["action"], raw.kind.as_str());
            assert_eq!(line["user"]["id"].as_i64(), raw.user, "{line}");
            seen += 1;
        }
        assert_eq!(meta["total"], events.len());
        let Some(after) = meta["next"].as_str() else { break };
        next = format!("&after={after}");
    }
    assert_eq!(seen, events.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_days_ledgers_are_what_the_raw_events_say() {
    let (shop, events) = a_day().await;
    let position = i64::try_from(events.len()).unwrap();
    income_is_every_share(&shop, &events, position).await;
    dashboard_is_what_was_sold(&shop, &events, position).await;
    the_trail_has_a_line_for_every_event(&shop, &events, position).await;
}

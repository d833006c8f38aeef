use chrono::{DateTime, Duration, Utc};
use domain::values::Outlet;
use projections::ReadDb;
use projections::receivables::{Receivables, overdue};
use projections::runtime::Projection;
use serde_json::{Value, json};

use crate::counter::{done, forbidden, head, in_work, place, plain, tell};
use crate::receivables::{WATER, delivered, invoiced};
use crate::shop::{Shop, wrong_fields};

const DASHBOARD: &str = "/api/v1/dashboard";
const CHARTS: &str = "/api/v1/dashboard/charts";

fn day(at: DateTime<Utc>) -> String {
    Outlet::first().business_day(at).to_string()
}

/// An order that was done then, and is written down now: 75,000 of which 30 % are Ahmad's.
async fn remembered(shop: &Shop, then: DateTime<Utc>) {
    let wanted = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1],
        "orderedAt": then - Duration::minutes(30), "backdateReason": "listrik mati",
    });
    let manajer = shop.manajer().await;
    let order = place(&manajer, "car-wash", wanted).await.expect(201);
    tell(&manajer, &order, "start", json!({})).await.expect(200);
    let body = json!({"completedAt": then, "backdateReason": "listrik mati"});
    tell(&manajer, &order, "complete", body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn today_stands_beside_yesterday() {
    let shop = Shop::open().await;
    let now = Utc::now();
    remembered(&shop, now - Duration::days(1)).await;
    shop.car_done().await;
    done(&shop.kasir().await, "laundry", plain("laundry")).await; // 37,000, of which 40 % a pool
    let seen = shop.manajer().await.get_at(DASHBOARD, head(&shop).await).await.expect(200);
    let today = &seen["today"];
    assert_eq!((&seen["date"], &today["startDate"]), (&json!(day(now)), &json!(day(now))));
    let figures = |of: &Value| {
        ["orders", "gross", "refunds", "net", "employeeCost", "businessIncome"]
            .map(|field| of[field].as_i64().unwrap())
    };
    assert_eq!(figures(today), [2, 112_000, 0, 112_000, 22_500 + 14_800, 52_500 + 22_200]);
    assert_eq!(today["averageOrderValue"], 56_000);
    let services = today["byService"].as_array().unwrap();
    let part = |of: &Value| (of["service"].clone(), of["gross"].clone(), of["percentage"].clone());
    let parts: Vec<_> = services.iter().map(part).collect();
    assert_eq!(
        parts,
        [
            (json!("car_wash"), json!(75_000), json!(66.96)),
            (json!("laundry"), json!(37_000), json!(33.04)),
            (json!("carpet"), json!(0), json!(0.0)),
            (json!("water_delivery"), json!(0), json!(0.0)),
        ]
    );
    let before = &seen["previousDay"];
    assert_eq!(before["startDate"], day(now - Duration::days(1)));
    assert_eq!(figures(before), [1, 75_000, 0, 75_000, 22_500, 52_500]);
    assert_eq!((&before["grossChange"], &before["netChange"]), (&json!(37_000), &json!(37_000)));
    assert_eq!(before["grossChangePercentage"], 49.33);
    assert_eq!(seen["allTime"]["gross"], 187_000);
    assert_eq!(seen["allTime"]["startDate"], day(now - Duration::days(1)));
    let year_before = &seen["yearToDate"];
    assert_eq!(figures(year_before), [0; 6]);
    assert_eq!(year_before["grossChange"], seen["year"]["gross"]);
    assert_eq!(year_before["grossChangePercentage"], Value::Null, "of nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_back_is_no_net_sale() {
    let shop = Shop::open().await;
    let order = shop.car_done().await;
    let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "card"});
    let payment = shop.pay(body).await.expect(201);
    let manajer = shop.manajer().await;
    let path = format!("/api/v1/payments/{}/refund", payment["id"]);
    let wanted = json!({"amount": 25_000, "reason": "kurang bersih"});
    let asked = manajer.post(&path, wanted).await.expect(201);
    let out = format!("/api/v1/refunds/{}/pay-out", asked["id"]);
    let position = manajer.patch(&out, json!({})).await.position();
    let seen = manajer.get_at(DASHBOARD, position).await.expect(200);
    let today = &seen["today"];
    let figures = ["gross", "refunds", "net", "employeeCost", "businessIncome"]
        .map(|field| today[field].as_i64().unwrap());
    assert_eq!(figures, [75_000, 25_000, 50_000, 15_000, 35_000]);
    let report = "/api/v1/reports/daily-sales";
    let report = manajer.get_at(report, position).await.expect(200);
    assert_eq!(report["netSales"], today["net"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_counted_as_the_lists_show_it() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    shop.car_waiting().await;
    shop.car_waiting().await;
    in_work(&kasir, "carpet", plain("carpet")).await;
    let checked = in_work(&kasir, "laundry", plain("laundry")).await;
    tell(&kasir, &checked, "submit-quality-check", json!({})).await.expect(200);
    let paid = shop.car_done().await;
    shop.car_done().await;
    let gone = shop.car_waiting().await;
    crate::shop::delete(&manajer, &format!("/api/v1/car-wash/orders/{}", gone["id"]), json!({}))
        .await;
    let body = json!({"orderId": paid["id"], "amount": 75_000, "paymentMethod": "card"});
    let position = shop.pay(body).await.position();
    let seen = manajer.get_at(DASHBOARD, position).await.expect(200);
    let open = &seen["openOrders"];
    let counts =
        |of: &Value| ["pending", "inProgress", "completed"].map(|s| of[s].as_i64().unwrap());
    assert_eq!(counts(open), [2, 2, 1]);
    let services = open["byService"].as_array().unwrap();
    let by_service: Vec<_> =
        services.iter().map(|of| (of["service"].as_str().unwrap(), counts(of))).collect();
    assert_eq!(
        by_service,
        [
            ("car_wash", [2, 0, 1]),
            ("laundry", [0, 1, 0]),
            ("carpet", [0, 1, 0]),
            ("water_delivery", [0; 3]),
        ]
    );
    for (status, count) in [("pending", 2), ("in_progress", 2), ("completed", 1)] {
        let path = format!("/api/v1/orders?filter[status]={status}");
        let list = manajer.get_at(&path, position).await;
        assert_eq!(list.body["meta"]["total"], count, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawer_is_open_or_not() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let seen = manajer.get_at(DASHBOARD, head(&shop).await).await.expect(200);
    assert_eq!(seen["drawerOpen"], false);
    assert_eq!(seen["drawers"][0]["open"], false);
    let float = json!({"openingBalance": 500_000});
    let opened = shop.kasir().await.post("/api/v1/cash-drawer/open", float).await;
    let position = opened.position();
    let session = opened.expect(200);
    let seen = manajer.get_at(DASHBOARD, position).await.expect(200);
    let drawer = &seen["drawers"][0];
    assert_eq!((&seen["drawerOpen"], &drawer["sessionId"]), (&json!(true), &session["id"]));
    assert_eq!((&drawer["heldBy"], &drawer["drawerId"]), (&json!("kasir"), &json!(1)));
    assert!(drawer.get("expected").is_none(), "a drawer is counted blind");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_is_what_the_ageing_says() {
    let shop = Shop::open().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    delivered(&shop, &cafe, 3).await;
    let paid = delivered(&shop, &cafe, 2).await;
    let bill = invoiced(&shop, &cafe).await;
    let body = json!({"orderId": paid["id"], "amount": 40_000, "paymentMethod": "card"});
    let position = shop.pay(body).await.position();
    let manajer = shop.manajer().await;
    let seen = manajer.get_at(DASHBOARD, position).await.expect(200);
    assert_eq!(seen["receivablesOverdue"], json!({"invoices": 0, "owed": 0}), "it is not due yet");
    let due = domain::values::BusinessDay::parse(bill["dueOn"].as_str().unwrap()).unwrap();
    let read_db = ReadDb::open(&shop.database.config.read, 1, shop.database.config.personal_keys());
    let mut snapshot = read_db.snapshot(Receivables::NAME, Some(position)).await.unwrap();
    let on_the_day = overdue(&mut snapshot, due).await.unwrap();
    assert_eq!((on_the_day.invoices, on_the_day.owed.get()), (0, 0));
    let later = overdue(&mut snapshot, due.following()).await.unwrap();
    let path = format!("/api/v1/receivables?asOf={}", due.following());
    let ageing = manajer.get_at(&path, position).await.expect(200);
    assert_eq!(ageing["total"]["overdue"], later.owed.get());
    assert_eq!((later.invoices, later.owed.get()), (1, 60_000));
    assert_eq!(WATER, "water-delivery");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_has_every_month_or_every_day() {
    let shop = Shop::open().await;
    let now = Utc::now();
    shop.car_done().await;
    done(&shop.kasir().await, "laundry", plain("laundry")).await;
    let position = head(&shop).await;
    let manajer = shop.manajer().await;
    let today = day(now);
    let year = manajer.get_at(CHARTS, position).await.expect(200);
    assert_eq!(year["year"].to_string(), today[..4]);
    assert_eq!(
        (&year["month"], &year["labels"][0]),
        (&Value::Null, &json!(format!("{}-01", &today[..4])))
    );
    let month: usize = today[5..7].parse().unwrap();
    let gross = year["total"]["gross"].as_array().unwrap();
    assert_eq!((gross.len(), &gross[month - 1]), (12, &json!(112_000)));
    assert_eq!(gross.iter().map(|month| month.as_i64().unwrap()).sum::<i64>(), 112_000);
    assert_eq!(year["series"].as_array().unwrap().len(), 4);
    let pie: Vec<f64> =
        year["pie"].as_array().unwrap().iter().map(|p| p["percentage"].as_f64().unwrap()).collect();
    assert_eq!(pie, [66.96, 33.04, 0.0, 0.0]);

    let path = format!("{CHARTS}?year={}&month={month}&serviceType=LAUNDRY", &today[..4]);
    let days = manajer.get_at(&path, position).await.expect(200);
    let number: usize = today[8..].parse().unwrap();
    assert_eq!(days["labels"][number - 1], today);
    assert_eq!((&days["serviceType"], &days["sum"]["gross"]), (&json!("laundry"), &json!(37_000)));
    assert_eq!(days["series"][0]["gross"][number - 1], 37_000);
    assert_eq!(days["series"][0]["orders"][number - 1], 1);
    let leap = manajer.get(&format!("{CHARTS}?year=2024&month=2")).await.expect(200);
    assert_eq!(leap["labels"].as_array().unwrap().len(), 29);
    assert_eq!(leap["sum"]["orders"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_is_for_those_who_read_reports() {
    let shop = Shop::open().await;
    for path in [DASHBOARD, CHARTS] {
        for who in ["kasir", "ahmad", "tamu"] {
            forbidden(&shop.staff(who).await.get(&format!("{path}?x=1")).await); // K-26
        }
        assert_eq!(shop.stranger().get(path).await.refused(401).0, "UNAUTHORIZED");
    }
    let admin = shop.admin().await;
    let wrong = admin.get(&format!("{CHARTS}?year=99&month=13&serviceType=taxi&a=1")).await;
    assert_eq!(wrong_fields(&wrong), ["year", "month", "serviceType", "a"]);
    assert_eq!(wrong_fields(&admin.get(&format!("{DASHBOARD}?date=1")).await), ["date"]);
}

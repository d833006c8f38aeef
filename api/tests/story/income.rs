use serde_json::{Value, json};

use crate::counter::{day, forbidden, head, in_work, plain, tell, with};
use crate::shop::{Shop, wrong_fields};

const AHMAD: &str = "/api/v1/employees/1/income";

async fn ledger(shop: &Shop, path: &str, position: i64) -> Value {
    shop.manajer().await.get_at(path, position).await.expect(200)
}

fn figures(ledger: &Value) -> [i64; 7] {
    ["jobs", "earned", "takenBack", "total", "averagePerJob", "daysWorked", "dailyAverage"]
        .map(|field| ledger[field].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_booked_with_its_share_and_a_refund_takes_it_back() {
    let shop = Shop::open().await;
    assert_eq!(figures(&ledger(&shop, AHMAD, 0).await), [0; 7], "nothing was done yet");
    let order = shop.car_done().await; // 30 % of 75,000
    let second = shop.car_done().await;
    let reply =
        shop.pay(json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "card"})).await;
    let payment = reply.expect(201);
    let manajer = shop.manajer().await;
    let path = format!("/api/v1/payments/{}/refund", payment["id"]);
    let wanted = json!({"amount": 25_000, "reason": "kurang bersih"});
    let asked = manajer.post(&path, wanted).await.expect(201);
    let position = head(&shop).await;
    let before = ledger(&shop, AHMAD, position).await;
    assert_eq!(
        figures(&before),
        [2, 45_000, 0, 45_000, 22_500, 1, 45_000],
        "nothing went back yet"
    );
    let out = format!("/api/v1/refunds/{}/pay-out", asked["id"]);
    let position = manajer.patch(&out, json!({})).await.position();

    let seen = ledger(&shop, AHMAD, position).await;
    assert_eq!(figures(&seen), [2, 45_000, 7_500, 37_500, 18_750, 1, 37_500]);
    assert_eq!((&seen["employeeId"], &seen["name"]), (&json!(1), &json!("Ahmad")));
    assert_eq!(seen["endDate"], day(0));
    let line = |order: &Value, kind: &str, share: i64| {
        json!({"orderId": order["id"], "orderNumber": order["orderNumber"],
            "serviceType": "car_wash", "date": day(0), "kind": kind, "share": share})
    };
    let expected = json!([
        line(&order, "reversed", -7_500),
        line(&second, "completed", 22_500),
        line(&order, "completed", 22_500),
    ]);
    assert_eq!(seen["lines"], expected);
    let yesterday = format!("{AHMAD}?endDate={}", day(-1));
    let yesterday = ledger(&shop, &yesterday, position).await;
    assert_eq!((figures(&yesterday), &yesterday["lines"]), ([0; 7], &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_begun_keeps_a_part_and_what_is_done_again_earns_nothing() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let order = shop.car_done().await;
    tell(&kasir, &order, "rework", json!({"reason": "masih kotor"})).await.expect(200);
    tell(&kasir, &order, "complete", json!({})).await.expect(200);
    let wanted = with(plain("car-wash"), json!({"employeeIds": [1, 2]}));
    let begun = in_work(&kasir, "car-wash", wanted).await;
    let reply = tell(&manajer, &begun, "cancel", json!({"reason": "hujan"})).await;
    let seen = ledger(&shop, AHMAD, reply.position()).await;
    assert_eq!(seen["jobs"], 2);
    // 30 % of the half of 75,000 that the shop keeps, shared by two.
    let kept = &seen["lines"][0];
    assert_eq!((&kept["kind"], &kept["share"]), (&json!("kept"), &json!(5_625)));
    assert_eq!(figures(&seen)[..4], [2, 28_125, 0, 28_125]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_read_page_by_page() {
    let shop = Shop::open().await;
    let mut orders = Vec::new();
    for _ in 0..5 {
        orders.push(shop.car_done().await["id"].clone());
    }
    let position = head(&shop).await;
    let page = async |sort: &str, page: u32| {
        let path = format!("{AHMAD}?sort={sort}&limit=2&page={page}");
        let reply = shop.manajer().await.get_at(&path, position).await;
        let mut meta = reply.body["meta"].clone();
        let next = meta.as_object_mut().unwrap().remove("next");
        assert_eq!(next.is_some(), page < 3, "more come behind all but the last");
        assert_eq!(meta, json!({"page": page, "limit": 2, "total": 5, "totalPages": 3}));
        let ledger = reply.expect(200);
        assert_eq!(ledger["total"], 5 * 22_500, "the sums are of all pages");
        let lines = ledger["lines"].as_array().unwrap();
        lines.iter().map(|line| line["orderId"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(page("date", 1).await, orders[..2]);
    assert_eq!(page("date", 3).await, orders[4..]);
    assert_eq!(page("-date", 1).await, [orders[4].clone(), orders[3].clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_what_one_earns_oneself_and_managers_see_everybodys() {
    let shop = Shop::open().await;
    shop.staff("ahmad").await.get(AHMAD).await.expect(200); // he is employee 1
    for (who, path) in [("ahmad", 2), ("kasir", 1), ("tamu", 1), ("ahmad", 99)] {
        let path = format!("/api/v1/employees/{path}/income");
        forbidden(&shop.staff(who).await.get(&path).await);
    }
    for who in ["manajer", "admin"] {
        let staff = shop.staff(who).await;
        staff.get("/api/v1/employees/2/income").await.expect(200);
        let nobody = staff.get("/api/v1/employees/99/income").await;
        assert_eq!(nobody.refused(404).0, "NOT_FOUND");
    }
    for report in ["employee-income", "employee-performance"] {
        let path = format!("/api/v1/reports/{report}");
        for who in ["kasir", "ahmad", "tamu"] {
            forbidden(&shop.staff(who).await.get(&path).await); // K-26
        }
        assert_eq!(shop.stranger().get(&path).await.refused(401).0, "UNAUTHORIZED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_works_here_stands_in_the_report() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let wanted = with(plain("car-wash"), json!({"employeeIds": [2, 3]}));
    crate::counter::done(&kasir, "car-wash", wanted).await;
    shop.car_done().await;
    let manajer = shop.manajer().await;
    // Who left is still paid for what they did.
    let reply = manajer.patch("/api/v1/employees/3/deactivate", json!({})).await;
    let position = reply.position();
    let report = |path: &'static str| {
        let manajer = manajer.clone();
        async move {
            let report = manajer.get_at(path, position).await.expect(200);
            let rows = report["employees"].as_array().unwrap().clone();
            let row =
                |row: &Value| (row["employeeId"].as_i64().unwrap(), row["total"].as_i64().unwrap());
            (report["total"].as_i64().unwrap(), rows.iter().map(row).collect::<Vec<_>>())
        }
    };
    let (total, mut rows) = report("/api/v1/reports/employee-income").await;
    assert_eq!(total, 45_000);
    rows.sort_unstable();
    assert_eq!(rows[..3], [(1, 22_500), (2, 11_250), (3, 11_250)]);
    assert!(rows[3..].iter().all(|(_, total)| *total == 0), "{rows:?}");
    let (_, best) = report("/api/v1/reports/employee-performance").await;
    assert_eq!(best[0], (1, 22_500));
    let (_, quiet) = report("/api/v1/reports/employee-income?endDate=2020-01-31").await;
    assert!(quiet.iter().all(|(id, total)| *id != 3 && *total == 0), "{quiet:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_is_none_is_refused_by_name() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    for (query, fields) in [
        ("startDate=2026-11-31", &["startDate"][..]),
        (
            "startDate=x&endDate=2026-13-01&sort=share&colour=red",
            &["startDate", "endDate", "sort", "colour"],
        ),
        ("startDate=2026-11-23&endDate=2026-11-22", &["endDate"]),
        ("page=200&limit=100", &["page"]),
    ] {
        let reply = manajer.get(&format!("{AHMAD}?{query}")).await;
        assert_eq!(wrong_fields(&reply), fields, "{query}");
    }
    let reply = manajer.get("/api/v1/reports/employee-performance?sort=name&startDate=1").await;
    assert_eq!(wrong_fields(&reply), ["startDate", "sort"]);
    // Whoever may not look is told that first.
    forbidden(&shop.kasir().await.get(&format!("{AHMAD}?startDate=x")).await);
}

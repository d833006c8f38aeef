use axum::http::Method;
use chrono::{Duration, Utc};
use domain::values::Outlet;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::Shop;

const SETTINGS: &str = "/api/v1/settings";
const TAX: &str = "/api/v1/settings/tax";
const DISCOUNTS: &str = "/api/v1/settings/discounts";
const SPLITS: &str = "/api/v1/settings/income-splits";
const HISTORY: &str = "/api/v1/settings/history";

async fn put(who: &Http, path: &str, body: Value) -> Reply {
    who.send(Method::PUT, path, &[], Some(body.to_string())).await.unwrap()
}

/// The outlet's day, so many days from now.
fn day(from_now: i64) -> String {
    Outlet::first().business_day(Utc::now() + Duration::days(from_now)).to_string()
}

#[track_caller]
fn wrong_fields(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let details = reply.body["error"]["details"].as_array().unwrap();
    details.iter().map(|detail| detail["field"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_set_yet_is_the_seed() {
    let shop = Shop::open().await;
    for username in ["admin", "manajer", "kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        let tax = staff.get(TAX).await.expect(200);
        let none = json!({"car_wash": 0, "laundry": 0, "carpet": 0, "water_delivery": 0});
        assert_eq!(tax, none, "{username}");
    }
    let kasir = shop.kasir().await;
    let discounts = kasir.get(DISCOUNTS).await;
    assert_eq!(discounts.headers["etag"], "\"0\"");
    assert_eq!(discounts.expect(200), json!({"regular": 0, "vip": 1500, "corporate": 1000}));
    let splits = kasir.get(SPLITS).await.expect(200);
    let seed = |service| {
        json!({"serviceType": service, "businessBp": 6000, "employeeBp": 4000,
            "effectiveFrom": "2022-01-01"})
    };
    assert_eq!(splits, json!([seed("laundry"), seed("carpet"), seed("water_delivery")]));
    let no = json!({"car_wash": false, "laundry": false, "carpet": false, "water_delivery": false});
    let general = kasir.get(SETTINGS).await.expect(200);
    let ladder = json!({"cashierBelow": 50_000, "approvalFrom": 200_000, "managerUpTo": 500_000});
    assert_eq!(general["discountLadder"], ladder);
    let limits = json!({"paymentBeforeCompletion": no, "qualityCheck": no,
        "waterQuantityMax": 1000, "backdateDays": 30, "aheadDays": 1, "cashRounding": 0,
        "cashierRefundMax": 0, "refundSelfApproveMax": 50_000, "invoiceDueDays": 30});
    assert_eq!(general["limits"], limits);
    assert_eq!(kasir.get(HISTORY).await.expect(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tax_is_seen_by_whoever_asks_for_what_was_written() {
    let shop = Shop::open().await;
    let (admin, kasir) = (shop.staff("admin").await, shop.kasir().await);
    let reply = put(&admin, TAX, json!({"laundry": 1100, "carpet": 0})).await;
    assert_eq!(reply.headers["etag"], "\"1\"", "a carpet is untaxed already");
    let position = reply.position();
    let set = reply.expect(200);
    assert_eq!((&set["laundry"], &set["carpet"]), (&json!(1100), &json!(0)));
    let seen = kasir.get_at(TAX, position).await;
    assert_eq!(seen.headers["etag"], "\"1\"");
    assert_eq!(seen.expect(200), set);

    let again = put(&admin, TAX, json!({"laundry": 1100})).await;
    assert_eq!((again.position(), &again.headers["etag"]), (position, &"\"1\"".parse().unwrap()));
    let reply = put(&admin, TAX, json!({"laundry": 1200})).await;
    let history = kasir.get_at(HISTORY, reply.position()).await;
    assert_eq!(history.body["meta"]["total"], 2);
    let history = history.expect(200);
    let values = [&history[0]["value"], &history[1]["value"]];
    assert_eq!(values, [&json!(1200), &json!(1100)], "newest first");
    assert_eq!(history[0]["setting"], "tax.laundry");
    assert_eq!(history[0]["setBy"]["username"], "admin");
    assert!(history[0]["setAt"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn discounts_and_limits_change_one_by_one() {
    let shop = Shop::open().await;
    let admin = shop.staff("admin").await;
    let discounts = put(&admin, DISCOUNTS, json!({"regular": 500})).await.expect(200);
    assert_eq!(discounts, json!({"regular": 500, "vip": 1500, "corporate": 1000}));
    let wish = json!({
        "discountLadder": {"managerUpTo": 400_000},
        "limits": {"paymentBeforeCompletion": {"water_delivery": true}, "backdateDays": 7},
    });
    let reply = put(&admin, SETTINGS, wish).await;
    assert_eq!(reply.headers["etag"], "\"3\"");
    let position = reply.position();
    let set = reply.expect(200);
    assert_eq!(set["discountLadder"]["managerUpTo"], 400_000);
    assert_eq!(set["discountLadder"]["cashierBelow"], 50_000, "nobody spoke of it");
    let payment = &set["limits"]["paymentBeforeCompletion"];
    assert_eq!((&payment["water_delivery"], &payment["carpet"]), (&json!(true), &json!(false)));
    assert_eq!(set["limits"]["waterQuantityMax"], 1000);
    assert_eq!(shop.kasir().await.get_at(SETTINGS, position).await.expect(200), set);
    assert_eq!(put(&admin, SETTINGS, json!({})).await.expect(200), set, "nothing asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn water_turns_to_the_business_alone_from_a_day_on() {
    let shop = Shop::open().await;
    let admin = shop.staff("admin").await;
    let split = |employee_bp: i64, from: String| {
        json!({"serviceType": "water_delivery", "businessBp": 10_000 - employee_bp,
            "employeeBp": employee_bp, "effectiveFrom": from})
    };
    let tomorrow = split(0, day(1));
    assert_eq!(admin.post(SPLITS, tomorrow.clone()).await.expect(201), tomorrow);
    let another = split(1000, day(1));
    let reply = admin.post(SPLITS, another.clone()).await;
    let position = reply.position();
    assert_eq!(reply.expect(201), another, "a day that has not begun has one split");
    let today = split(2000, day(0));
    admin.post(SPLITS, today.clone()).await.expect(201);
    let again = admin.post(SPLITS, today.clone()).await;
    assert_eq!(again.headers["etag"], "\"3\"", "the same once more changes nothing");
    let splits = shop.kasir().await.get_at(SPLITS, position + 1).await.expect(200);
    let of_water: Vec<&Value> = splits
        .as_array()
        .unwrap()
        .iter()
        .filter(|split| split["serviceType"] == "water_delivery")
        .collect();
    assert_eq!(of_water, [&split(4000, "2022-01-01".to_owned()), &today, &another]);

    for (refused, field) in [
        (split(0, day(-1)), "effectiveFrom"),
        (split(0, "2022-01-01".to_owned()), "effectiveFrom"),
        (
            json!({"serviceType": "car_wash", "businessBp": 6000, "employeeBp": 4000,
                "effectiveFrom": day(1)}),
            "serviceType",
        ),
    ] {
        let reply = admin.post(SPLITS, refused).await;
        assert_eq!(reply.refused(422).0, "BUSINESS_RULE_VIOLATION");
        assert_eq!(reply.body["error"]["details"][0]["field"], field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_setting_is_named_at_once() {
    let shop = Shop::open().await;
    let admin = shop.staff("admin").await;
    let reply = put(&admin, TAX, json!({"laundry": 10_001, "carpet": -1, "ironing": 5})).await;
    assert_eq!(wrong_fields(&reply), ["laundry", "carpet", "ironing"]);
    let reply = put(&admin, DISCOUNTS, json!({"vip": "15%", "staff": 1})).await;
    assert_eq!(wrong_fields(&reply), ["vip", "staff"]);
    let wrong = json!({"serviceType": "ironing", "businessBp": 6000, "employeeBp": 3000,
        "effectiveFrom": "1-1-2027"});
    let reply = admin.post(SPLITS, wrong).await;
    assert_eq!(wrong_fields(&reply), ["serviceType", "employeeBp", "effectiveFrom"]);
    let reply = admin.post(SPLITS, json!({})).await;
    let fields = ["serviceType", "businessBp", "employeeBp", "effectiveFrom"];
    assert_eq!(wrong_fields(&reply), fields);
    let wrong = json!({
        "discountLadder": {"cashierBelow": -1},
        "limits": {"qualityCheck": {"carpet": "yes", "ironing": true}, "waterQuantityMax": 0,
            "backdateDays": 366, "aheadDays": 1.5},
        "version": 1,
    });
    let fields = [
        "discountLadder.cashierBelow",
        "limits.qualityCheck.carpet",
        "limits.qualityCheck.ironing",
        "limits.waterQuantityMax",
        "limits.backdateDays",
        "limits.aheadDays",
        "version",
    ];
    assert_eq!(wrong_fields(&put(&admin, SETTINGS, wrong).await), fields);
    let falls = json!({"discountLadder": {"cashierBelow": 600_000}});
    let reply = put(&admin, SETTINGS, falls).await;
    assert_eq!(reply.refused(422).1, "INVALID_RANGE");
    let stale = [("if-match", "\"1\"".to_owned())];
    let body = Some(json!({"laundry": 1100}).to_string());
    let reply = admin.send(Method::PUT, TAX, &stale, body.clone()).await.unwrap();
    assert_eq!(reply.refused(409).0, "CONFLICT");
    let current = [("if-match", "\"0\"".to_owned())];
    admin.send(Method::PUT, TAX, &current, body).await.unwrap().expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_sets_and_a_key_is_good_for_once() {
    let shop = Shop::open().await;
    for username in ["manajer", "kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        for reply in [
            put(&staff, TAX, json!({"laundry": "x"})).await,
            put(&staff, DISCOUNTS, json!({"vip": 1})).await,
            put(&staff, SETTINGS, json!({})).await,
            staff.post(SPLITS, json!({})).await,
        ] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "PER-29: {username}");
        }
    }
    assert_eq!(shop.stranger().get(TAX).await.refused(401).0, "UNAUTHORIZED");

    let admin = shop.staff("admin").await;
    let body = json!({"serviceType": "carpet", "businessBp": 5000, "employeeBp": 5000,
        "effectiveFrom": day(3)});
    for (method, path, body) in
        [(Method::PUT, TAX, json!({"carpet": 100})), (Method::POST, SPLITS, body)]
    {
        let key = [("idempotency-key", format!("{path} once"))];
        let send = || admin.send(method.clone(), path, &key, Some(body.to_string()));
        let first = send().await.unwrap();
        put(&admin, TAX, json!({"laundry": first.position() % 10_000})).await.expect(200);
        let again = send().await.unwrap();
        assert_eq!((first.status, &first.text), (again.status, &again.text));
        assert_eq!(again.headers["idempotent-replayed"], "true");
        assert_eq!(first.position(), again.position());
    }
}

use serde_json::{Value, json};

use crate::counter::{
    correct, day, done, path, place, placed, plain, shown, tell, told, with, wrong,
};
use crate::shop::Shop;

const PACKAGES: &str = "/api/v1/car-wash/service-packages";
const SPLITS: &str = "/api/v1/settings/income-splits";

/// A package that costs so much for a motorcycle, with a cut.
async fn package(shop: &Shop, code: &str, price: i64, cut: (&str, i64)) {
    let (kind, amount) = cut;
    let new = json!({"code": code, "name": code, "price": price, "cutType": kind,
        "cutAmount": amount});
    shop.manajer().await.post(PACKAGES, new).await.expect(201);
}

async fn washed(shop: &Shop, package: &str, employees: &[i64]) -> Value {
    let wanted = json!({"vehicleType": "motorcycle", "servicePackage": package,
        "employeeIds": employees});
    done(&shop.kasir().await, "car-wash", wanted).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_is_what_the_papers_say() {
    let shop = Shop::open().await;
    let cases = [
        ("CUT-02", ("fixed", 75_000), 100_000, 75_000),
        ("CUT-03", ("percent", 3_000), 100_000, 30_000),
        ("CUT-04", ("percent", 5_000), 100_000, 50_000),
        ("CUT-05", ("fixed", 10_000), 100_000, 10_000),
        ("CUT-06", ("percent", 3_000), 200_000, 60_000),
        ("CUT-08", ("fixed", 10_000), 20_000, 10_000),
        ("CUT-09", ("percent", 3_000), 50_000, 15_000),
        ("CUT-10", ("percent", 3_000), 75_000, 22_500),
        ("CUT-12", ("percent", 3_333), 75_000, 24_997),
        ("CUT-13", ("fixed", 10_000), 5_000, 5_000),
    ];
    for (i, (id, cut, price, employees)) in cases.into_iter().enumerate() {
        let code = format!("cut_{i}");
        package(&shop, &code, price, cut).await;
        let order = washed(&shop, &code, &[2]).await;
        let income = &order["income"];
        let parts = (&income["gross"], &income["employeeCut"], &income["businessNet"]);
        assert_eq!(parts, (&json!(price), &json!(employees), &json!(price - employees)), "{id}");
        assert_eq!(
            income["shares"],
            json!([{"employeeId": 2, "name": "Wati", "amount": employees}])
        );
        assert!(order.get("incomePreview").is_none(), "it is no preview any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_are_what_the_papers_say_in_the_order_of_assignment() {
    let shop = Shop::open().await;
    let mut workers = vec![1, 2, 3, 4];
    for name in ["Rini", "Sari", "Tono"] {
        let new = json!({"name": name});
        let worker = shop.manajer().await.post("/api/v1/employees", new).await.expect(201);
        workers.push(worker["id"].as_i64().unwrap());
    }
    workers.rotate_left(3); // not in the order of their ids
    let cases: [(&str, i64, &[i64]); 8] = [
        ("EMP-01", 50_000, &[25_000, 25_000]),
        ("EMP-02", 50_000, &[16_667, 16_667, 16_666]),
        ("EMP-03", 100_000, &[14_286, 14_286, 14_286, 14_286, 14_286, 14_285, 14_285]),
        ("EMP-05", 10_000, &[3_334, 3_333, 3_333]),
        ("EMP-06", 10_000, &[1_429, 1_429, 1_429, 1_429, 1_428, 1_428, 1_428]),
        ("EMP-08", 30_000, &[30_000]),
        ("EMP-09", 15_000, &[7_500, 7_500]),
        ("EMP-11", 2, &[1, 1, 0]),
    ];
    for (i, (id, cut, shares)) in cases.into_iter().enumerate() {
        let code = format!("share_{i}");
        package(&shop, &code, 200_000, ("fixed", cut)).await;
        let assigned = &workers[..shares.len()];
        let order = washed(&shop, &code, assigned).await;
        let each: Vec<(i64, i64)> = order["income"]["shares"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["employeeId"].as_i64().unwrap(), s["amount"].as_i64().unwrap()))
            .collect();
        let expected: Vec<(i64, i64)> =
            assigned.iter().copied().zip(shares.iter().copied()).collect();
        assert_eq!(each, expected, "{id}");
        assert_eq!(order["income"]["employeeCut"], cut, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_is_what_the_papers_say_and_nobodys_share() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let sized = json!({"sizeId": "size_15"}); // 300,000
    let cases = [
        ("SPL-01", "laundry", 100_000, 40_000),
        ("SPL-02", "laundry", 250_000, 100_000),
        ("SPL-03", "laundry", 50_000, 20_000),
        ("SPL-08", "laundry", 21_000, 8_400),
        ("SPL-12", "laundry", 12_346, 4_938),
        ("SPL-04", "carpet", 250_000, 100_000),
        ("SPL-05", "carpet", 775_000, 310_000),
        ("SPL-06", "carpet", 750_000, 300_000),
        ("SPL-09", "water-delivery", 50_000, 20_000),
    ];
    for (id, service, price, pool) in cases {
        let more =
            json!({"finalPrice": price, "overrideReason": "sesuai nota", "employeeIds": [2]});
        let wanted = if service == "carpet" { sized.clone() } else { plain(service) };
        let order = done(&manajer, service, with(wanted, more)).await;
        let income = &order["income"];
        let parts = (&income["gross"], &income["employeeCut"], &income["businessNet"]);
        assert_eq!(parts, (&json!(price), &json!(pool), &json!(price - pool)), "{id}");
        assert_eq!(income["shares"], json!([]), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_counts_from_its_day_for_orders_of_that_day() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    let before = placed(&kasir, "water-delivery", plain("water-delivery")).await;
    let split = |from: String, employee: i64| {
        json!({"serviceType": "water_delivery", "businessBp": 10_000 - employee,
            "employeeBp": employee, "effectiveFrom": from})
    };
    admin.post(SPLITS, split(day(1), 0)).await.expect(201);
    let preview = |order: &Value| order["incomePreview"]["employeeCut"].clone();
    let today = placed(&kasir, "water-delivery", plain("water-delivery")).await;
    assert_eq!(preview(&today), 16_000, "tomorrow is another day");
    let tomorrow = (chrono::Utc::now() + chrono::Duration::hours(23)).to_rfc3339();
    let ahead = with(plain("water-delivery"), json!({"orderedAt": tomorrow}));
    let ahead = placed(&kasir, "water-delivery", ahead).await;
    if ahead["businessDate"] == day(1) {
        assert_eq!(preview(&ahead), 0, "SPL-11");
    }
    admin.post(SPLITS, split(day(0), 2_500)).await.expect(201);
    let new = placed(&kasir, "water-delivery", plain("water-delivery")).await;
    assert_eq!(preview(&new), 10_000);
    for (order, cut) in [(before, 16_000), (today, 16_000), (new, 10_000)] {
        let more = correct(&kasir, &order, json!({"notes": "pagar hijau"})).await;
        assert_eq!(preview(&shown(&kasir, more, 200).await), cut, "what was ordered stays so");
        tell(&kasir, &order, "dispatch", json!({})).await.expect(200);
        let there = told(&kasir, &order, "deliver", json!({})).await;
        assert_eq!(there["income"]["employeeCut"], cut);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_price_list_touches_no_order_that_is_there() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let wash = with(plain("car-wash"), json!({"addOns": ["waxing"]}));
    let orders = [
        placed(&kasir, "car-wash", wash.clone()).await,
        placed(&kasir, "laundry", plain("laundry")).await,
        placed(&kasir, "carpet", plain("carpet")).await,
        placed(&kasir, "water-delivery", plain("water-delivery")).await,
    ];
    for (list, code, change) in [
        (
            "car-wash/service-packages",
            "basic",
            json!({"price": 90_000, "cutType": "fixed", "cutAmount": 1}),
        ),
        ("car-wash/vehicle-types", "sedan", json!({"multiplier": 300})),
        ("car-wash/add-ons", "waxing", json!({"price": 99_000})),
        ("laundry/item-types", "shirt", json!({"price": 9_000})),
        ("carpet/materials", "wool", json!({"price": 99_000})),
        ("water-delivery/products", "gallon_19l", json!({"price": 25_000})),
    ] {
        let items = kasir.get(&format!("/api/v1/{list}")).await.expect(200);
        let item = items.as_array().unwrap().iter().find(|item| item["code"] == code).unwrap();
        let path = format!("/api/v1/{list}/{}", item["id"]);
        manajer.patch(&path, change).await.expect(200);
    }
    for order in &orders {
        let seen = kasir.get(&path(order, "")).await.expect(200);
        assert_eq!(&seen, order, "nothing moved");
        let noted = correct(&kasir, order, json!({"notes": "lama"})).await;
        let noted = shown(&kasir, noted, 200).await;
        assert_eq!((&noted["lines"], &noted["pricing"]), (&order["lines"], &order["pricing"]));
    }
    // What changes of an order is priced as of now, the rest as it was.
    let change = json!({"addOns": ["waxing"]});
    let mixed = shown(&kasir, correct(&kasir, &orders[0], change).await, 200).await;
    assert_eq!(mixed["pricing"]["total"], 75_000 + 99_000);
    tell(&kasir, &orders[0], "start", json!({})).await.expect(200);
    let finished = told(&kasir, &orders[0], "complete", json!({})).await;
    assert_eq!(finished["income"]["employeeCut"], 52_200, "30 %, as its package said then");
    assert_eq!(placed(&kasir, "car-wash", wash).await["pricing"]["total"], 270_000 + 99_000);
    // What was taken from the list is not ordered any more, and stays on what was.
    manajer.patch(&format!("{PACKAGES}/1/retire"), json!({})).await.expect(200);
    let reply = place(&kasir, "car-wash", plain("car-wash")).await;
    assert_eq!(wrong(&reply, 422), [("servicePackage", "NOT_FOUND")]);
}

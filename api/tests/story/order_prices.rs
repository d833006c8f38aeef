use serde_json::{Value, json};
use test_shop::Reply;

use crate::counter::{
    SERVICES, correct, done, place, placed, plain, put, shown, tell, told, with, wrong,
};
use crate::shop::Shop;

const TAX: &str = "/api/v1/settings/tax";
const DISCOUNTS: &str = "/api/v1/settings/discounts";

fn wash(vehicle: &str, package: &str, add_ons: &[&str], more: Value) -> Value {
    let wash = json!({"vehicleType": vehicle, "servicePackage": package, "addOns": add_ons});
    with(wash, more)
}

async fn tax(shop: &Shop, service: &str, bp: i64) {
    put(&shop.admin().await, TAX, json!({service: bp})).await.expect(200);
}

fn pricing(subtotal: i64, discount: i64, tax: i64, total: i64) -> Value {
    json!({"subtotal": subtotal, "discount": discount, "tax": tax, "total": total})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wash_costs_what_the_papers_say() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let odd = json!({"code": "odd", "name": "Ganjil", "price": 66_666, "cutType": "percent",
        "cutAmount": 3_000});
    shop.manajer().await.post("/api/v1/car-wash/service-packages", odd).await.expect(201);
    let none = || json!({});
    let (vip, corporate) = (json!({"customerId": 2}), json!({"customerId": 3}));
    let both = ["engine_cleaning", "interior_detailing"];
    let cases = [
        ("PRC-01", 0, wash("sedan", "basic", &[], none()), pricing(75_000, 0, 0, 75_000)),
        // One paper prints 213,350 for this one (W1).
        (
            "PRC-02",
            1_000,
            wash("suv", "premium", &both, corporate),
            pricing(215_000, 21_500, 19_350, 212_850),
        ),
        (
            "PRC-04",
            1_000,
            wash("sedan", "premium", &[], none()),
            pricing(120_000, 0, 12_000, 132_000),
        ),
        (
            "PRC-05",
            0,
            wash("motorcycle", "basic", &["waxing", "interior_cleaning"], vip.clone()),
            pricing(100_000, 15_000, 0, 85_000),
        ),
        ("PRC-06", 0, wash("motorcycle", "basic", &[], none()), pricing(50_000, 0, 0, 50_000)),
        ("PRC-08", 0, wash("sedan", "odd", &[], vip), pricing(99_999, 15_000, 0, 84_999)),
    ];
    for (id, bp, wanted, expected) in cases {
        tax(&shop, "car_wash", bp).await;
        let order = placed(&kasir, "car-wash", wanted).await;
        assert_eq!(order["pricing"], expected, "{id}");
        let lines = order["lines"].as_array().unwrap();
        let adjusted: i64 = lines.iter().map(|l| l["adjustedPrice"].as_i64().unwrap()).sum();
        let before_tax = expected["total"].as_i64().unwrap() - expected["tax"].as_i64().unwrap();
        assert_eq!(adjusted, before_tax, "{id}: lines make the total before tax");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn laundry_carpets_and_water_cost_what_the_papers_say() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let cheap = json!({"code": "cheap", "name": "Galon murah", "price": 8_000, "returnable": true});
    shop.manajer().await.post("/api/v1/water-delivery/products", cheap).await.expect(201);
    let water = |product: &str, quantity: i64| {
        with(plain("water-delivery"), json!({"productId": product, "quantity": quantity}))
    };
    let by_weight = json!({"lines": [{"itemTypeId": "kiloan", "quantity": 3},
        {"itemTypeId": "kiloan", "quantity": 2, "serviceLevel": "express"}],
        "addOns": [{"code": "ironing", "quantity": 3}]});
    let two_carpets = json!({"lines": [{"materialId": "wool", "length": 3, "width": 4},
        {"materialId": "synthetic", "length": 2, "width": 2.5}]});
    let sized = json!({"sizeId": "size_20", "cleaning": ["deep", "stain", "deodorize"]});
    let cases: [(&str, &str, Value, &[i64], i64); 7] = [
        ("PRC-09", "laundry", plain("laundry"), &[21_000, 16_000], 37_000),
        ("PRC-10", "laundry", by_weight, &[15_000, 15_000, 6_000], 36_000),
        ("PRC-13", "carpet", two_carpets, &[600_000, 175_000], 775_000),
        ("PRC-15", "carpet", sized, &[400_000, 200_000, 120_000, 15_000], 735_000),
        ("PRC-16", "water-delivery", water("gallon_19l", 2), &[40_000], 40_000),
        ("PRC-17", "water-delivery", water("cheap", 10), &[80_000], 80_000),
        ("PRC-18", "water-delivery", water("gallon_19l", 10), &[200_000], 200_000),
    ];
    for (id, service, wanted, lines, total) in cases {
        let order = placed(&kasir, service, wanted).await;
        let each: Vec<i64> = order["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["linePrice"].as_i64().unwrap())
            .collect();
        assert_eq!((&each[..], &order["pricing"]["total"]), (lines, &json!(total)), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_price_is_spread_over_the_lines_and_stored() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for (code, price) in [("ten", 10_000), ("twenty", 20_000), ("thirty", 30_000)] {
        let item = json!({"code": code, "name": code, "unit": "pcs", "price": price});
        manajer.post("/api/v1/laundry/item-types", item).await.expect(201);
    }
    let of = |codes: &[&str]| {
        let line = |code: &&str| json!({"itemTypeId": code, "quantity": 1});
        json!({"lines": codes.iter().map(line).collect::<Vec<_>>()})
    };
    let two = || of(&["ten", "twenty"]);
    let (clothes, carpet) = (|| plain("laundry"), || plain("carpet"));
    let cases: [(&str, &str, Value, i64, &[i64]); 11] = [
        ("DST-01", "laundry", two(), 30_000, &[10_000, 20_000]),
        ("DST-02", "laundry", two(), 35_000, &[15_000, 20_000]),
        ("DST-03", "laundry", two(), 25_000, &[5_000, 20_000]),
        ("DST-04", "laundry", two(), 15_000, &[0, 15_000]),
        ("DST-05", "laundry", two(), 5_000, &[0, 5_000]),
        ("DST-07", "laundry", clothes(), 30_000, &[14_000, 16_000]),
        // One paper prints [0; 12,000] for this one (W2).
        ("DST-08", "laundry", clothes(), 20_000, &[4_000, 16_000]),
        ("LA-CAL-001", "laundry", clothes(), 40_000, &[24_000, 16_000]),
        ("DST-11", "carpet", carpet(), 500_000, &[500_000]),
        ("DST-12", "laundry", two(), 20_000, &[0, 20_000]),
        ("DST-13, VAL-05", "laundry", of(&["ten", "twenty", "thirty"]), 0, &[0, 0, 0]),
    ];
    for (id, service, wanted, last, lines) in cases {
        let off = json!({"finalPrice": last, "overrideReason": "langganan lama"});
        let at_once = placed(&manajer, service, with(wanted.clone(), off)).await;
        let order = placed(&kasir, service, wanted).await;
        let body = json!({"finalPrice": last, "reason": "langganan lama"});
        let later = told(&manajer, &order, "price", body).await;
        for order in [at_once, later] {
            let each: Vec<i64> = order["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(|line| line["adjustedPrice"].as_i64().unwrap())
                .collect();
            assert_eq!((&each[..], &order["pricing"]["total"]), (lines, &json!(last)), "{id}");
        }
    }
    let order = placed(&kasir, "laundry", two()).await;
    for (below, field) in [(-1, "INVALID_AMOUNT"), (100_000_001, "INVALID_AMOUNT")] {
        let reply = tell(&kasir, &order, "price", json!({"finalPrice": below})).await;
        assert_eq!(wrong(&reply, 400), [("finalPrice", field)], "DST-15: {below}");
    }
    let tail = with(plain("carpet"), json!({"finalPrice": 100_000_000}));
    tax(&shop, "carpet", 1).await;
    let reply = place(&kasir, "carpet", tail).await;
    assert_eq!(wrong(&reply, 422), [("total", "INVALID_AMOUNT")], "K-19: with the tax on top");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amount_may_have_a_fraction_of_nothing() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let body = |price: &str| {
        format!(r#"{{"vehicleType":"sedan","servicePackage":"basic","finalPrice":{price}}}"#)
    };
    let post = axum::http::Method::POST;
    for (price, total) in [("85000.00", 85_000), ("85000", 85_000), ("8.5e4", 85_000)] {
        let reply = kasir.send(post.clone(), "/api/v1/car-wash/orders", &[], Some(body(price)));
        let order = reply.await.unwrap().expect(201);
        assert_eq!(order["pricing"]["total"], total, "VAL-11: {price}");
    }
    for price in ["85000.50", "\"85000\"", "true", "1e300"] {
        let reply = kasir.send(post.clone(), "/api/v1/car-wash/orders", &[], Some(body(price)));
        let reply = reply.await.unwrap();
        assert_eq!(wrong(&reply, 400), [("finalPrice", "INVALID_FORMAT")], "K-01: {price}");
    }
}

/// Approval is asked for, of somebody of that role at least.
#[track_caller]
fn asks(reply: &Reply, role: &str) {
    assert_eq!(reply.refused(403), ("INSUFFICIENT_PERMISSIONS".into(), "APPROVAL_REQUIRED".into()));
    let detail = &reply.body["error"]["details"][0];
    assert_eq!((&detail["field"], &detail["requiredRole"]), (&json!("approval"), &json!(role)));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_takes_off_what_it_may() {
    let shop = Shop::open().await;
    let cases = [
        ("DSC-01", "kasir", 9_999, None),
        ("DSC-02", "kasir", 49_999, None),
        ("DSC-03", "kasir", 50_000, Some("manager")),
        ("DSC-04", "kasir", 200_000, Some("manager")),
        ("DSC-05", "kasir", 500_000, Some("manager")),
        ("DSC-06", "kasir", 500_001, Some("admin")),
        ("DSC-03", "manajer", 199_999, None),
        ("DSC-04", "manajer", 200_000, Some("manager")),
        ("DSC-06", "manajer", 500_001, Some("admin")),
        ("DSC-04", "admin", 199_999, None),
        ("DSC-04", "admin", 200_000, Some("manager")),
    ];
    for (id, who, amount, role) in cases {
        let staff = shop.staff(who).await;
        let ways = [
            json!({"finalPrice": 600_000 - amount, "overrideReason": "langganan"}),
            json!({"discount": {"amount": amount, "reason": "langganan"}}),
        ];
        for way in ways {
            let reply = place(&staff, "carpet", with(plain("carpet"), way)).await;
            match role {
                None => {
                    let order = shown(&staff, reply, 201).await;
                    assert_eq!(order["pricing"]["discount"], amount, "{id} {who}");
                    let agreed = &order["priceAgreement"];
                    assert_eq!(
                        (&agreed["kind"], &agreed["reason"]),
                        (&json!("discount"), &json!("langganan"))
                    );
                    assert_eq!(agreed["approvedBy"], Value::Null, "nobody else had to");
                }
                Some(role) => asks(&reply, role),
            }
        }
        let order = placed(&staff, "carpet", plain("carpet")).await;
        let body = json!({"finalPrice": 600_000 - amount, "reason": "langganan"});
        let reply = tell(&staff, &order, "price", body).await;
        match role {
            None => assert_eq!(shown(&staff, reply, 200).await["pricing"]["discount"], amount),
            Some(role) => asks(&reply, role),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discount_says_why_and_how_much_in_one_way() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, "car-wash", plain("car-wash")).await;
    for (more, field, code) in [
        (json!({"finalPrice": 70_000}), "overrideReason", "MISSING_FIELD"),
        (json!({"discount": {"amount": 5_000}}), "discount.reason", "MISSING_FIELD"),
        (json!({"discount": {"reason": "x"}}), "discount.amount", "MISSING_FIELD"),
        (
            json!({"discount": {"amount": 1, "bp": 1, "reason": "x"}}),
            "discount.bp",
            "INVALID_FORMAT",
        ),
        (json!({"discount": {"bp": 10_001, "reason": "x"}}), "discount.bp", "INVALID_RANGE"),
        (
            json!({"finalPrice": 1, "discount": {"amount": 1, "reason": "x"}}),
            "discount",
            "INVALID_FORMAT",
        ),
    ] {
        let reply = place(&kasir, "car-wash", with(plain("car-wash"), more.clone())).await;
        assert_eq!(wrong(&reply, 400), [(field, code)], "{more}");
    }
    let reply = tell(&kasir, &order, "price", json!({"finalPrice": 70_000})).await;
    assert_eq!(wrong(&reply, 400), [("reason", "MISSING_FIELD")]);
    let reply = tell(&kasir, &order, "price", json!({})).await;
    assert_eq!(wrong(&reply, 400)[0], ("finalPrice", "MISSING_FIELD"));
    let all = json!({"discount": {"amount": 75_001, "reason": "x"}});
    let reply = place(&kasir, "car-wash", with(plain("car-wash"), all)).await;
    assert_eq!(wrong(&reply, 422)[0].1, "INVALID_AMOUNT", "more than it costs");
    let tenth = json!({"discount": {"bp": 1_000, "reason": "hujan"}});
    let order = placed(&kasir, "car-wash", with(plain("car-wash"), tenth)).await;
    assert_eq!(order["pricing"], pricing(75_000, 7_500, 0, 67_500));
    let up = told(&kasir, &order, "price", json!({"finalPrice": 90_000})).await;
    assert_eq!(up["pricing"], pricing(90_000, 0, 0, 90_000), "a raise is no discount");
    let same = told(&kasir, &order, "price", json!({"finalPrice": 90_000})).await;
    assert_eq!(same["version"], up["version"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_own_discount_and_an_asked_one_never_add_up() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for (customer, discount) in [(1, 0), (2, 11_250), (3, 7_500)] {
        let theirs = with(plain("car-wash"), json!({"customerId": customer}));
        let order = placed(&kasir, "car-wash", theirs.clone()).await;
        assert_eq!(order["pricing"]["discount"], discount, "DSC-07");
        let less = with(theirs.clone(), json!({"discount": {"amount": 5_000, "reason": "hujan"}}));
        let order = placed(&kasir, "car-wash", less).await;
        assert_eq!(order["pricing"]["discount"], discount.max(5_000), "K-85: {customer}");
        let more = with(theirs, json!({"discount": {"amount": 20_000, "reason": "hujan"}}));
        assert_eq!(placed(&kasir, "car-wash", more).await["pricing"]["discount"], 20_000);
    }
    // A VIP's own 90,000 off needs no manager: nobody asked for it.
    let vip = with(plain("carpet"), json!({"customerId": 2}));
    let order = placed(&kasir, "carpet", vip.clone()).await;
    assert_eq!(order["pricing"]["discount"], 90_000, "DSC-07");
    assert_eq!(order["priceAgreement"]["kind"], "automatic");
    put(&shop.admin().await, DISCOUNTS, json!({"vip": 2_000})).await.expect(200);
    assert_eq!(placed(&kasir, "carpet", vip).await["pricing"]["discount"], 120_000);
    let seen = kasir.get(&crate::counter::path(&order, "")).await.expect(200);
    assert_eq!(seen["pricing"]["discount"], 90_000, "what was ordered before keeps its price");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tax_is_on_new_orders_only_and_comes_last() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let mut before = Vec::new();
    for service in SERVICES {
        before.push(placed(&kasir, service, plain(service)).await);
    }
    let every =
        json!({"car_wash": 1_000, "laundry": 1_000, "carpet": 1_000, "water_delivery": 1_000});
    put(&shop.admin().await, TAX, every).await.expect(200);
    for (order, service) in before.iter().zip(SERVICES) {
        let note = correct(&kasir, order, json!({"notes": "masih"})).await;
        let old = shown(&kasir, note, 200).await;
        assert_eq!(old["pricing"], order["pricing"], "{service}");
        let new = placed(&kasir, service, with(plain(service), json!({"customerId": 2}))).await;
        let of = |field: &str| new["pricing"][field].as_i64().unwrap();
        assert_eq!(of("subtotal"), order["pricing"]["total"].as_i64().unwrap(), "{service}");
        let left = of("subtotal") * 85 / 100;
        assert_eq!((of("tax"), of("total")), (left / 10, left + left / 10), "K-84: {service}");
    }
    let carpet = done(&kasir, "carpet", plain("carpet")).await;
    assert_eq!(carpet["outstanding"], 660_000);
    let income = &carpet["income"];
    assert_eq!((&income["gross"], &income["tax"]), (&json!(600_000), &json!(60_000)), "no income");
    assert_eq!(income["employeeCut"], 240_000);
}

use axum::http::Method;
use serde_json::{Value, json};
use test_shop::Reply;

use crate::shop::Shop;

const ADD_ONS: &str = "/api/v1/car-wash/add-ons";
const PACKAGES: &str = "/api/v1/car-wash/service-packages";
const ORDERS: &str = "/api/v1/car-wash/orders";
const ZONES: &str = "/api/v1/water-delivery/zones";

/// Every list, with something new for it and a change of that.
fn lists() -> [(&'static str, Value, Value); 11] {
    [
        ("car-wash/vehicle-types", json!({"multiplier": 175}), json!({"multiplier": 180})),
        (
            "car-wash/service-packages",
            json!({"price": 60_000, "cutType": "fixed", "cutAmount": 10_000}),
            json!({"cutType": "percent", "cutAmount": 2_500}),
        ),
        ("car-wash/add-ons", json!({"price": 5_000}), json!({"price": 6_000})),
        ("laundry/item-types", json!({"unit": "lusin", "price": 50_000}), json!({"price": 5_000})),
        (
            "laundry/service-levels",
            json!({"ratePerKg": 12_000, "surchargeBp": 2_000, "hours": 4}),
            json!({"hours": 5}),
        ),
        ("laundry/add-ons", json!({"price": 1_000, "per": "kg"}), json!({"per": "order"})),
        ("carpet/materials", json!({"price": 9_000, "unit": "m"}), json!({"unit": "m2"})),
        ("carpet/sizes", json!({"price": 90_000, "area": 4.125}), json!({"area": 4.5})),
        (
            "carpet/cleaning-types",
            json!({"surchargeType": "percent", "surchargeAmount": 1_000}),
            json!({"surchargeType": "fixed", "surchargeAmount": 20_000}),
        ),
        (
            "water-delivery/products",
            json!({"price": 7_000, "returnable": true}),
            json!({"returnable": false}),
        ),
        (
            "water-delivery/zones",
            json!({"upToKm": 7.5, "carpetFee": 15_000, "waterFee": 5_000}),
            json!({"waterFee": 6_000}),
        ),
    ]
}

fn with(mut object: Value, more: &Value) -> Value {
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    object
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[track_caller]
fn wrong_fields(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let details = reply.body["error"]["details"].as_array().unwrap();
    details.iter().map(|detail| (text(&detail["field"]), text(&detail["code"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_added_to_changed_retired_and_reinstated() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    for (list, terms, change) in lists() {
        let path = format!("/api/v1/{list}");
        let new = with(json!({"code": "BARU", "name": "Baru"}), &terms);
        let reply = manajer.post(&path, new).await;
        let added = reply.clone().expect(201);
        assert_eq!((&added["code"], &added["isActive"]), (&json!("baru"), &json!(true)), "{list}");
        assert_eq!(with(added.clone(), &terms), added, "{list}: the terms are shown as they came");
        assert_eq!(reply.headers["etag"], format!("\"{}\"", added["version"]));
        let one = format!("{path}/{}", added["id"]);
        let seen = manajer.get_at(&one, reply.position()).await;
        assert_eq!(seen.headers["etag"], reply.headers["etag"]);
        assert_eq!(seen.expect(200), added, "{list}: a query shows what the command did");

        let changed = manajer.patch(&one, change.clone()).await.expect(200);
        assert_eq!(
            with(
                with(added.clone(), &change),
                &json!({
                    "version": changed["version"], "updatedAt": changed["updatedAt"],
                })
            ),
            changed,
            "{list}: what was not named stays"
        );
        assert!(changed["version"].as_i64() > added["version"].as_i64());
        let same = manajer.patch(&one, change).await.expect(200);
        assert_eq!(same, changed, "{list}: what stays as it is changes nothing");

        let retired = manajer.patch(&format!("{one}/retire"), json!({})).await.expect(200);
        assert_eq!(retired["isActive"], false);
        let twice = manajer.patch(&format!("{one}/retire"), json!({})).await;
        assert_eq!(twice.refused(422).1, "INVALID_STATE");
        assert_eq!(twice.body["error"]["details"][0]["allowed"], json!(["reinstate"]));
        let reply = manajer.patch(&format!("{one}/reinstate"), json!({})).await;
        let position = reply.position();
        let back = reply.expect(200);
        assert_eq!(back["isActive"], true);
        let again = manajer.patch(&format!("{one}/reinstate"), json!({})).await;
        assert_eq!(again.refused(422).1, "INVALID_STATE");

        let listed = manajer.get_at(&path, position).await;
        let last = listed.body["data"].as_array().unwrap().last().cloned();
        assert_eq!(last, Some(back), "{list}");
        let history = manajer.get_at(&format!("{one}/history"), position).await.expect(200);
        let steps: Vec<&Value> = history.as_array().unwrap().iter().map(|s| &s["what"]).collect();
        assert_eq!(steps, ["reinstated", "retired", "changed", "added"], "{list}");
        assert_eq!(with(history[3].clone(), &terms), history[3], "{list}: with its terms then");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_opens_with_what_the_papers_say() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let position = shop.manajer().await.patch(&format!("{ZONES}/1"), json!({})).await.position();
    let get = async |path: &str| kasir.get_at(&format!("/api/v1/{path}"), position).await;
    let vehicles = get("car-wash/vehicle-types").await.expect(200);
    assert_eq!(codes(&vehicles), ["motorcycle", "sedan", "suv", "truck", "bus"]);
    assert_eq!((&vehicles[1]["id"], &vehicles[1]["multiplier"]), (&json!(2), &json!(150)));
    let unpriced = get("car-wash/vehicle-types?filter[isActive]=false").await.expect(200);
    assert_eq!(codes(&unpriced), ["truck_large"], "K-09");
    let all = get("car-wash/vehicle-types?includeRetired=true&limit=5&page=2").await;
    assert_eq!(all.body["meta"], json!({"page": 2, "limit": 5, "total": 6, "totalPages": 2}));
    assert_eq!(codes(&all.expect(200)), ["truck_large"]);
    let basic = get("car-wash/service-packages").await.expect(200)[0].clone();
    assert_eq!((&basic["price"], &basic["cutAmount"]), (&json!(50_000), &json!(3000)));
    for (list, count) in [
        ("car-wash/add-ons", 6),
        ("laundry/item-types", 6),
        ("laundry/service-levels", 3),
        ("laundry/add-ons", 3),
        ("carpet/materials", 4),
        ("carpet/sizes", 4),
        ("carpet/cleaning-types", 3),
        ("water-delivery/products", 5),
        ("water-delivery/zones", 3),
    ] {
        assert_eq!(get(list).await.body["meta"]["total"], count, "{list}");
    }
    let sizes = get("carpet/sizes").await.expect(200);
    assert_eq!((&sizes[0]["area"], &sizes[0]["price"]), (&json!(10.0), &json!(200_000)));
    let absurd = get("carpet/sizes?filter[isActive]=maybe&colour=red").await;
    assert_eq!(wrong_fields(&absurd).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_together() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let position = shop.manajer().await.patch(&format!("{ZONES}/1"), json!({})).await.position();
    let get = async |path: &str| kasir.get_at(path, position).await.expect(200);
    let laundry = get("/api/v1/laundry/pricing").await;
    let prices = |code: &str| -> Vec<i64> {
        let row = laundry.as_array().unwrap().iter().find(|row| row["code"] == code).unwrap();
        let prices = row["prices"].as_array().unwrap();
        prices.iter().map(|price| price["unitPrice"].as_i64().unwrap()).collect()
    };
    assert_eq!(prices("kiloan"), [5_000, 7_500, 10_000], "K-13: the rate of the level");
    assert_eq!(prices("shirt"), [7_000, 7_000, 7_000], "its own price");
    let services = get("/api/v1/laundry/services").await;
    assert_eq!(codes(&services["serviceLevels"]), ["standard", "express", "urgent"]);
    let extras = &services["addOns"];
    assert_eq!(codes(extras), ["ironing", "stain_treatment", "protection"]);
    let water = get("/api/v1/water-delivery/pricing").await;
    assert_eq!((&water[0]["code"], &water[0]["price"]), (&json!("gallon_19l"), &json!(20_000)));
    let beyond = json!({"zone": "far", "upToKm": null, "deliveryFee": 20_000});
    assert_eq!(water[0]["zones"][2], beyond);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_price_is_for_new_orders_and_its_history_says_who_made_it() {
    let shop = Shop::open().await;
    let before = shop.car_waiting().await;
    let manajer = shop.manajer().await;
    let basic = format!("{PACKAGES}/1");
    let reply = manajer.patch(&basic, json!({"price": 60_000, "name": "Basic plus"})).await;
    let position = reply.position();
    let changed = reply.expect(200);
    let path = format!("{ORDERS}/{}", before["id"]);
    let still = shop.kasir().await.get_at(&path, position).await.expect(200);
    assert_eq!(still, before, "the order keeps what it was priced with");
    assert_eq!(shop.car_waiting().await["pricing"]["total"], 90_000);

    let history = manajer.get_at(&format!("{basic}/history"), position).await;
    assert_eq!(history.body["meta"]["total"], 2);
    let history = history.expect(200);
    let (edit, first) = (&history[0], &history[1]);
    assert_eq!((&edit["what"], &first["what"]), (&json!("changed"), &json!("added")));
    assert_eq!((&edit["price"], &first["price"]), (&json!(60_000), &json!(50_000)));
    assert_eq!((&edit["name"], &first["name"]), (&json!("Basic plus"), &json!("Basic")));
    assert_eq!(edit["by"], json!({"id": 2, "username": "manajer", "fullName": "Pak Hadi"}));
    assert_eq!(first["by"]["username"], "admin");
    assert_eq!((&edit["at"], &edit["version"]), (&changed["updatedAt"], &changed["version"]));
    assert_eq!(edit["position"], position);
    let unknown = manajer.get(&format!("{PACKAGES}/99/history")).await;
    assert_eq!(unknown.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_retired_cannot_be_ordered() {
    let shop = Shop::open().await;
    let waxed = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "addOns": ["waxing"],
    });
    let kasir = shop.kasir().await;
    kasir.post(ORDERS, waxed.clone()).await.expect(201);
    let manajer = shop.manajer().await;
    let waxing = format!("{ADD_ONS}/5");
    let retired = manajer.patch(&format!("{waxing}/retire"), json!({})).await.expect(200);
    assert_eq!(retired["code"], "waxing");
    let large = json!({"vehicleType": "truck_large", "servicePackage": "basic"});
    for (order, field) in [(&waxed, "addOns"), (&large, "vehicleType")] {
        let reply = kasir.post(ORDERS, order.clone()).await;
        let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "NOT_FOUND".to_owned());
        assert_eq!(reply.refused(422), codes);
        assert_eq!(reply.body["error"]["details"][0]["field"], field);
    }
    // Priced while it is retired, it comes back at that price.
    manajer.patch(&waxing, json!({"price": 22_000})).await.expect(200);
    let back = manajer.patch(&format!("{waxing}/reinstate"), json!({})).await.expect(200);
    assert_eq!(back["price"], 22_000);
    let order = kasir.post(ORDERS, waxed).await.expect(201);
    assert_eq!(order["pricing"]["total"], 97_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_and_bands_stand_once() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let duplicate = |reply: &Reply, field: &str| {
        let codes = ("DUPLICATE_ENTRY".to_owned(), "DUPLICATE_ENTRY".to_owned());
        assert_eq!(reply.refused(409), codes);
        assert_eq!(reply.body["error"]["details"][0]["field"], field);
    };
    let waxing = json!({"code": "Waxing", "name": "Wax", "price": 1});
    duplicate(&manajer.post(ADD_ONS, waxing).await, "code");
    let fees = json!({"carpetFee": 0, "waterFee": 0});
    let zone = |code, km: Value| with(json!({"code": code, "name": code, "upToKm": km}), &fees);
    duplicate(&manajer.post(ZONES, zone("five", json!(5))).await, "upToKm");
    duplicate(&manajer.post(ZONES, zone("end", Value::Null)).await, "upToKm");
    let reply = manajer.patch(&format!("{ZONES}/1"), json!({"upToKm": 10.000})).await;
    duplicate(&reply, "upToKm");
    manajer.post(ZONES, zone("five", json!(5.001))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_an_item_is_named_at_once() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let wrong = json!({"code": "not a code", "name": "x", "price": -1, "colour": "red"});
    let found = wrong_fields(&manajer.post(ADD_ONS, wrong).await);
    let expected =
        [("code", "INVALID_FORMAT"), ("price", "INVALID_RANGE"), ("colour", "INVALID_FORMAT")];
    assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));

    let found = wrong_fields(
        &manajer
            .patch(
                &format!("{ADD_ONS}/1"),
                json!({
                    "code": "other", "price": 0.5,
                }),
            )
            .await,
    );
    assert_eq!(found.len(), 2, "the code never changes: {found:?}");
    let size = json!({"code": "s", "name": "s", "price": 1.5, "area": 1.0005});
    let found = wrong_fields(&manajer.post("/api/v1/carpet/sizes", size).await);
    assert_eq!(found.len(), 2, "{found:?}");
    let cut =
        json!({"code": "s", "name": "s", "price": 1, "cutType": "percent", "cutAmount": 10_001});
    let found = wrong_fields(&manajer.post(PACKAGES, cut).await);
    assert_eq!(found, [("cutAmount".to_owned(), "INVALID_RANGE".to_owned())]);
    let half =
        wrong_fields(&manajer.patch(&format!("{PACKAGES}/1"), json!({"cutAmount": 1})).await);
    assert_eq!(half, [("cutType".to_owned(), "MISSING_FIELD".to_owned())]);

    let shirt = json!({"code": "jas", "name": "Jas", "unit": "pcs"});
    let reply = manajer.post("/api/v1/laundry/item-types", shirt).await;
    assert_eq!(reply.refused(422).1, "MISSING_FIELD", "it needs a price of its own");
    let weighed = json!({"unit": "m2"});
    let reply = manajer.patch("/api/v1/laundry/item-types/1", weighed).await;
    assert_eq!(wrong_fields(&reply)[0].1, "INVALID_ENUM", "that would be a carpet");
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_made_by_managers_and_read_by_everybody() {
    let shop = Shop::open().await;
    let position = shop.manajer().await.patch(&format!("{ADD_ONS}/1"), json!({})).await.position();
    for username in ["kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        for path in [ADD_ONS.to_owned(), format!("{ADD_ONS}/1")] {
            staff.get_at(&path, position).await.expect(200);
        }
        for reply in [
            staff.post(ADD_ONS, json!({"price": "wrong"})).await,
            staff.patch(&format!("{ADD_ONS}/1"), json!({"price": 1})).await,
            staff.patch(&format!("{ADD_ONS}/1/retire"), json!({})).await,
            staff.patch(&format!("{ADD_ONS}/1/reinstate"), json!({})).await,
            staff.get(&format!("{ADD_ONS}/1/history")).await,
        ] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_insists_on_an_old_price_is_told_so_and_a_key_works_once() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let one = format!("{ADD_ONS}/1");
    let first = manajer.patch(&one, json!({"price": 31_000})).await.expect(200);
    // Something else on the same list changes; that is no reason to refuse.
    manajer.patch(&format!("{ADD_ONS}/2"), json!({"price": 26_000})).await.expect(200);
    let patch = async |headers: &[(&str, String)], price: i64| {
        let body = json!({"price": price}).to_string();
        manajer.send(Method::PATCH, &one, headers, Some(body)).await.unwrap()
    };
    let insist = ("if-match", format!("\"{}\"", first["version"]));
    let key = ("idempotency-key", "new price".to_owned());
    let second = patch(&[insist.clone(), key.clone()], 32_000).await.expect(200);
    assert_eq!(patch(std::slice::from_ref(&insist), 33_000).await.refused(409).0, "CONFLICT");
    patch(&[], 40_000).await.expect(200);
    let replayed = patch(&[insist, key], 32_000).await;
    assert_eq!(replayed.headers["idempotent-replayed"], "true");
    assert_eq!(replayed.expect(200), second);

    let new = json!({"code": "polish", "name": "Polish", "price": 17_000}).to_string();
    let key = [("idempotency-key", "polish".to_owned())];
    let add = async || manajer.send(Method::POST, ADD_ONS, &key, Some(new.clone())).await.unwrap();
    let (added, again) = (add().await.expect(201), add().await);
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.expect(201), added);
    assert_eq!(
        manajer.patch(&format!("{ADD_ONS}/99"), json!({})).await.refused(404).0,
        "NOT_FOUND"
    );
}

use serde_json::{Value, json};

use crate::counter::{
    correct, does_not_fit, forbidden, place, placed, plain, shown, tell, time, told, with, wrong,
};
use crate::shop::Shop;

const WASH: &str = "car-wash";

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_wash_is_kept_and_read_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let at = time(90);
    let wanted = json!({
        "vehicleType": "SUV", "servicePackage": "Premium", "addOns": ["ENGINE_CLEANING", "waxing"],
        "licensePlate": "b 1234 xyz", "customerId": 1, "outletId": 1, "employeeIds": [2, 1],
        "walkIn": {"name": "Sopir Budi", "phone": "0812-0000-1111"},
        "quotedTotal": 210_000, "scheduledAt": at, "notes": "awas spion",
    });
    let order = placed(&kasir, WASH, wanted).await;
    let year = order["businessDate"].as_str().unwrap()[..4].to_owned();
    let expected = json!({
        "orderNumber": format!("CW-{year}-00001"), "version": 1, "serviceType": "car_wash",
        "status": "pending", "subStatus": null, "outletId": 1, "customerId": 1,
        "customer": {"id": 1, "name": "Budi Santoso", "phone": "0812-3456-7890"},
        "walkIn": {"name": "Sopir Budi", "phone": "0812-0000-1111"},
        "vehicleType": "suv", "servicePackage": "premium", "licensePlate": "B 1234 XYZ",
        "bay": null, "pricing": {"subtotal": 210_000, "discount": 0, "tax": 0, "total": 210_000},
        "priceAgreement": null, "paymentStatus": "unpaid", "paid": 0, "refunded": 0,
        "outstanding": 210_000,
        "employees": [{"id": 2, "name": "Wati"}, {"id": 1, "name": "Ahmad"}],
        "scheduledAt": at, "startedAt": null, "completedAt": null, "handedOverAt": null,
        "cancelledAt": null, "cancelReason": null, "notes": "awas spion",
        "createdBy": {"id": 3, "username": "kasir", "fullName": "Siti"},
        "allowed": ["start", "cancel"],
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&order[field], value, "{field}");
    }
    assert_eq!(order["incomePreview"]["employeeCut"], 63_000);
    assert_eq!(order["incomePreview"]["businessNet"], 147_000);
    assert!(order.get("income").is_none(), "nothing is earned yet");
    let add_ons = [("engine_cleaning", "Cuci mesin", 30_000), ("waxing", "Waxing", 20_000)];
    for (i, (code, name, price)) in add_ons.into_iter().enumerate() {
        let add_on = &order["addOns"][i];
        let seen = (&add_on["code"], &add_on["name"], &add_on["price"]);
        assert_eq!(seen, (&json!(code), &json!(name), &json!(price)));
        assert!(add_on["id"].is_i64());
    }
    let lines: Vec<[&Value; 4]> = order["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| [&l["no"], &l["code"], &l["linePrice"], &l["adjustedPrice"]])
        .collect();
    let line = |no: i64, code: &str, price: i64| json!([no, code, price, price]);
    let expected = [
        line(1, "premium", 160_000),
        line(2, "engine_cleaning", 30_000),
        line(3, "waxing", 20_000),
    ];
    assert_eq!(json!(lines), json!(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_car_may_come_without_a_name_a_plate_or_a_washer() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let bare = json!({"vehicleType": "motorcycle", "servicePackage": "basic"});
    let order = placed(&kasir, WASH, bare).await;
    for field in ["customerId", "customer", "walkIn", "licensePlate", "notes", "scheduledAt"] {
        assert_eq!(order[field], Value::Null, "CST-07, K-40: {field}");
    }
    assert_eq!((&order["employees"], &order["addOns"]), (&json!([]), &json!([])));
    let reply = tell(&kasir, &order, "start", json!({})).await;
    assert_eq!(wrong(&reply, 422), [("employeeIds", "MISSING_FIELD")], "K-41, EMP-13");
    told(&kasir, &order, "employees", json!({"employeeIds": [3]})).await;
    assert_eq!(told(&kasir, &order, "start", json!({})).await["status"], "in_progress");
    for plate in ["", "B 1234 XYZABC"] {
        let reply = place(&kasir, WASH, with(plain(WASH), json!({"licensePlate": plate}))).await;
        assert_eq!(wrong(&reply, 400), [("licensePlate", "INVALID_LENGTH")], "VAL-10: {plate}");
    }
    let longest = with(plain(WASH), json!({"licensePlate": "b 1234 xyzab"}));
    assert_eq!(placed(&kasir, WASH, longest).await["licensePlate"], "B 1234 XYZAB");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_a_wash_names_that_does_not_exist_is_named_at_once() {
    let shop = Shop::open().await;
    let unknown = json!({
        "vehicleType": "spaceship", "servicePackage": "diamond", "addOns": ["waxing", "gold_leaf"],
        "customerId": 99, "employeeIds": [1, 98], "outletId": 77, "discountCode": "LEBARAN",
    });
    let reply = place(&shop.kasir().await, WASH, unknown).await;
    let mut fields = wrong(&reply, 422);
    fields.sort_unstable();
    let expected = [
        "addOns",
        "customerId",
        "discountCode",
        "employeeIds",
        "outletId",
        "servicePackage",
        "vehicleType",
    ];
    assert_eq!(fields, expected.map(|field| (field, "NOT_FOUND")));
    // What is on the list but put aside cannot be ordered either (truck_large has no price yet).
    let large = with(plain(WASH), json!({"vehicleType": "truck_large"}));
    let reply = place(&shop.kasir().await, WASH, large).await;
    assert_eq!(wrong(&reply, 422), [("vehicleType", "NOT_FOUND")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_out_of_shape_is_named_at_once() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let bad = json!({
        "vehicleType": 5, "addOns": "waxing", "licensePlate": "", "employeeIds": [0, "x"],
        "customerId": 1.5, "walkIn": {"name": " ", "phone": "12", "age": 7}, "finalPrice": -1000,
        "quotedTotal": 0.5, "scheduledAt": "besok", "notes": "x".repeat(501), "colour": "red",
    });
    let reply = place(&kasir, WASH, bad).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let mut fields = wrong(&reply, 400);
    fields.sort_unstable();
    let expected = [
        ("addOns", "INVALID_FORMAT"),
        ("colour", "INVALID_FORMAT"),
        ("customerId", "INVALID_FORMAT"),
        ("employeeIds[0]", "INVALID_RANGE"),
        ("employeeIds[1]", "INVALID_FORMAT"),
        ("finalPrice", "INVALID_AMOUNT"), // VAL-04, DST-15
        ("licensePlate", "INVALID_LENGTH"),
        ("notes", "INVALID_LENGTH"),
        ("quotedTotal", "INVALID_FORMAT"), // K-01
        ("scheduledAt", "INVALID_FORMAT"),
        ("servicePackage", "MISSING_FIELD"),
        ("vehicleType", "INVALID_FORMAT"),
        ("walkIn.age", "INVALID_FORMAT"),
        ("walkIn.name", "INVALID_LENGTH"),
        ("walkIn.phone", "INVALID_LENGTH"),
    ];
    assert_eq!(fields, expected);
    let twice = with(plain(WASH), json!({"employeeIds": [1, 2, 1]}));
    assert_eq!(place(&kasir, WASH, twice).await.refused(409).0, "CONFLICT", "VAL-23");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wash_is_corrected_until_it_is_done_and_priced_anew() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, WASH, plain(WASH)).await;
    let change = json!({
        "vehicleType": "SUV", "servicePackage": "deluxe", "addOns": ["ceramic"],
        "licensePlate": "d 88 kh", "customerId": 2, "walkIn": {"name": "Pak Anton"},
        "scheduledAt": time(60), "notes": "jok kulit",
    });
    let changed = shown(&kasir, correct(&kasir, &order, change).await, 200).await;
    // 120,000 × 2 + 150,000, and 15 % off for a VIP.
    let pricing = json!({"subtotal": 390_000, "discount": 58_500, "tax": 0, "total": 331_500});
    assert_eq!(changed["pricing"], pricing);
    assert_eq!(changed["customer"]["name"], "Ibu Ratna");
    assert_eq!(changed["walkIn"], json!({"name": "Pak Anton", "phone": null}));
    assert_eq!(
        (&changed["licensePlate"], &changed["notes"]),
        (&json!("D 88 KH"), &json!("jok kulit"))
    );
    let gone = json!({"licensePlate": null, "notes": null, "scheduledAt": null, "addOns": [],
        "customerId": null, "walkIn": {"name": null}});
    let bare = shown(&kasir, correct(&kasir, &order, gone).await, 200).await;
    for field in ["licensePlate", "notes", "scheduledAt", "customerId", "customer", "walkIn"] {
        assert_eq!(bare[field], Value::Null, "{field}");
    }
    assert_eq!(bare["pricing"]["total"], 240_000);
    let same = correct(&kasir, &order, json!({"addOns": [], "notes": null})).await;
    assert_eq!(shown(&kasir, same, 200).await["version"], bare["version"], "nothing changed");
    tell(&kasir, &order, "start", json!({})).await.expect(200);
    let begun = correct(&kasir, &order, json!({"servicePackage": "basic"})).await;
    assert_eq!(shown(&kasir, begun, 200).await["pricing"]["total"], 100_000);
    tell(&kasir, &order, "complete", json!({})).await.expect(200);
    let late = correct(&kasir, &order, json!({"notes": "terlambat"})).await;
    does_not_fit(&late, &["hand-over", "rework"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_says_everything_that_is_wrong_with_it() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, WASH, plain(WASH)).await;
    let bad = json!({"vehicleType": 1, "notes": 5, "customerId": "x", "total": 1});
    let reply = correct(&kasir, &order, bad).await;
    let mut fields = wrong(&reply, 400);
    fields.sort_unstable();
    let expected = ["customerId", "notes", "total", "vehicleType"];
    assert_eq!(fields, expected.map(|field| (field, "INVALID_FORMAT")));
    let unknown = json!({"servicePackage": "diamond", "addOns": ["gold"], "customerId": 99});
    let reply = correct(&kasir, &order, unknown).await;
    let mut fields = wrong(&reply, 422);
    fields.sort_unstable();
    let expected = ["addOns", "customerId", "servicePackage"];
    assert_eq!(fields, expected.map(|field| (field, "NOT_FOUND")));
    for who in ["ahmad", "tamu"] {
        forbidden(&correct(&shop.staff(who).await, &order, json!({"notes": 5})).await);
    }
    let seen = kasir.get(&crate::counter::path(&order, "")).await.expect(200);
    assert_eq!(seen["version"], 1, "and nothing was changed");
}

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::counter::{correct, place, placed, plain, shown, told, with, wrong};
use crate::shop::Shop;

const LAUNDRY: &str = "laundry";

async fn id_of(shop: &Shop, list: &str, code: &str) -> Value {
    let list = shop.kasir().await.get(&format!("/api/v1/{list}")).await.expect(200);
    let found = list.as_array().unwrap().iter().find(|item| item["code"] == code);
    found.unwrap()["id"].clone()
}

/// Code, unit, quantity, unit price, price by the catalog.
fn lines(order: &Value) -> Value {
    let of = |line: &Value| {
        ["code", "unit", "quantity", "unitPrice", "linePrice"].map(|field| line[field].clone())
    };
    json!(order["lines"].as_array().unwrap().iter().map(of).collect::<Vec<_>>())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_laundry_is_kept_and_read_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let kiloan = id_of(&shop, "laundry/item-types", "kiloan").await;
    let wanted = json!({
        "serviceLevel": "Express",
        "lines": [{"itemTypeId": kiloan, "quantity": 2.5},
            {"itemTypeId": "shirt", "quantity": 3, "serviceLevel": "URGENT"}],
        "addOns": [{"code": "ironing", "quantity": 2.5}, {"code": "stain_treatment", "quantity": 2},
            {"code": "PROTECTION"}],
        "walkIn": {"name": "Bu Sri", "phone": "0813-5555-777"}, "employeeIds": [3],
        "notes": "jangan campur warna",
    });
    let order = placed(&kasir, LAUNDRY, wanted).await;
    assert!(order["orderNumber"].as_str().unwrap().starts_with("LD-"), "{}", order["orderNumber"]);
    let expected = json!([
        ["kiloan", "kg", 2.5, 7_500, 18_750],
        ["shirt", "pcs", 3.0, 7_000, 21_000],
        ["ironing", "kg", 2.5, 2_000, 5_000],
        ["stain_treatment", "pcs", 2.0, 5_000, 10_000],
        ["protection", "pcs", 1.0, 10_000, 10_000],
    ]);
    assert_eq!(lines(&order), expected);
    assert_eq!(order["pricing"]["total"], 64_750);
    assert_eq!(
        (&order["serviceType"], &order["serviceLevel"]),
        (&json!("laundry"), &json!("express"))
    );
    assert_eq!(order["lines"][1]["serviceLevel"], "urgent", "a line's own");
    assert_eq!(order["lines"][0]["serviceLevel"], "express");
    assert_eq!(order["walkIn"], json!({"name": "Bu Sri", "phone": "0813-5555-777"}));
    assert_eq!(order["employees"], json!([{"id": 3, "name": "Joko"}]));
    let at = |field: &str| -> DateTime<Utc> { order[field].as_str().unwrap().parse().unwrap() };
    assert_eq!(at("dueAt") - at("orderedAt"), Duration::hours(24), "when the slowest of it is");
    assert_eq!(order["incomePreview"], json!({"employeeCut": 25_900, "businessNet": 38_850}));
}

#[tokio::test(flavor = "multi_thread")]
async fn laundry_is_standard_unless_said_and_needs_nobody_to_start() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, LAUNDRY, plain(LAUNDRY)).await;
    assert_eq!((&order["serviceLevel"], &order["employees"]), (&json!("standard"), &json!([])));
    assert_eq!(told(&kasir, &order, "start", json!({})).await["status"], "in_progress");
    let done = told(&kasir, &order, "complete", json!({"notes": "rapi"})).await;
    assert_eq!((&done["status"], &done["subStatus"]), (&json!("completed"), &json!("ready")));
    assert_eq!(done["allowed"], json!(["hand-over", "rework"]));
    let fetched = told(&kasir, &order, "hand-over", json!({"notes": "diambil anaknya"})).await;
    assert_eq!(fetched["subStatus"], "handed_over");
    assert!(fetched["handedOverAt"].is_string());
    assert_eq!(fetched["notes"], "diambil anaknya");
}

#[tokio::test(flavor = "multi_thread")]
async fn quantities_are_decimals_of_at_most_three_places_where_the_unit_divides() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let of = |item: &str, quantity: Value| json!({"lines": [{"itemTypeId": item, "quantity": quantity}]});
    let exact = placed(&kasir, LAUNDRY, of("per_kg", json!(1.125))).await;
    assert_eq!(exact["pricing"]["total"], 9_000, "VAL-03: 1.125 × 8,000");
    let half = placed(&kasir, LAUNDRY, of("kiloan", json!(0.0001 + 0.0009))).await;
    assert_eq!(half["pricing"]["total"], 5);
    for (bad, code) in [
        (json!(0), "INVALID_RANGE"),       // VAL-01
        (json!(-1), "INVALID_RANGE"),      // VAL-02
        (json!(1.0005), "INVALID_FORMAT"), // four places
        (json!("2"), "INVALID_FORMAT"),
        (Value::Null, "MISSING_FIELD"),
    ] {
        let reply = place(&kasir, LAUNDRY, of("per_kg", bad.clone())).await;
        assert_eq!(wrong(&reply, 400), [("lines[0].quantity", code)], "{bad}");
    }
    let reply = place(&kasir, LAUNDRY, of("shirt", json!(1.5))).await;
    assert_eq!(wrong(&reply, 422), [("lines[0].quantity", "INVALID_FORMAT")], "half a shirt");
    let dozen = json!({"code": "napkins", "name": "Serbet", "unit": "lusin", "price": 24_000});
    shop.manajer().await.post("/api/v1/laundry/item-types", dozen).await.expect(201);
    let order = placed(&kasir, LAUNDRY, of("napkins", json!(2))).await;
    assert_eq!(lines(&order), json!([["napkins", "lusin", 2.0, 24_000, 48_000]]));
    let reply = place(&kasir, LAUNDRY, of("napkins", json!(0.5))).await;
    assert_eq!(wrong(&reply, 422), [("lines[0].quantity", "INVALID_FORMAT")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn laundry_has_one_to_a_hundred_lines() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let line = json!({"itemTypeId": "t_shirt", "quantity": 1});
    let hundred = placed(&kasir, LAUNDRY, json!({"lines": vec![&line; 100]})).await;
    assert_eq!(hundred["pricing"]["total"], 500_000);
    let more = place(&kasir, LAUNDRY, json!({"lines": vec![&line; 101]})).await;
    assert_eq!(wrong(&more, 400), [("lines", "INVALID_LENGTH")], "VAL-08");
    for none in [json!({"lines": []}), json!({}), json!({"lines": null})] {
        let reply = place(&kasir, LAUNDRY, none).await;
        assert_eq!(wrong(&reply, 400), [("lines", "MISSING_FIELD")]);
    }
    let bad = json!({"serviceLevel": 7, "lines": [{"quantity": 1}, "x", {"itemTypeId": 0}],
        "addOns": [{"quantity": 1}]});
    let reply = place(&kasir, LAUNDRY, bad).await;
    let mut fields: Vec<&str> = wrong(&reply, 400).into_iter().map(|(field, _)| field).collect();
    fields.sort_unstable();
    let expected = [
        "addOns[0].code",
        "lines[0].itemTypeId",
        "lines[1]",
        "lines[2].itemTypeId",
        "lines[2].quantity",
        "serviceLevel",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_laundry_names_that_does_not_exist_is_named_line_by_line() {
    let shop = Shop::open().await;
    let unknown = json!({
        "serviceLevel": "yesterday",
        "lines": [{"itemTypeId": 9_999, "quantity": 1}, {"itemTypeId": "shirt", "quantity": 1},
            {"itemTypeId": "sail", "quantity": 1, "serviceLevel": "never"}],
        "addOns": [{"code": "gold"}], "customerId": 99,
    });
    let reply = place(&shop.kasir().await, LAUNDRY, unknown).await;
    let mut fields = wrong(&reply, 422);
    fields.sort_unstable();
    let expected = [
        "addOns[0].code",
        "customerId",
        "lines[0].itemTypeId",
        "lines[2].itemTypeId",
        "lines[2].serviceLevel",
        "serviceLevel",
    ];
    assert_eq!(fields, expected.map(|field| (field, "NOT_FOUND")));
}

#[tokio::test(flavor = "multi_thread")]
async fn laundry_is_corrected_line_by_line() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let wanted = with(plain(LAUNDRY), json!({"addOns": [{"code": "protection"}]}));
    let order = placed(&kasir, LAUNDRY, wanted).await;
    assert_eq!(order["pricing"]["total"], 47_000);
    let faster = correct(&kasir, &order, json!({"serviceLevel": "urgent"})).await;
    let faster = shown(&kasir, faster, 200).await;
    assert_eq!(faster["serviceLevel"], "urgent");
    assert_eq!(lines(&faster), lines(&order), "the rest stays");
    let change = json!({"lines": [{"itemTypeId": "kiloan", "quantity": 4}], "addOns": []});
    let changed = shown(&kasir, correct(&kasir, &order, change).await, 200).await;
    assert_eq!(lines(&changed), json!([["kiloan", "kg", 4.0, 10_000, 40_000]]));
    let reply = correct(&kasir, &order, json!({"lines": []})).await;
    assert_eq!(wrong(&reply, 400), [("lines", "MISSING_FIELD")]);
    let reply = correct(&kasir, &order, json!({"vehicleType": "suv"})).await;
    assert_eq!(wrong(&reply, 400), [("vehicleType", "INVALID_FORMAT")], "that is a car's");
}

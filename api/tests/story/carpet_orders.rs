use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::counter::{correct, day, head, place, placed, plain, shown, with, wrong};
use crate::shop::Shop;

const CARPET: &str = "carpet";
const QUOTE: &str = "/api/v1/carpet/quote";

/// Code, unit, quantity and price by the catalog.
fn lines(order: &Value) -> Value {
    let of =
        |line: &Value| ["code", "unit", "quantity", "linePrice"].map(|field| line[field].clone());
    json!(order["lines"].as_array().unwrap().iter().map(of).collect::<Vec<_>>())
}

fn large() -> Value {
    json!({
        "lines": [{"materialId": "wool", "length": 4, "width": 3},
            {"materialId": "Synthetic", "area": 5.25}],
        "cleaning": ["DEEP", "deodorize"],
        "pickup": {"address": "Jl. Melati No. 5, Bandung", "date": day(2)},
        "delivery": {"address": "Jl. Mawar No. 7, Bandung", "distanceKm": 7.5},
        "condition": {"color": "merah", "material": "wol", "stains": "kopi", "damage": "sobek",
            "notes": "pinggir aus"},
        "walkIn": {"name": "Bu Sri", "phone": "0813-5555-777"}, "employeeIds": [2, 3],
        "notes": "telepon dulu",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_carpet_is_kept_and_read_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, CARPET, large()).await;
    assert!(order["orderNumber"].as_str().unwrap().starts_with("CP-"), "{}", order["orderNumber"]);
    let expected = json!([
        ["wool", "m2", 12.0, 600_000],
        ["synthetic", "m2", 5.25, 183_750],
        ["deep", "pcs", 1.0, 391_875],
        ["deodorize", "pcs", 1.0, 15_000],
        ["middle", "pcs", 1.0, 25_000],
    ]);
    assert_eq!(lines(&order), expected);
    assert_eq!(order["pricing"]["total"], 1_215_625);
    assert_eq!((&order["area"], &order["fees"]), (&json!(17.25), &json!(25_000)));
    assert_eq!(order["cleaning"], json!(["deep", "deodorize"]));
    let pickup = json!({"address": "Jl. Melati No. 5, Bandung", "date": day(2)});
    assert_eq!(order["pickup"], pickup);
    let delivery = json!({"address": "Jl. Mawar No. 7, Bandung", "distanceKm": 7.5,
        "zone": "Sampai 10 km", "fee": 25_000});
    assert_eq!(order["delivery"], delivery);
    assert_eq!(order["condition"], large()["condition"]);
    assert_eq!(order["measures"][0]["length"], 4.0);
    assert_eq!(order["measures"][1]["area"], 5.25);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carpet_is_measured_or_of_a_usual_size() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let sized = json!({"sizeId": "size_20", "cleaning": ["deep", "stain", "deodorize"]});
    let order = placed(&kasir, CARPET, sized).await;
    assert_eq!(order["pricing"]["total"], 735_000, "PRC-15");
    assert_eq!((&order["area"], &order["sizeId"]), (&json!(20.0), &json!(3)));
    let by_id = placed(&kasir, CARPET, json!({"sizeId": 3})).await;
    assert_eq!(by_id["pricing"]["total"], 400_000);
    let both = with(plain(CARPET), json!({"sizeId": 3}));
    let reply = place(&kasir, CARPET, both).await;
    assert_eq!(
        reply.status, 400,
        "two ways to be priced at once is a matter of shape: {}",
        reply.text
    );
    assert_eq!(wrong(&reply, 400)[0].0, "sizeId", "K-14");
    let reply = place(&kasir, CARPET, json!({})).await;
    assert_eq!(wrong(&reply, 400), [("lines", "MISSING_FIELD")]);
    let runner = json!({"code": "runner", "name": "Karpet lorong", "price": 9_000, "unit": "m"});
    shop.manajer().await.post("/api/v1/carpet/materials", runner).await.expect(201);
    let of = |measure: Value| json!({"lines": [with(json!({"materialId": "runner"}), measure)]});
    let order = placed(&kasir, CARPET, of(json!({"length": 3.5}))).await;
    assert_eq!(lines(&order), json!([["runner", "m", 3.5, 31_500]]));
    let reply = place(&kasir, CARPET, of(json!({"length": 3.5, "width": 2}))).await;
    assert_eq!(wrong(&reply, 422), [("lines[0]", "MISSING_FIELD")]);
    let wool = |measure: Value| json!({"lines": [with(json!({"materialId": "wool"}), measure)]});
    let reply = place(&kasir, CARPET, wool(json!({"length": 3.5}))).await;
    assert_eq!(wrong(&reply, 422), [("lines[0]", "MISSING_FIELD")]);
    for bad in [json!({}), json!({"width": 2}), json!({"length": 2, "width": 2, "area": 4})] {
        let reply = place(&kasir, CARPET, wool(bad.clone())).await;
        assert_eq!(wrong(&reply, 400).len(), 1, "{bad}");
    }
    let reply = place(&kasir, CARPET, wool(json!({"length": 1.2345, "width": 0}))).await;
    let fields: Vec<&str> = wrong(&reply, 400).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["lines[0].length", "lines[0].width"], "nothing else is wrong with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn bringing_a_carpet_back_costs_by_the_distance() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for (km, fee) in [(0.5, 0), (5.0, 0), (5.001, 25_000), (10.0, 25_000), (10.001, 50_000)] {
        let there = json!({"address": "Jl. Mawar No. 7, Bandung", "distanceKm": km});
        let order = placed(&kasir, CARPET, with(plain(CARPET), json!({"delivery": there}))).await;
        assert_eq!(order["pricing"]["total"], 600_000 + fee, "{km} km");
        assert_eq!(order["delivery"]["fee"], fee, "{km} km");
    }
    let bad = json!({"delivery": {"address": "Jl. A", "distanceKm": -1}, "pickup": {"date": "soon"},
        "cleaning": [5], "condition": {"colour": "red"}});
    let reply = place(&kasir, CARPET, with(plain(CARPET), bad)).await;
    let mut fields: Vec<&str> = wrong(&reply, 400).into_iter().map(|(field, _)| field).collect();
    fields.sort_unstable();
    let expected = [
        "cleaning[0]",
        "condition.colour",
        "delivery.address",
        "delivery.distanceKm",
        "pickup.address",
        "pickup.date",
    ];
    assert_eq!(fields, expected);
    let unknown = json!({"lines": [{"materialId": "silk", "area": 1}, {"materialId": 77, "area": 1}],
        "cleaning": ["deep", "magic"]});
    let reply = place(&kasir, CARPET, unknown).await;
    let mut fields = wrong(&reply, 422);
    fields.sort_unstable();
    let expected = ["cleaning", "lines[0].materialId", "lines[1].materialId"];
    assert_eq!(fields, expected.map(|field| (field, "NOT_FOUND")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carpet_is_corrected_and_what_is_null_goes() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, CARPET, large()).await;
    let change = json!({"cleaning": ["stain"], "condition": {"stains": "teh"},
        "delivery": {"address": "Jl. Mawar No. 7, Bandung", "distanceKm": 12}});
    let changed = shown(&kasir, correct(&kasir, &order, change).await, 200).await;
    // 783,750 + 30 % + 50,000
    assert_eq!(changed["pricing"]["total"], 1_068_875);
    assert_eq!(changed["condition"]["stains"], "teh");
    assert_eq!(changed["pickup"], order["pickup"], "nobody spoke of it");
    let gone = json!({"delivery": null, "pickup": null, "condition": null, "cleaning": []});
    let bare = shown(&kasir, correct(&kasir, &order, gone).await, 200).await;
    for field in ["delivery", "pickup", "condition"] {
        assert_eq!(bare[field], Value::Null, "{field}");
    }
    assert_eq!(bare["pricing"]["total"], 783_750);
    let sized = shown(&kasir, correct(&kasir, &order, json!({"sizeId": 1})).await, 200).await;
    assert_eq!((&sized["pricing"]["total"], &sized["measures"]), (&json!(200_000), &json!([])));
    let reply = correct(&kasir, &order, json!({"sizeId": 99})).await;
    assert_eq!(wrong(&reply, 422), [("sizeId", "NOT_FOUND")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_what_the_order_would_cost_and_stores_nothing() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let before = head(&shop).await;
    let now = Utc::now();
    for who in ["admin", "manajer", "kasir", "ahmad", "tamu"] {
        let key = [("idempotency-key", "quote")];
        let staff = shop.staff(who).await;
        let reply =
            crate::counter::say(&staff, axum::http::Method::POST, QUOTE, &key, &large()).await;
        let quote = reply.expect(200);
        assert_eq!(quote["total"], 1_215_625, "whoever is logged in may ask: {who}");
        assert_eq!((&quote["area"], &quote["fees"]), (&json!(17.25), &json!(25_000)));
        assert_eq!(quote["pricing"]["subtotal"], 1_215_625);
        let until: DateTime<Utc> = quote["validUntil"].as_str().unwrap().parse().unwrap();
        assert!(until > now);
    }
    let vip = with(json!({"sizeId": 1}), json!({"customerId": 2}));
    assert_eq!(kasir.post(QUOTE, vip).await.expect(200)["pricing"]["discount"], 30_000);
    assert_eq!(kasir.post(QUOTE, json!({"sizeId": 1})).await.expect(200)["area"], 10.0);
    let reply = kasir.post(QUOTE, json!({"lines": [{"materialId": "silk", "area": 1}]})).await;
    assert_eq!(wrong(&reply, 422), [("lines[0].materialId", "NOT_FOUND")]);
    let reply = kasir.post(QUOTE, json!({"lines": 7})).await;
    assert_eq!(wrong(&reply, 400)[0], ("lines", "INVALID_FORMAT"));
    assert_eq!(shop.stranger().post(QUOTE, large()).await.status, 401);
    assert_eq!(head(&shop).await, before, "nothing was written");
    let told = kasir.post(QUOTE, large()).await.expect(200)["total"].clone();
    let order = placed(&kasir, CARPET, with(large(), json!({"quotedTotal": told}))).await;
    assert_eq!(order["pricing"]["total"], told);
    assert!(order["orderNumber"].as_str().unwrap().ends_with("-00001"), "no number was used up");
    let other = with(large(), json!({"quotedTotal": 1}));
    assert_eq!(place(&kasir, CARPET, other).await.refused(409).0, "CONFLICT");
}

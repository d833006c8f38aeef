use axum::http::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

const OUTLETS: &str = "/api/v1/outlets";
const DRAWERS: &str = "/api/v1/drawers";
const EMPLOYEES: &str = "/api/v1/employees";

async fn makassar(shop: &Shop) -> Value {
    let new = json!({"name": "Kharisma Makassar", "address": "Jl. Pettarani 7",
        "timezone": "Asia/Makassar", "cutOff": "03:00"});
    shop.staff("admin").await.post(OUTLETS, new).await.expect(201)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_outlet_and_one_drawer_are_there_from_the_start() {
    let shop = Shop::open().await;
    for username in ["manajer", "kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        let outlets = staff.get(OUTLETS).await.expect(200);
        let first = json!({"id": 1, "name": "Kharisma Abadi", "address": null,
            "timezone": "Asia/Jakarta", "cutOff": "00:00", "version": 1});
        assert_eq!(outlets, json!([first]), "{username}");
        let drawers = staff.get(DRAWERS).await.expect(200);
        let first = json!([{"id": 1, "name": "Laci kasir", "outletId": 1, "version": 1}]);
        assert_eq!(drawers, first, "{username}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlet_is_opened_corrected_and_found_again() {
    let shop = Shop::open().await;
    let admin = shop.staff("admin").await;
    let outlet = makassar(&shop).await;
    assert!(outlet["id"].as_i64().unwrap() > 100, "{outlet}");
    assert_eq!(outlet["cutOff"], "03:00");
    let path = format!("{OUTLETS}/{}", outlet["id"]);
    let edits = json!({"name": "Kharisma Timur", "address": null, "timezone": "Asia/Jayapura"});
    let reply = admin.patch(&path, edits.clone()).await;
    assert_eq!(reply.headers["etag"], "\"4\"");
    let position = reply.position();
    let edited = reply.expect(200);
    let expected = json!({"id": outlet["id"], "name": "Kharisma Timur", "address": null,
        "timezone": "Asia/Jayapura", "cutOff": "03:00", "version": 4});
    assert_eq!(edited, expected);
    let seen = shop.kasir().await.get_at(&path, position).await;
    assert_eq!(seen.headers["etag"], "\"4\"");
    assert_eq!(seen.expect(200), edited);
    assert_eq!(admin.patch(&path, edits).await.expect(200), edited, "the same changes nothing");
    let stale = [("if-match", "\"1\"".to_owned())];
    let body = Some(json!({"cutOff": "04:00"}).to_string());
    let reply = admin.send(Method::PATCH, &path, &stale, body).await.unwrap();
    assert_eq!(reply.refused(409).0, "CONFLICT");
    let nowhere = format!("{OUTLETS}/99");
    assert_eq!(admin.get(&nowhere).await.refused(404).0, "NOT_FOUND");
    assert_eq!(admin.patch(&nowhere, json!({})).await.refused(404).0, "NOT_FOUND");
    let plain = admin.post(OUTLETS, json!({"name": "Kharisma Barat"})).await.expect(201);
    let defaults = (&plain["timezone"], &plain["cutOff"], &plain["address"]);
    assert_eq!(defaults, (&json!("Asia/Jakarta"), &json!("00:00"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawer_stands_in_an_outlet_that_exists() {
    let shop = Shop::open().await;
    let admin = shop.staff("admin").await;
    let outlet = makassar(&shop).await;
    let new = json!({"name": "Laci timur", "outletId": outlet["id"]});
    let reply = admin.post(DRAWERS, new).await;
    let position = reply.position();
    let drawer = reply.expect(201);
    assert_eq!((&drawer["outletId"], &drawer["version"]), (&outlet["id"], &json!(1)));
    let drawers = shop.kasir().await.get_at(DRAWERS, position).await.expect(200);
    assert_eq!(drawers[1], drawer);
    let here = admin.post(DRAWERS, json!({"name": "Laci dua"})).await.expect(201);
    assert_eq!(here["outletId"], 1);
    let reply = admin.post(DRAWERS, json!({"name": "Laci", "outletId": 99})).await;
    assert_eq!(reply.refused(422).1, "NOT_FOUND");
    assert_eq!(reply.body["error"]["details"][0]["field"], "outletId");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_belongs_to_an_outlet_that_exists() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let outlet = makassar(&shop).await;
    let rini = manajer.post(EMPLOYEES, json!({"name": "Rini"})).await.expect(201);
    assert_eq!(rini["outletId"], 1);
    let path = format!("{EMPLOYEES}/{}", rini["id"]);
    let reply = manajer.patch(&path, json!({"outletId": outlet["id"]})).await;
    let position = reply.position();
    let moved = reply.expect(200);
    assert_eq!((&moved["outletId"], &moved["version"]), (&outlet["id"], &json!(2)));
    let seen = shop.kasir().await.get_at(&path, position).await.expect(200);
    assert_eq!(seen, moved);
    for verb in ["deactivate", "reactivate"] {
        manajer.patch(&format!("{path}/{verb}"), json!({})).await.expect(200);
    }
    let there = json!({"name": "Sari", "outletId": outlet["id"]});
    assert_eq!(manajer.post(EMPLOYEES, there).await.expect(201)["outletId"], outlet["id"]);
    for reply in [
        manajer.post(EMPLOYEES, json!({"name": "Tono", "outletId": 99})).await,
        manajer.patch(&path, json!({"outletId": 99})).await,
    ] {
        assert_eq!(reply.refused(422).1, "NOT_FOUND");
        assert_eq!(reply.body["error"]["details"][0]["field"], "outletId");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_place_is_named_at_once() {
    let shop = Shop::open().await;
    let admin = shop.staff("admin").await;
    let wrong = json!({"name": " ", "address": 7, "timezone": "Asia/Singapore",
        "cutOff": "13:00", "phone": "0812"});
    for reply in [
        admin.post(OUTLETS, wrong.clone()).await,
        admin.patch(&format!("{OUTLETS}/1"), wrong).await,
    ] {
        assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
        let details = reply.body["error"]["details"].as_array().unwrap();
        let fields: Vec<&str> = details.iter().map(|d| d["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["name", "address", "timezone", "cutOff", "phone"]);
    }
    let reply = admin.post(DRAWERS, json!({"outletId": 0})).await;
    assert_eq!(reply.refused(400).1, "MISSING_FIELD");
    assert_eq!(reply.body["error"]["details"][1]["field"], "outletId");
    for username in ["manajer", "kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        for reply in [
            staff.post(OUTLETS, json!({})).await,
            staff.patch(&format!("{OUTLETS}/1"), json!({"name": "Punya saya"})).await,
            staff.post(DRAWERS, json!({"name": "Laci"})).await,
        ] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
        }
    }
}

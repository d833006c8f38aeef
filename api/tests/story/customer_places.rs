use axum::http::Method;
use serde_json::json;

use crate::shop::{Shop, customer_path as path, delete, wrong_fields};

#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_addresses_is_the_default() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let addresses = path(&dedi, "/addresses");
    let home = json!({"label": "Rumah", "address": "Jl. Melati No. 5", "distanceKm": 1.234});
    let reply = kasir.post(&addresses, home).await;
    assert_eq!(reply.headers["etag"], "\"2\"");
    let home = reply.expect(201);
    assert_eq!((&home["id"], &home["isDefault"]), (&json!(1), &json!(true)));
    let office = json!({"address": "Jl. Asia Afrika No. 8", "city": "Bandung", "isDefault": true});
    let office = kasir.post(&addresses, office).await.expect(201);
    assert_eq!((&office["id"], &office["isDefault"]), (&json!(2), &json!(true)));
    let shown = shop.kasir().await.patch(&path(&dedi, ""), json!({})).await.expect(200);
    let expected = (&json!("Jl. Asia Afrika No. 8"), &json!("Bandung"));
    assert_eq!((&shown["address"], &shown["city"]), expected);

    let one = path(&dedi, "/addresses/1");
    let changed = json!({"label": null, "distanceKm": 2, "isDefault": true});
    let changed = kasir.patch(&one, changed).await.expect(200);
    let expected = json!({"id": 1, "label": null, "address": "Jl. Melati No. 5", "city": null,
        "distanceKm": 2.0, "isDefault": true});
    assert_eq!(changed, expected);
    let none = kasir.patch(&one, json!({"isDefault": false})).await;
    assert_eq!(none.refused(422).1, "INVALID_STATE");
    let which = kasir.patch(&path(&dedi, ""), json!({"address": null})).await;
    assert_eq!(which.refused(422).1, "INVALID_STATE", "there are two");

    let reply = delete(&kasir, &one, json!({})).await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    let left = kasir.get_at(&addresses, reply.position()).await.expect(200);
    assert_eq!((&left[0]["id"], &left[0]["isDefault"]), (&json!(2), &json!(true)));
    assert_eq!(delete(&kasir, &one, json!({})).await.refused(404).0, "NOT_FOUND");
    assert_eq!(kasir.patch(&one, json!({})).await.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_an_address_is_named_at_once() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let wrong = json!({"label": "", "address": "Jl. A", "distanceKm": 1000.001, "zone": 1});
    let reply = kasir.post(&path(&dedi, "/addresses"), wrong).await;
    assert_eq!(wrong_fields(&reply), ["label", "address", "distanceKm", "zone"], "VAL-28");
    let reply = kasir.patch(&path(&dedi, "/addresses/x"), json!({})).await;
    assert_eq!(wrong_fields(&reply), ["addressId"]);
    let far = json!({"address": "Jl. Melati No. 5", "distanceKm": 1.2345});
    assert_eq!(kasir.post(&path(&dedi, "/addresses"), far).await.refused(400).1, "INVALID_FORMAT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plate_stands_once_on_a_record() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let vehicles = path(&dedi, "/vehicles");
    let car = json!({"licensePlate": "b 1 kh", "vehicleType": "SEDAN"});
    let car = kasir.post(&vehicles, car).await.expect(201);
    assert_eq!(car, json!({"licensePlate": "B 1 KH", "vehicleType": "sedan"}));
    let same = json!({"licensePlate": "B1KH", "vehicleType": "suv"});
    let same = kasir.post(&vehicles, same).await;
    assert_eq!(same.refused(409), ("DUPLICATE_ENTRY".into(), "DUPLICATE_ENTRY".into()));
    let boat = json!({"licensePlate": "B 2 KH", "vehicleType": "boat"});
    let boat = kasir.post(&vehicles, boat).await;
    assert_eq!(boat.refused(422).1, "NOT_FOUND");
    assert_eq!(boat.body["error"]["details"][0]["field"], "vehicleType");
    let wrong = kasir.post(&vehicles, json!({"licensePlate": "?", "vehicleType": "?"})).await;
    assert_eq!(wrong_fields(&wrong), ["licensePlate", "vehicleType"]);

    let reply = delete(&kasir, &vehicles, json!({"licensePlate": "B-1-KH"})).await;
    assert_eq!(reply.status, 204);
    assert_eq!(kasir.get_at(&vehicles, reply.position()).await.expect(200), json!([]));
    let gone = delete(&kasir, &vehicles, json!({"licensePlate": "B 1 KH"})).await;
    assert_eq!(gone.refused(422).1, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_containers_come_back_than_are_out() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let containers = path(&dedi, "/containers");
    let hand = async |body| kasir.post(&containers, body).await;
    let lent = hand(json!({"productId": 1, "lent": 5})).await.expect(201);
    assert_eq!(lent, json!({"productId": 1, "balance": 5}));
    let back = hand(json!({"productId": 1, "returned": 3})).await.expect(201);
    assert_eq!(back["balance"], 2);
    let many = hand(json!({"productId": 1, "returned": 3})).await;
    assert_eq!(many.refused(422), ("BUSINESS_RULE_VIOLATION".into(), "INVALID_AMOUNT".into()));
    assert!(many.body["error"]["message"].as_str().unwrap().contains(" 2 "), "{}", many.text);
    for (wrong, fields) in [
        (json!({"productId": 0, "lent": 0}), vec!["productId", "lent"]),
        (json!({"productId": 1, "lent": 1, "returned": 1}), vec!["lent"]),
        (json!({"productId": 1}), vec!["lent"]),
        (json!({"productId": 1, "returned": 1.5}), vec!["returned"]),
    ] {
        assert_eq!(wrong_fields(&hand(wrong.clone()).await), fields, "{wrong}");
    }
    let bottle = hand(json!({"productId": 2, "lent": 1})).await;
    assert_eq!(bottle.refused(422), ("BUSINESS_RULE_VIOLATION".into(), "NOT_FOUND".into()));
    // The same once more, under the same key, is no second time.
    let key = [("idempotency-key", "gallons".to_owned())];
    let body = Some(json!({"productId": 1, "returned": 2}).to_string());
    for _ in 0..2 {
        let reply = kasir.send(Method::POST, &containers, &key, body.clone()).await.unwrap();
        assert_eq!(reply.expect(201)["balance"], 0);
    }
    let reply = hand(json!({"productId": 4, "lent": 1})).await;
    let seen = kasir.get_at(&containers, reply.position()).await.expect(200);
    assert_eq!(seen, json!([{"productId": 4, "balance": 1}]));
}

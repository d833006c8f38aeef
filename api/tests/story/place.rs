use serde_json::{Value, json};

use crate::shop::Shop;

const ORDERS: &str = "/api/v1/car-wash/orders";

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_priced_by_the_catalog_and_numbered() {
    let shop = Shop::open().await;
    let wanted = json!({
        "vehicleType": "SUV", "servicePackage": "premium", "addOns": ["engine_cleaning", "waxing"],
        "licensePlate": "b 1234 xyz", "employeeIds": [2, 1],
        "walkIn": {"name": "Pak Anton", "phone": "0812-0000-1111"}, "notes": "awas spion",
    });
    let reply = shop.kasir().await.post(ORDERS, wanted).await;
    assert_eq!(reply.headers["etag"], "\"1\"");
    let order = reply.expect(201);
    let year = order["businessDate"].as_str().unwrap()[..4].to_owned();
    assert_eq!(order["orderNumber"], format!("CW-{year}-00001"));
    let pricing = json!({"subtotal": 210_000, "discount": 0, "tax": 0, "total": 210_000});
    assert_eq!(order["pricing"], pricing);
    assert_eq!(order["licensePlate"], "B 1234 XYZ");
    assert_eq!(order["status"], "pending");
    assert_eq!(order["allowed"], json!(["start", "cancel"]));
    assert_eq!(order["walkIn"]["name"], "Pak Anton");
    let employees: Vec<&str> = order["employees"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["name"].as_str().unwrap())
        .collect();
    assert_eq!(employees, ["Wati", "Ahmad"], "in the order of assignment");
    assert_eq!(order["createdBy"]["username"], "kasir");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vip_gets_their_discount_without_asking() {
    let shop = Shop::open().await;
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": 2});
    let order = shop.kasir().await.post(ORDERS, wanted).await.expect(201);
    assert_eq!(order["pricing"]["discount"], 11_250);
    assert_eq!(order["pricing"]["total"], 63_750);
    assert_eq!(order["customer"]["name"], "Ibu Ratna");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_cannot_be_ordered() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = |field: &str, value: Value| {
        let mut wanted = json!({"vehicleType": "sedan", "servicePackage": "basic"});
        wanted[field] = value;
        wanted
    };
    for (field, value) in [
        ("vehicleType", json!("spaceship")),
        ("servicePackage", json!("diamond")),
        ("addOns", json!(["gold_leaf"])),
        ("employeeIds", json!([1, 99])),
        ("customerId", json!(99)),
    ] {
        let reply = kasir.post(ORDERS, order(field, value)).await;
        let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "NOT_FOUND".to_owned());
        assert_eq!(reply.refused(422), codes);
        assert_eq!(reply.body["error"]["details"][0]["field"], field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_employee_twice_is_a_conflict() {
    let shop = Shop::open().await;
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1, 1]});
    let reply = shop.kasir().await.post(ORDERS, wanted).await;
    assert_eq!(reply.refused(409).0, "CONFLICT", "VAL-23");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_request_is_named_at_once() {
    let shop = Shop::open().await;
    let wanted = json!({
        "vehicleType": 5, "licensePlate": "B 1234 XYZABC", "employeeIds": ["x"],
        "walkIn": {"phone": "12"}, "finalPrice": -1, "tip": 1,
    });
    let reply = shop.kasir().await.post(ORDERS, wanted).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let details = reply.body["error"]["details"].as_array().unwrap();
    let fields: Vec<&str> = details.iter().map(|d| d["field"].as_str().unwrap()).collect();
    let expected = [
        "vehicleType",
        "servicePackage",
        "licensePlate",
        "walkIn.phone",
        "employeeIds[0]",
        "finalPrice",
        "tip",
    ];
    assert_eq!(fields, expected);
    assert!(
        shop.kasir().await.get("/api/v1/queue").await.expect(200).as_array().unwrap().is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_order_is_told_so_before_their_order_is_read() {
    let shop = Shop::open().await;
    for username in ["ahmad", "tamu"] {
        let reply = shop.staff(username).await.post(ORDERS, json!({"vehicleType": 5})).await;
        assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tills_at_once_get_numbers_without_a_gap() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let mut placing = Vec::new();
    for _ in 0..40 {
        let kasir = kasir.clone();
        let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic"});
        placing.push(tokio::spawn(async move { kasir.post(ORDERS, wanted).await.expect(201) }));
    }
    let mut numbers = Vec::new();
    for order in placing {
        let number = order.await.unwrap()["orderNumber"].as_str().unwrap().to_owned();
        numbers.push(number.rsplit_once('-').unwrap().1.parse::<i64>().unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

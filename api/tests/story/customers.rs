use serde_json::json;

use crate::shop::Shop;

const CUSTOMERS: &str = "/api/v1/customers";

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_registered_and_found_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let new = json!({"name": "Pak Dedi", "phone": "0811-2222-333", "customerType": "VIP",
        "contactConsent": {"whatsapp": true}});
    let reply = kasir.post(CUSTOMERS, new).await;
    let position = reply.position();
    assert_eq!(reply.headers["etag"], "\"1\"");
    let dedi = reply.expect(201);
    assert_eq!(dedi["customerType"], "vip");
    let consent = json!({"sms": false, "whatsapp": true, "email": false});
    assert_eq!(dedi["contactConsent"], consent);
    let path = format!("{CUSTOMERS}/{}", dedi["id"]);
    assert_eq!(kasir.get_at(&path, position).await.expect(200), dedi);
    let masked = shop.staff("ahmad").await.get(&path).await.expect(200);
    assert_eq!(masked["phone"], "**********333");
    let order =
        json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": dedi["id"]});
    let order = kasir.post("/api/v1/car-wash/orders", order).await.expect(201);
    assert_eq!(order["pricing"]["discount"], 11_250, "a VIP's");
    assert_eq!(kasir.get(&format!("{CUSTOMERS}/99")).await.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_belongs_to_one_customer_however_it_is_typed() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let plain = json!({"name": "Pak Dedi", "phone": "0811-2222-333"});
    let dedi = kasir.post(CUSTOMERS, plain).await.expect(201);
    assert_eq!(dedi["customerType"], "regular");
    assert_eq!(dedi["contactConsent"], json!({"sms": false, "whatsapp": false, "email": false}));
    for typed in ["08112222333", "+62 811 2222 333", "(0811) 2222333", "+62 (0)811 2222 333"] {
        let reply = kasir.post(CUSTOMERS, json!({"name": "Bu Ani", "phone": typed})).await;
        assert_eq!(reply.refused(409).0, "DUPLICATE_ENTRY", "{typed}");
        assert_eq!(reply.body["error"]["details"][0]["field"], "phone");
        assert!(!reply.text.contains("Dedi"), "whose it is, is nobody's business");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_customer_is_named_at_once() {
    let shop = Shop::open().await;
    let wrong = json!({
        "name": "x".repeat(101), "phone": "abc", "customerType": "gold",
        "contactConsent": {"sms": "yes", "fax": true}, "loyal": true,
    });
    let reply = shop.kasir().await.post(CUSTOMERS, wrong).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let details = reply.body["error"]["details"].as_array().unwrap().clone();
    let fields: Vec<&str> = details.iter().map(|d| d["field"].as_str().unwrap()).collect();
    let expected =
        ["name", "phone", "customerType", "contactConsent.sms", "contactConsent.fax", "loyal"];
    assert_eq!(fields, expected);
    for username in ["ahmad", "tamu"] {
        let reply = shop.staff(username).await.post(CUSTOMERS, json!({})).await;
        assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
    }
}

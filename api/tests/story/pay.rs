use serde_json::json;

use crate::shop::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn cash_gives_change_and_a_receipt_and_pays_the_order() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    let paid = shop
        .pay(json!({
            "orderId": order["id"], "amount": 75_000, "paymentMethod": "cash",
            "amountTendered": 100_000,
        }))
        .await
        .expect(201);
    assert_eq!(paid["change"], 25_000, "PAY-01");
    assert_eq!(paid["status"], "successful");
    assert_eq!(paid["orderNumber"], order["orderNumber"]);
    assert_eq!(paid["order"]["status"], "paid");
    assert_eq!(paid["order"]["outstanding"], 0);
    let receipt = paid["receiptNumber"].as_str().unwrap();
    assert!(receipt.starts_with("RCP-") && receipt.ends_with("-001"), "{receipt}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_pays_more_than_is_due() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    for method in ["card", "e_wallet", "cash"] {
        let body = json!({"orderId": order["id"], "amount": 75_001, "paymentMethod": method});
        let codes = shop.pay(body).await.refused(422);
        assert_eq!(codes, ("BUSINESS_RULE_VIOLATION".into(), "INVALID_AMOUNT".into()), "{method}");
    }
    for (id, amount) in [("PAY-08", 0), ("PAY-09", -5)] {
        let body = json!({"orderId": order["id"], "amount": amount, "paymentMethod": "card"});
        let codes = shop.pay(body).await.refused(422);
        assert_eq!(codes, ("BUSINESS_RULE_VIOLATION".into(), "INVALID_AMOUNT".into()), "{id}");
    }
    let body = json!({
        "orderId": order["id"], "amount": 75_000, "paymentMethod": "card",
        "amountTendered": 100_000,
    });
    assert_eq!(shop.pay(body).await.refused(422).1, "INVALID_AMOUNT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_leaves_the_rest_outstanding() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_waiting().await;
    let deposit = json!({
        "orderId": order["id"], "amount": 30_000, "paymentMethod": "bank_transfer",
        "referenceNumber": "BCA-123",
    });
    let paid = shop.pay(deposit).await.expect(201);
    assert_eq!(paid["order"]["paymentStatus"], "partial");
    assert_eq!(paid["order"]["status"], "pending");
    assert_eq!(paid["order"]["outstanding"], 45_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_payment_is_named() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    let body = json!({"orderId": order["id"], "amount": 1000, "paymentMethod": "bank_transfer"});
    assert_eq!(shop.pay(body).await.refused(422).1, "MISSING_FIELD");
    let body = json!({"orderId": 999, "amount": 1000, "paymentMethod": "cash"});
    assert_eq!(shop.pay(body).await.refused(422).1, "NOT_FOUND");
    let body = json!({"orderId": order["id"], "amount": 10.5, "paymentMethod": "cheque"});
    let reply = shop.pay(body).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    assert_eq!(reply.body["error"]["details"].as_array().unwrap().len(), 2);
    let staff = shop.staff("ahmad").await;
    let body = json!({"orderId": order["id"], "amount": 1000, "paymentMethod": "cash"});
    assert_eq!(
        staff.post("/api/v1/payments", body).await.refused(403).0,
        "INSUFFICIENT_PERMISSIONS"
    );
}

//! Every list can be read to its end, each page from where the one before ended.

use serde_json::{Value, json};
use test_shop::Http;

use crate::counter::{day, place, plain, tell, with};
use crate::order_filters::walked;
use crate::receivables::{delivered, run, this_month};
use crate::shop::{Shop, customer_path};

/// A list read in pages of one is the list read at once, and the other way round if it can be turned.
async fn reads_to_its_end(who: &Http, path: &str, key: &str, least: usize, position: i64) {
    let separator = if path.contains('?') { '&' } else { '?' };
    let keys = |list: &Value| {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row.pointer(key).unwrap().to_string()).collect::<Vec<_>>()
    };
    let whole = who.get_at(&format!("{path}{separator}limit=100"), position).await;
    assert_eq!(whole.body["meta"]["next"], Value::Null, "{path}");
    let expected = keys(&whole.expect(200));
    assert!(expected.len() >= least, "{path}: {expected:?}");
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = who.get_at(&format!("{path}{separator}limit=1{next}"), position).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        seen.extend(keys(&page.body["data"]));
        let meta = &page.body["meta"];
        assert_eq!(meta["total"], expected.len(), "{path}");
        let Some(text) = meta["next"].as_str() else { break };
        next = format!("&after={text}");
    }
    assert_eq!(seen, expected, "{path}");
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::too_many_lines)] // a shop in which every list has rows
async fn every_list_is_read_to_its_end_from_page_to_page() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let bar = shop.customer("Kafe Pagi", "0811-4444-555").await;
    let mut position = 0;
    for customer in [&cafe, &bar, &cafe] {
        delivered(&shop, customer, 2).await;
    }
    run(&manajer, &this_month()).await.expect(200);
    for hours in [None, Some("08:00-12:00"), Some("13:00-15:00")] {
        let wanted = json!({"customerId": cafe["id"], "walkIn": null});
        let order = place(&kasir, "water-delivery", with(plain("water-delivery"), wanted)).await;
        let on = json!({"date": day(1), "window": hours});
        tell(&kasir, &order.expect(201), "reschedule", on).await.expect(200);
    }
    for method in ["cash", "card", "e_wallet"] {
        let order = shop.car_done().await;
        let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": method});
        let payment = shop.pay(body).await.expect(201);
        let back = json!({"amount": 5_000, "reason": "kurang bersih"});
        let path = format!("/api/v1/payments/{}/refund", payment["id"]);
        let refund = manajer.post(&path, back).await.expect(201);
        let pay_out = format!("/api/v1/refunds/{}/pay-out", refund["id"]);
        manajer.patch(&pay_out, json!({})).await.expect(200);
        position = manajer
            .post(
                "/api/v1/cash-drawer/movements",
                json!({"type": "in", "amount": 1, "reason": "x"}),
            )
            .await
            .position();
    }
    for bp in [1_000, 1_100] {
        let tax = json!({"car_wash": bp});
        let reply = crate::counter::put(&admin, "/api/v1/settings/tax", tax).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        position = position.max(reply.position());
    }
    for (query, key, least) in [
        ("/orders", "/id", 9),
        ("/orders?sort=total", "/id", 9),
        ("/orders?sort=-orderNumber", "/id", 9),
        ("/orders?filter[status]=completed&sort=updatedAt", "/id", 1),
        ("/car-wash/orders?sort=createdAt", "/id", 3),
        ("/water-delivery/schedule", "/orderId", 3),
        ("/customers", "/id", 5),
        ("/customers?sort=-createdAt", "/id", 5),
        ("/customers?sort=name", "/id", 5),
        ("/customers?filter[name]=kafe&sort=-name", "/id", 2),
        ("/customers/search?q=kafe", "/id", 2),
        ("/payments", "/id", 3),
        ("/payments?sort=createdAt&filter[status]=successful", "/id", 3),
        ("/refunds", "/id", 3),
        ("/refunds?sort=createdAt", "/id", 3),
        ("/invoices", "/id", 2),
        ("/invoices?sort=createdAt&filter[status]=open", "/id", 2),
        ("/settlements/expected", "/paymentId", 4),
        ("/cash-drawer/sessions", "/id", 1),
        ("/cash-drawer/transactions", "/position", 4),
        ("/cash-drawer/transactions?sort=createdAt", "/position", 4),
        ("/employees", "/id", 4),
        ("/car-wash/vehicle-types", "/id", 3),
        ("/settings/history", "/setAt", 2),
    ] {
        reads_to_its_end(&manajer_or(&manajer, &admin, query), &api(query), key, least, position)
            .await;
    }
    let theirs = customer_path(&cafe, "/orders?sort=createdAt&limit=2");
    assert_eq!(walked(&kasir, &theirs, position).await.len(), 5);
}

fn api(query: &str) -> String {
    format!("/api/v1{query}")
}

fn manajer_or(manajer: &Http, admin: &Http, query: &str) -> Http {
    if query.starts_with("/settings") { admin.clone() } else { manajer.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn settlements_days_subscriptions_and_prices_are_read_to_their_end_as_well() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let new = json!({"name": "Kafe Senja", "phone": "0811-2222-333",
        "address": "Jl. Melati No. 5, Bandung"});
    let cafe = kasir.post("/api/v1/customers", new).await.expect(201);
    for frequency in ["daily", "weekly", "monthly"] {
        let body = json!({"customerId": cafe["id"], "productId": "gallon_19l", "quantity": 2,
            "frequency": frequency, "nextDate": day(3)});
        let reply = manajer.post("/api/v1/water-delivery/subscriptions", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    }
    for price in [55_000, 56_000] {
        let change = json!({"price": price});
        manajer.patch("/api/v1/car-wash/service-packages/1", change).await.expect(200);
    }
    let mut position = 0;
    for (n, method) in ["card", "e_wallet"].into_iter().enumerate() {
        let order = shop.car_done().await;
        let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": method});
        let payment = shop.pay(body).await.expect(201);
        let body = json!({"paymentMethod": method, "paymentIds": [payment["id"]], "received": 75_000,
            "settledOn": day(0), "referenceNumber": format!("TRX-{n}")});
        let reply = manajer.post("/api/v1/settlements", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        position = reply.position();
    }
    for days in [-2, -1] {
        let reply = manajer.post("/api/v1/day-close", json!({"date": day(days)})).await;
        assert!(reply.status < 300, "{}", reply.text);
        position = position.max(reply.position());
    }
    for (query, key, least) in [
        ("/water-delivery/subscriptions", "/id", 3),
        ("/water-delivery/subscriptions?sort=createdAt&filter[status]=active", "/id", 3),
        ("/settlements", "/id", 2),
        ("/settlements?sort=createdAt", "/id", 2),
        ("/day-close", "/date", 2),
        ("/day-close?sort=createdAt", "/date", 2),
        ("/car-wash/service-packages/1/history", "/position", 3),
    ] {
        reads_to_its_end(&manajer, &api(query), key, least, position).await;
    }
}

//! What a customer ordered and spent, whatever becomes of the orders and of the record.

use infra::database::Database;
use infra::migrations::migrate_read;
use projections::runtime::read_everything;
use serde_json::{Value, json};
use test_shop::{Reply, TestDatabase};

use crate::counter::{correct, path as order_path, place, plain, tell, with};
use crate::shop::{Shop, customer_path as path, delete};

const CUSTOMERS: &str = "/api/v1/customers";

/// A car wash of 75,000 Rupiah for a customer.
async fn wash(shop: &Shop, customer: &Value) -> Value {
    let wanted = with(plain("car-wash"), json!({"customerId": customer["id"]}));
    place(&shop.kasir().await, "car-wash", wanted).await.expect(201)
}

async fn pay(shop: &Shop, order: &Value, amount: i64) -> Reply {
    shop.pay(json!({"orderId": order["id"], "amount": amount, "paymentMethod": "cash"})).await
}

/// Orders and Rupiah, wherever the customer is looked at.
async fn totals(shop: &Shop, customer: &Value, position: i64) -> (i64, i64) {
    let manajer = shop.manajer().await;
    let both = |shown: &Value| {
        (shown["totalOrders"].as_i64().unwrap(), shown["totalSpent"].as_i64().unwrap())
    };
    let one = manajer.get_at(&path(customer, ""), position).await.expect(200);
    let name = customer["name"].as_str().unwrap().replace(' ', "%20");
    for list in [
        format!("{CUSTOMERS}?limit=100&includeDeleted=true"),
        format!("{CUSTOMERS}/search?q={name}&includeDeleted=true"),
    ] {
        let all = manajer.get_at(&list, position).await.expect(200);
        let found = all.as_array().unwrap().iter().find(|row| row["id"] == customer["id"]);
        assert_eq!(both(found.unwrap()), both(&one), "{list}");
    }
    both(&one)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_comes_with_what_they_ordered_and_spent() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let old = shop.customer("Dedi Lama", "0811-2222-333").await;
    let one = shop.customer("Pak Dedi", "0811-4444-555").await;
    assert_eq!((&one["totalOrders"], &one["totalSpent"]), (&json!(0), &json!(0)));

    let first = wash(&shop, &old).await;
    let position = pay(&shop, &first, 75_000).await.position();
    assert_eq!(totals(&shop, &old, position).await, (1, 75_000));
    assert_eq!(totals(&shop, &one, position).await, (0, 0));

    // What was mis-keyed does not count, nor what went back.
    let second = wash(&shop, &one).await;
    let payment = pay(&shop, &second, 50_000).await.expect(201);
    let void = format!("/api/v1/payments/{}/void", payment["id"]);
    let position = kasir.patch(&void, json!({"reason": "salah"})).await.position();
    assert_eq!(totals(&shop, &one, position).await, (1, 0));
    let payment = pay(&shop, &second, 40_000).await.expect(201);
    let back = json!({"amount": 15_000, "reason": "kurang bersih"});
    let refund = format!("/api/v1/payments/{}/refund", payment["id"]);
    let refund = manajer.post(&refund, back).await.expect(201);
    let pay_out = format!("/api/v1/refunds/{}/pay-out", refund["id"]);
    let reply = manajer.patch(&pay_out, json!({})).await;
    let position = reply.position();
    reply.expect(200);
    assert_eq!(totals(&shop, &one, position).await, (1, 25_000));

    // What is called off is no order any more; what the shop has of it was spent all the same.
    let called_off = tell(&manajer, &second, "cancel", json!({"reason": "hujan"})).await;
    let position = called_off.position();
    called_off.expect(200);
    assert_eq!(totals(&shop, &one, position).await, (0, 25_000));

    // Neither is what was taken from view; and an order may turn out to be somebody else's.
    let third = wash(&shop, &one).await;
    assert_eq!(delete(&manajer, &order_path(&third, ""), json!({})).await.status, 204);
    let fourth = wash(&shop, &one).await;
    let change = json!({"customerId": old["id"]});
    let reply = correct(&kasir, &fourth, change).await;
    let position = reply.position();
    reply.expect(200);
    assert_eq!(totals(&shop, &one, position).await, (0, 25_000));
    assert_eq!(totals(&shop, &old, position).await, (2, 75_000));

    // A record that goes into another takes all of it along, and what still comes for it.
    let merge = manajer.post(&path(&old, "/merge"), json!({"intoId": one["id"]})).await;
    let position = merge.position();
    merge.expect(200);
    assert_eq!(totals(&shop, &one, position).await, (2, 100_000));
    assert_eq!(totals(&shop, &old, position).await, (0, 0));
    let position = pay(&shop, &fourth, 75_000).await.position();
    assert_eq!(totals(&shop, &one, position).await, (2, 175_000));
    let last = shop.customer("Dedi K.", "0811-6666-777").await;
    let merge = manajer.post(&path(&one, "/merge"), json!({"intoId": last["id"]})).await;
    let position = merge.position();
    merge.expect(200);
    assert_eq!(totals(&shop, &last, position).await, (2, 175_000));

    // The same from the log, one event at a time.
    let mut config = shop.database.config.clone();
    config.read.name.push_str("_check");
    config.work.name.push_str("_check");
    let admin = config.admin.clone().unwrap();
    migrate_read(&config, &admin).await.unwrap();
    let keys = config.personal_keys();
    let into = Database { user: admin.user, password: admin.password, ..config.work };
    read_everything(&into.named(&config.primary.name), &keys, &into).await.unwrap();
    let live = TestDatabase::read_rows(&shop.database.read_as_admin()).await;
    assert_eq!(TestDatabase::read_rows(&into).await, live);
    assert!(
        live.iter().any(|row| row == &format!("customer_totals|{}|2|150000", old["id"])),
        "{live:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn service_staff_see_no_totals() {
    let shop = Shop::with_drawer().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let order = wash(&shop, &dedi).await;
    let position = pay(&shop, &order, 75_000).await.position();
    let seen = shop.staff("ahmad").await.get_at(&path(&dedi, ""), position).await.expect(200);
    assert_eq!(seen.as_object().unwrap().len(), 3, "{seen}");
}

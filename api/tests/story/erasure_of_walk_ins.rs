//! Somebody whom one order alone knows is forgotten, and the order stays what it is.

use std::collections::BTreeSet;

use projections::runtime::Site;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::counter::forbidden;
use crate::nowhere::{
    found_in_redis, found_on, in_step, nothing_is_left, rebuilt_the_rows_are_the_same,
    the_log_alone_tells_nobody,
};
use crate::shop::{Shop, wrong_fields};

const SAID: [&str; 6] = [
    "Pak Gunadi",
    "0857-1111-123",
    "B 7321 GND",
    "titip payung kuning",
    "kembalian untuk Gunadi",
    "Gunadi ragu",
];

fn path(order: &Value, below: &str) -> String {
    format!("/api/v1/car-wash/orders/{}{below}", order["id"])
}

async fn erase(who: &Http, order: &Value) -> Reply {
    who.post(&path(order, "/erase-person"), json!({"reason": "requested"})).await
}

/// What of an order says nothing about who ordered, nor how often it was written to.
fn without_the_person(mut order: Value) -> Value {
    for said in ["walkIn", "licensePlate", "notes", "version"] {
        assert!(order.as_object_mut().unwrap().remove(said).is_some(), "{said} in {order}");
    }
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_known_by_one_order_only_is_found_nowhere_and_the_order_stays_what_it_is() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let wash = json!({"vehicleType": "sedan", "servicePackage": "basic",
        "licensePlate": "B 7321 GND", "walkIn": {"name": "Pak Gunadi", "phone": "0857-1111-123"},
        "notes": "titip payung kuning", "employeeIds": [1]});
    let order = kasir.post("/api/v1/car-wash/orders", wash).await.expect(201);
    // Another process that has all of it at hand.
    let elsewhere = kasir.at(&shop.another().await);
    let priority = json!({"priority": 3, "reason": "Gunadi ragu"});
    elsewhere.patch(&format!("/api/v1/queue/{}", order["id"]), priority).await.expect(200);
    for who in [&kasir, &manajer] {
        forbidden(&erase(who, &order).await);
    }
    let wrong = admin.post(&path(&order, "/erase-person"), json!({"reason": "iseng"})).await;
    assert_eq!(wrong_fields(&wrong), ["reason"]);
    assert_eq!(erase(&admin, &json!({"id": 99_999})).await.status, 404);
    for verb in ["/start", "/complete"] {
        assert_eq!(erase(&admin, &order).await.refused(422).1, "INVALID_STATE", "before {verb}");
        kasir.patch(&path(&order, verb), json!({})).await.expect(200);
    }
    let owing = erase(&admin, &order).await;
    owing.refused(422);
    assert!(owing.text.contains("still needed"), "{}", owing.text);
    let paid = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "cash",
        "notes": "kembalian untuk Gunadi"});
    let paid = shop.pay(paid).await;
    shop.in_step(paid.position()).await;
    let (primary, replica) = (shop.database.primary_as_admin(), shop.database.read_as_admin());
    let on_replica = found_on(&replica, &shop, &SAID).await;
    for said in &SAID[..5] {
        assert!(on_replica.iter().any(|found| found.ends_with(said)), "{said} in {on_replica:?}");
    }
    assert_eq!(found_on(&primary, &shop, &SAID).await, BTreeSet::new());
    assert!(!found_in_redis(&shop, &SAID).await.is_empty());
    let before = kasir.get(&path(&order, "")).await.expect(200);
    let report = "/api/v1/reports/daily-sales";
    let sales = |day: Value| (day["totalRevenue"].clone(), day["byPaymentMethod"].clone());
    let sold = sales(admin.get(report).await.expect(200));

    let erased = erase(&admin, &order).await;
    let position = erased.position();
    let erased = erased.expect(200);
    assert_eq!(erased["walkIn"], json!({"name": "(dihapus)", "phone": "(dihapus)"}));
    assert_eq!(without_the_person(erased.clone())["status"], "paid");
    let site = Site::open(&shop.database.config).await.unwrap();
    shop.in_step(position).await;
    in_step(&site, position).await;
    nothing_is_left(&shop, &SAID, &[]).await;
    the_log_alone_tells_nobody(&shop, position, &SAID).await;

    let after = kasir.get_at(&path(&order, ""), position).await.expect(200);
    assert_eq!(without_the_person(after.clone()), without_the_person(before));
    assert_eq!(
        (&after["licensePlate"], &after["notes"]),
        (&json!("(dihapus)"), &json!("(dihapus)"))
    );
    assert_eq!(sales(admin.get_at(report, position).await.expect(200)), sold);
    // Nothing is written down about them any more, and the order goes on.
    let again = manajer.patch(&path(&order, "/rework"), json!({"reason": "masih kotor"})).await;
    assert_eq!(again.refused(422).1, "PERSON_ERASED", "{}", again.text);
    assert_eq!(again.body["error"]["details"][0]["field"], "orderId", "{}", again.text);
    assert_eq!(erase(&admin, &order).await.refused(422).1, "INVALID_STATE");
    manajer.patch(&path(&order, "/close"), json!({})).await.expect(200);
    rebuilt_the_rows_are_the_same(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_with_a_record_is_not_forgotten_by_an_order() {
    let shop = Shop::open().await;
    let ratna = shop.customer("Ibu Ratna", "0812-3456-789").await;
    let wash = json!({"vehicleType": "sedan", "servicePackage": "basic",
        "customerId": ratna["id"], "employeeIds": [1]});
    let order = shop.kasir().await.post("/api/v1/car-wash/orders", wash).await.expect(201);
    let refused = erase(&shop.admin().await, &order).await;
    refused.refused(422);
    assert!(refused.text.contains("erase the customer"), "{}", refused.text);
}

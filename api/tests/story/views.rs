use projections::runtime::Site;
use projections::views::{Checked, Kept, View, Views, check};
use serde_json::{Value, json};
use test_shop::Http;

use crate::shop::Shop;

/// A morning at the counter: what the views hold changes in every way they know.
async fn a_morning(shop: &Shop) -> (Vec<i64>, i64) {
    let (admin, kasir) = (shop.admin().await, shop.kasir().await);
    let first = shop.car_done().await;
    let working = shop.car_in_work().await;
    let waiting = shop.car_waiting().await;
    let pay = |amount, method| {
        shop.pay(json!({"orderId": first["id"], "amount": amount, "paymentMethod": method}))
    };
    pay(25_000, "cash").await.expect(201);
    pay(50_000, "e_wallet").await.expect(201);
    shop.order(&waiting, "cancel", json!({})).await;
    let zones = "/api/v1/water-delivery/zones";
    let zone = kasir.get_at(zones, 1).await;
    if let Some(id) = zone.body["data"][0]["id"].as_i64() {
        admin.patch(&format!("{zones}/{id}"), json!({"name": "Dekat sekali"})).await;
    }
    let last = shop.car_waiting().await;
    let orders = [&first, &working, &waiting, &last];
    let ids = orders.iter().map(|order| order["id"].as_i64().unwrap()).collect();
    let head = shop.order(&last, "start", json!({})).await.position();
    (ids, head)
}

/// Everything the views answer, as it stands at that position.
async fn asked(who: &Http, orders: &[i64], position: i64) -> Vec<Value> {
    let mut paths: Vec<String> = orders.iter().map(|id| format!("/api/v1/orders/{id}")).collect();
    paths.extend(
        [
            "/api/v1/queue",
            "/api/v1/reports/daily-sales",
            "/api/v1/car-wash/vehicle-types",
            "/api/v1/car-wash/vehicle-types?includeRetired=true&limit=2&page=2",
            "/api/v1/laundry/services",
            "/api/v1/laundry/pricing",
            "/api/v1/water-delivery/pricing",
            "/api/v1/orders/999999",
        ]
        .map(str::to_owned),
    );
    let mut answers = Vec::new();
    for path in paths {
        let reply = who.get_at(&path, position).await;
        assert!(reply.status == 404 || reply.position() >= position, "{path}");
        let mut answer = reply.body;
        for entry in answer["data"].as_array_mut().into_iter().flatten() {
            for goes_on in ["waitingSeconds", "estimatedWaitSeconds"] {
                if entry[goes_on].is_i64() {
                    entry[goes_on].take(); // while we look
                }
            }
        }
        answers.push(answer);
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_and_the_tables_answer_the_same() {
    let shop = Shop::with_drawer().await;
    let (orders, position) = a_morning(&shop).await;
    let manajer = shop.manajer().await;
    let with_redis = asked(&manajer, &orders, position).await;
    let without = asked(&manajer.at(&shop.another_without_redis().await), &orders, position).await;
    for (view, tables) in with_redis.iter().zip(&without) {
        assert_eq!(view, tables);
    }
}

/// Compares until both sides could be compared.
async fn checked<V: View>(view: &Kept<V>, site: &Site) -> Checked {
    let feed = site.feed(100);
    loop {
        let found = check(view, site.live(), &feed).await.unwrap();
        if !matches!(found, Checked::NotNow) {
            return found;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_not_what_the_tables_say_is_found_and_filled_anew() {
    let shop = Shop::with_drawer().await;
    let (orders, position) = a_morning(&shop).await;
    let site = Site::open(&shop.database.config).await.unwrap();
    let views = Views::of(&shop.redis, site.log_id());
    let manajer = shop.manajer().await;
    let right = asked(&manajer, &orders, position).await;
    assert_eq!(checked(&views.queue, &site).await, Checked::Same);
    assert_eq!(checked(&views.takings, &site).await, Checked::Same);
    assert_eq!(checked(&views.orders, &site).await, Checked::Same);
    assert_eq!(checked(&views.catalog, &site).await, Checked::Same);

    let spoil = async |view: &str, like: &str| {
        let mut redis = shop.redis.connection();
        let key = format!("kharisma:{{{}:{view}}}:v*", site.log_id());
        let keys: Vec<String> =
            redis::cmd("KEYS").arg(key.replace('{', "\\{")).query_async(&mut redis).await.unwrap();
        let key = keys.first().expect("the view is there").clone();
        let fields: Vec<String> =
            redis::cmd("HKEYS").arg(&key).query_async(&mut redis).await.unwrap();
        let field = fields.into_iter().find(|field| field.starts_with(like)).unwrap();
        let spoilt = [key.as_str(), field.as_str(), "[9,9,9,9,9]"];
        let _: i64 = redis::cmd("HSET").arg(&spoilt).query_async(&mut redis).await.unwrap();
        field
    };
    let field = spoil("takings", "service:").await;
    let wrong = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
    assert_eq!(wrong["totalOrders"], 9, "it is read from Redis");
    assert_eq!(checked(&views.takings, &site).await, Checked::Filled(field));
    let field = spoil("queue", "entry:").await;
    assert_eq!(checked(&views.queue, &site).await, Checked::Filled(field));
    let field = spoil("orders", "").await;
    if field == "at" {
        // Where it stands is unreadable, then: whoever keeps it fills it.
        assert_eq!(checked(&views.orders, &site).await, Checked::Same);
    } else {
        assert_eq!(checked(&views.orders, &site).await, Checked::Filled(field));
    }
    let field = spoil("catalog", "vehicle").await;
    assert_eq!(checked(&views.catalog, &site).await, Checked::Filled(field));
    assert_eq!(asked(&manajer, &orders, position).await, right);
}

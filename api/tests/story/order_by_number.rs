//! Somebody at the counter types the number of a ticket, or scans it.

use chrono::{Duration, SecondsFormat, Utc};
use projections::runtime::Site;
use serde_json::{Value, json};

use crate::counter::{head, place, plain, tell};
use crate::shop::{Shop, delete};

fn number(order: &Value) -> &str {
    order["orderNumber"].as_str().unwrap()
}

fn path(number: &str) -> String {
    format!("/api/v1/orders?filter[orderNumber]={number}")
}

/// Orders that stand in every way: one is paid, one is owed for, one waits, one was called off, one was
/// taken from view, one is another service's.
async fn a_day(shop: &Shop) -> Vec<Value> {
    let paid = shop.car_done().await;
    let body = json!({"orderId": paid["id"], "amount": 75_000, "paymentMethod": "card"});
    shop.pay(body).await.expect(201);
    let owed = shop.car_done().await;
    let body = json!({"orderId": owed["id"], "amount": 10_000, "paymentMethod": "card"});
    shop.pay(body).await.expect(201);
    let (waiting, off, gone) =
        (shop.car_waiting().await, shop.car_waiting().await, shop.car_waiting().await);
    let manajer = shop.manajer().await;
    tell(&manajer, &off, "cancel", json!({"reason": "hujan"})).await.expect(200);
    let gone_path = format!("/api/v1/car-wash/orders/{}", gone["id"]);
    assert!(delete(&manajer, &gone_path, json!({})).await.status < 300);
    let laundry = place(&manajer, "laundry", plain("laundry")).await.expect(201);
    vec![paid, owed, waiting, off, gone, laundry]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_number_finds_what_the_tables_find() {
    let shop = Shop::with_drawer().await;
    let orders = a_day(&shop).await;
    let at = head(&shop).await;
    let manajer = shop.manajer().await;
    let tables = manajer.at(&shop.another_without_redis().await);
    let instant = |minutes: i64| {
        let at = Utc::now() + Duration::minutes(minutes);
        at.to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    let placed = orders[1]["createdAt"].as_str().unwrap();
    let mut also: Vec<String> = [
        "",
        "&includeDeleted=true",
        "&filter[serviceType]=laundry",
        "&filter[serviceType]=car_wash&includeDeleted=true",
        "&page=2",
        "&limit=1",
        "&sort=-total",
        "&sort=updatedAt",
        "&sort=orderNumber&page=3&limit=1",
        "&filter[customerId]=1",
    ]
    .map(str::to_owned)
    .to_vec();
    for status in ["pending", "in_progress", "completed", "paid", "closed", "cancelled"] {
        also.push(format!("&filter[status]={status}&includeDeleted=true"));
    }
    for status in ["unpaid", "partial", "overdue", "paid", "refunded"] {
        also.push(format!("&filter[paymentStatus]={status}"));
    }
    for bound in ["gte", "lte"] {
        let bounds = [instant(-60), instant(60), placed.to_owned()];
        also.extend(bounds.map(|at| format!("&filter[createdAt][{bound}]={at}")));
    }
    let mut numbers: Vec<String> = orders.iter().map(|order| number(order).to_owned()).collect();
    numbers.extend([number(&orders[1]).to_lowercase(), "CW-2026-98765".to_owned()]);
    let (mut found, mut nothing) = (0, 0);
    for number in &numbers {
        let mut paths: Vec<String> = also.iter().map(|also| path(number) + also).collect();
        for service in ["car-wash", "laundry"] {
            paths.push(format!("/api/v1/{service}/orders?filter[orderNumber]={number}"));
        }
        for path in paths {
            let of_view = manajer.get_at(&path, at).await;
            assert!(of_view.position() >= at, "{path}");
            let of_tables = tables.get_at(&path, at).await;
            assert_eq!((of_view.status, of_tables.status), (200, 200), "{path}");
            assert_eq!(of_view.text, of_tables.text, "{path}");
            let total = of_view.body["meta"]["total"].as_i64().unwrap();
            *(if total == 0 { &mut nothing } else { &mut found }) += 1;
        }
    }
    assert!(found > 40 && nothing > 40, "{found} found, {nothing} not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_looked_up_in_redis_as_soon_as_it_is_printed() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for _ in 0..10 {
        let placed = place(&kasir, "car-wash", plain("car-wash")).await;
        let at = placed.position();
        let order = placed.expect(201);
        let seen = kasir.get_at(&path(number(&order)), at).await;
        assert!(seen.position() >= at);
        assert_eq!((&seen.body["meta"]["total"], &seen.body["data"]), (&json!(1), &json!([order])));
    }
    // Whatever stands there is shown: it is read there, and nowhere else.
    let order = shop.car_waiting().await;
    let at = head(&shop).await;
    kasir.get_at(&path(number(&order)), at).await.expect(200);
    let site = Site::open(&shop.database.config).await.unwrap();
    let mut redis = shop.redis.connection();
    let key = format!("kharisma:{{{}:orders}}:v2", site.log_id());
    let id = order["id"].to_string();
    let held: String = redis::cmd("HGET").arg(&key).arg(&id).query_async(&mut redis).await.unwrap();
    let other = held.replacen("\"version\":1", "\"version\":77", 1);
    assert_ne!(held, other);
    let spoilt = [&key, &id, &other];
    let _: i64 = redis::cmd("HSET").arg(&spoilt).query_async(&mut redis).await.unwrap();
    let seen = kasir.get_at(&path(number(&order)), at).await.expect(200);
    assert_eq!(seen[0]["version"], 77);
    // Whose number it is not, is not shown under it.
    let another = (id.parse::<i64>().unwrap() - 1).to_string();
    let field = format!("number:{}", number(&order));
    let spoilt = [&key, &field, &another];
    let _: i64 = redis::cmd("HSET").arg(&spoilt).query_async(&mut redis).await.unwrap();
    let seen = kasir.get_at(&path(number(&order)), at).await.expect(200);
    assert_eq!(
        (&seen[0]["id"], &seen[0]["version"]),
        (&order["id"], &json!(1)),
        "as the tables say"
    );
}

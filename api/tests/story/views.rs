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
            "/api/v1/dashboard",
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

/// Every view is what the tables say.
pub(crate) async fn are_right(shop: &Shop) {
    let site = Site::open(&shop.database.config).await.unwrap();
    let views = Views::of(&shop.redis, site.log_id());
    assert_eq!(checked(&views.queue, &site).await, Checked::Same);
    assert_eq!(checked(&views.takings, &site).await, Checked::Same);
    assert_eq!(checked(&views.orders, &site).await, Checked::Same);
    assert_eq!(checked(&views.catalog, &site).await, Checked::Same);
    assert_eq!(checked(&views.dashboard, &site).await, Checked::Same);
}

/// A view in Redis, to be tampered with.
struct Tampered<'a> {
    shop: &'a Shop,
    key: String,
}

impl<'a> Tampered<'a> {
    async fn of(shop: &'a Shop, site: &Site, view: &str) -> Self {
        let mut redis = shop.redis.connection();
        let key = format!("kharisma:{{{}:{view}}}:v*", site.log_id()).replace('{', "\\{");
        let keys: Vec<String> = redis::cmd("KEYS").arg(key).query_async(&mut redis).await.unwrap();
        let key = keys.first().unwrap().clone();
        Self { shop, key }
    }

    async fn fields(&self) -> Vec<String> {
        let mut redis = self.shop.redis.connection();
        redis::cmd("HKEYS").arg(&self.key).query_async(&mut redis).await.unwrap()
    }

    async fn get(&self, field: &str) -> String {
        let mut redis = self.shop.redis.connection();
        redis::cmd("HGET").arg(&self.key).arg(field).query_async(&mut redis).await.unwrap()
    }

    async fn set(&self, field: &str, value: &str) {
        let mut redis = self.shop.redis.connection();
        let spoilt = [self.key.as_str(), field, value];
        let _: i64 = redis::cmd("HSET").arg(&spoilt).query_async(&mut redis).await.unwrap();
    }

    async fn remove(&self, field: &str) {
        let mut redis = self.shop.redis.connection();
        let gone: i64 =
            redis::cmd("HDEL").arg(&self.key).arg(field).query_async(&mut redis).await.unwrap();
        assert_eq!(gone, 1, "{field} was there");
    }

    /// Spoils the first field of such a name.
    async fn spoil(&self, like: &str, value: &str) -> String {
        let field = self.fields().await.into_iter().find(|field| field.starts_with(like)).unwrap();
        self.set(&field, value).await;
        field
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
    are_right(&shop).await;

    let takings = Tampered::of(&shop, &site, "takings").await;
    let field = takings.spoil("service:", "[9,9,9,9,9]").await;
    let wrong = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
    assert_eq!(wrong["totalOrders"], 9, "it is read from Redis");
    assert_eq!(checked(&views.takings, &site).await, Checked::Filled(field));
    let queue = Tampered::of(&shop, &site, "queue").await;
    let field = queue.spoil("entry:", "[9,9,9,9,9]").await;
    assert_eq!(checked(&views.queue, &site).await, Checked::Filled(field));
    let catalog = Tampered::of(&shop, &site, "catalog").await;
    let field = catalog.spoil("vehicle", "[9,9,9,9,9]").await;
    assert_eq!(checked(&views.catalog, &site).await, Checked::Filled(field));

    let held = Tampered::of(&shop, &site, "orders").await;
    let order = orders[0].to_string();
    held.set(&order, "{}").await;
    assert_eq!(checked(&views.orders, &site).await, Checked::Filled(order));
    // Of what the tables do not fill it with, it may hold anything.
    held.set("number:CW-2001-00001", "1").await;
    assert_eq!(checked(&views.orders, &site).await, Checked::Same);
    held.remove("number:CW-2001-00001").await;
    let field = held.spoil("number:CW", "9").await;
    assert_eq!(checked(&views.orders, &site).await, Checked::Filled(field.clone()));
    held.remove(&field).await;
    assert_eq!(checked(&views.orders, &site).await, Checked::Filled(field));
    let dashboard = "/api/v1/dashboard";
    held.set("count:car_wash:pending", "77").await;
    let wrong = manajer.get_at(dashboard, position).await.expect(200);
    assert_eq!(wrong["openOrders"]["pending"], 77, "it is read from Redis");
    let field = "count:car_wash:pending".to_owned();
    assert_eq!(checked(&views.orders, &site).await, Checked::Filled(field));

    let sales = Tampered::of(&shop, &site, "dashboard").await;
    sales.set("year_before:laundry", "[9,9000,9,9,9,9,9,9]").await;
    let wrong = manajer.get_at(dashboard, position).await.expect(200);
    assert_eq!(wrong["yearToDate"]["orders"], 9, "it is read from Redis");
    let field = "year_before:laundry".to_owned();
    assert_eq!(checked(&views.dashboard, &site).await, Checked::Filled(field));
    assert_eq!(asked(&manajer, &orders, position).await, right);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_view_does_not_hold_is_counted_all_the_same() {
    let shop = Shop::with_drawer().await;
    let site = Site::open(&shop.database.config).await.unwrap();
    let views = Views::of(&shop.redis, site.log_id());
    let manajer = shop.manajer().await;
    let (done, waiting) = (shop.car_done().await, shop.car_waiting().await);
    let pay = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": "cash"});
    let paid = shop.pay(pay).await;
    let position = paid.position();
    let payment = paid.expect(201);
    let counted = async |position: i64| {
        let seen = manajer.get_at("/api/v1/dashboard", position).await;
        assert!(seen.position() >= position);
        let open = seen.expect(200)["openOrders"].clone();
        ["pending", "inProgress", "completed"].map(|status| open[status].as_i64().unwrap())
    };
    assert_eq!(counted(position).await, [1, 0, 0]);
    assert_eq!(checked(&views.orders, &site).await, Checked::Same);
    // As if they had been placed too long ago to be held.
    let held = Tampered::of(&shop, &site, "orders").await;
    for order in [&done, &waiting] {
        held.remove(&order["id"].to_string()).await;
    }
    let void = format!("/api/v1/payments/{}/void", payment["id"]);
    let position = manajer.patch(&void, json!({"reason": "salah ketik"})).await.position();
    assert_eq!(counted(position).await, [1, 0, 1], "it is owed again");
    let position = shop.order(&waiting, "start", json!({})).await.position();
    assert_eq!(counted(position).await, [0, 1, 1]);
    assert_eq!(checked(&views.orders, &site).await, Checked::Same);
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_of_another_day_are_not_shown() {
    let shop = Shop::open().await;
    let site = Site::open(&shop.database.config).await.unwrap();
    let manajer = shop.manajer().await;
    let position = shop.order(&shop.car_in_work().await, "complete", json!({})).await.position();
    let shown = async || {
        let seen = manajer.get_at("/api/v1/dashboard", position).await.expect(200);
        (seen["today"]["orders"].clone(), seen["previousDay"]["orders"].clone())
    };
    assert_eq!(shown().await, (json!(1), json!(0)));
    let views = Views::of(&shop.redis, site.log_id());
    for _ in 0..5 {
        assert_eq!(checked(&views.dashboard, &site).await, Checked::Same);
        let sales = Tampered::of(&shop, &site, "dashboard").await;
        let at = sales.get("at").await;
        let (mark, day) = at.rsplit_once(':').unwrap();
        let before = domain::values::BusinessDay::parse(day).unwrap().preceding();
        sales.set("today:car_wash", "[9,9,9,9,9,9,9,9]").await;
        sales.set("at", &format!("{mark}:{before}")).await;
        assert_eq!(shown().await, (json!(1), json!(0)));
    }
}

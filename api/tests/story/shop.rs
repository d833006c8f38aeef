//! A shop of a story's own, and the people who work there.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use api::{Metrics, Till};
use axum::http::Method;
use chrono::Utc;
use commands::demo;
use infra::config::Config;
use infra::credentials::Credentials;
use infra::keyed_hash::KeyedHash;
use infra::rate_limit::RateLimits;
use infra::redis::Redis;
use projections::Workers;
use projections::runtime::{ALL, Pace};
use serde_json::{Value, json};
use test_shop::{Http, Reply, TestDatabase, day_goes_on};
use tokio::net::TcpListener;

pub(crate) const PASSWORD: &str = "Kata-sandi-uji-1!";

/// A shop: opened with the demonstration's people and prices, served and worked in this process.
pub(crate) struct Shop {
    pub(crate) database: TestDatabase,
    pub(crate) url: String,
    pub(crate) redis: Redis,
    _workers: Workers,
    at_work: tokio::sync::Mutex<HashMap<&'static str, Http>>,
    /// The farthest position of the log that anybody here was told of.
    told: Arc<AtomicI64>,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::audited_at(Pace::default()).await
    }

    /// With a drawer that is open, so that people can pay in cash.
    pub(crate) async fn with_drawer() -> Self {
        let shop = Self::open().await;
        let float = json!({"openingBalance": 500_000});
        shop.kasir().await.post("/api/v1/cash-drawer/open", float).await.expect(200);
        shop
    }

    /// With an auditor of another pace.
    pub(crate) async fn audited_at(pace: Pace) -> Self {
        day_goes_on().await;
        let database = TestDatabase::create().await;
        let patience = database.config.read.patience;
        let redis = Redis::with_patience(&database.config.redis_url, patience).unwrap();
        let (till, _) =
            Till::open(&database.config, redis.clone(), Metrics::start().unwrap()).await.unwrap();
        for (_, username, _) in demo::LOGINS {
            let id = demo::login_id(username).unwrap();
            till.credentials().set(id, username, PASSWORD).await.unwrap();
        }
        demo::open_shop(till.desk(), Utc::now()).await.unwrap();
        let workers =
            Workers::start_with(&database.config, redis.clone(), pace, &ALL).await.unwrap();
        let told = Arc::new(till.desk().log.head().await.unwrap().into());
        let url = serve(till).await;
        let at_work = tokio::sync::Mutex::default();
        Self { database, url, redis, _workers: workers, at_work, told }
    }

    /// Where another process serves the same shop.
    pub(crate) async fn another(&self) -> String {
        let metrics = Metrics::start().unwrap();
        serve(Till::open(&self.database.config, self.redis.clone(), metrics).await.unwrap().0).await
    }

    /// Where another process serves it that has no Redis.
    pub(crate) async fn another_without_redis(&self) -> String {
        let nowhere = Redis::open("redis://127.0.0.1:1").unwrap();
        let metrics = Metrics::start().unwrap();
        serve(Till::open(&self.database.config, nowhere, metrics).await.unwrap().0).await
    }

    /// The passwords behind it, as another process has them.
    pub(crate) async fn credentials(&self) -> Credentials {
        let config = &self.database.config;
        let hash = KeyedHash::new(&config.hash_secret);
        Credentials::open(config.primary.pool(4), hash, config.access).await.unwrap()
    }

    /// Where another process serves it that counts requests, with or without the shop's Redis.
    pub(crate) async fn another_limited(&self, limits: RateLimits, with_redis: bool) -> String {
        let mut config = self.database.config.clone();
        config.wall.rate_limits = Some(limits);
        config.wall.redis_patience = Duration::from_secs(10); // other tests use the machine, too
        let nowhere = || Redis::open("redis://127.0.0.1:1").unwrap();
        let redis = if with_redis { self.redis.clone() } else { nowhere() };
        serve(Till::open(&config, redis, Metrics::start().unwrap()).await.unwrap().0).await
    }

    /// Where another process serves it that is told something else.
    pub(crate) async fn another_with(&self, config: &Config) -> String {
        let metrics = Metrics::start().unwrap();
        serve(Till::open(config, self.redis.clone(), metrics).await.unwrap().0).await
    }

    /// Until every projection has that position.
    pub(crate) async fn in_step(&self, position: i64) {
        loop {
            let health = self.stranger().get("/health").await.body;
            let there = |what: &Value| what["position"].as_i64() >= Some(position);
            if health["projections"].as_array().is_some_and(|all| all.iter().all(there)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await; // until they have
        }
    }

    /// A client nobody has signed in with. Whoever it becomes finds what anybody here was told of.
    pub(crate) fn stranger(&self) -> Http {
        Http::new(&self.url).remembering(&self.told)
    }

    /// Somebody at work.
    pub(crate) async fn staff(&self, username: &'static str) -> Http {
        let mut at_work = self.at_work.lock().await;
        if let Some(known) = at_work.get(username) {
            return known.clone();
        }
        let signed_in = self.stranger().sign_in(username, PASSWORD).await;
        at_work.insert(username, signed_in.clone());
        signed_in
    }

    pub(crate) async fn kasir(&self) -> Http {
        self.staff("kasir").await
    }

    pub(crate) async fn manajer(&self) -> Http {
        self.staff("manajer").await
    }

    pub(crate) async fn admin(&self) -> Http {
        self.staff("admin").await
    }

    /// The cashier registers a customer.
    pub(crate) async fn customer(&self, name: &str, phone: &str) -> Value {
        let new = json!({"name": name, "phone": phone});
        self.kasir().await.post("/api/v1/customers", new).await.expect(201)
    }

    /// A basic wash of a sedan by Ahmad: 75,000 Rupiah.
    pub(crate) async fn car_waiting(&self) -> Value {
        let wanted = json!({
            "vehicleType": "sedan", "servicePackage": "basic", "licensePlate": "B 1 KH",
            "employeeIds": [1],
        });
        self.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201)
    }

    pub(crate) async fn car_in_work(&self) -> Value {
        let order = self.car_waiting().await;
        self.order(&order, "start", json!({})).await.expect(200)
    }

    pub(crate) async fn car_done(&self) -> Value {
        let order = self.car_in_work().await;
        self.order(&order, "complete", json!({})).await.expect(200)
    }

    /// The cashier tells an order to do something.
    pub(crate) async fn order(&self, order: &Value, verb: &str, body: Value) -> Reply {
        self.kasir().await.patch(&path(order, verb), body).await
    }

    pub(crate) async fn pay(&self, body: Value) -> Reply {
        self.kasir().await.post("/api/v1/payments", body).await
    }
}

/// Where that till is served from now on.
pub(crate) async fn serve(till: Till) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(api::serve(listener, till, std::future::pending()));
    url
}

pub(crate) fn path(order: &Value, verb: &str) -> String {
    format!("/api/v1/car-wash/orders/{}/{verb}", order["id"])
}

/// The path of a customer and of what is below.
pub(crate) fn customer_path(customer: &Value, below: &str) -> String {
    format!("/api/v1/customers/{}{below}", customer["id"])
}

/// A customer as the reply to a change shows them, which waits for no totals.
pub(crate) fn without_totals(mut customer: Value) -> Value {
    for total in ["totalOrders", "totalSpent"] {
        assert!(customer.as_object_mut().unwrap().remove(total).is_some(), "{customer}");
    }
    customer
}

/// Deletes something, with what there is to say about it.
pub(crate) async fn delete(who: &Http, path: &str, body: Value) -> Reply {
    who.send(Method::DELETE, path, &[], Some(body.to_string())).await.unwrap()
}

/// The fields that are wrong, in order.
#[track_caller]
pub(crate) fn wrong_fields(reply: &Reply) -> Vec<&str> {
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let details = reply.body["error"]["details"].as_array().unwrap();
    details.iter().map(|detail| detail["field"].as_str().unwrap()).collect()
}

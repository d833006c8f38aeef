//! A shop of a story's own, and the people who work there.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::OnceLock;

use api::{Metrics, Till};
use axum::http::Method;
use chrono::Utc;
use commands::demo;
use infra::credentials::hash_password;
use infra::redis::Redis;
use projections::Workers;
use projections::runtime::Pace;
use serde_json::{Value, json};
use test_shop::{Http, Reply, TestDatabase};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;

const PASSWORD: &str = "Kata-sandi-uji-1!";

/// A shop: opened with the demonstration's people and prices, served and worked in this process.
pub(crate) struct Shop {
    pub(crate) database: TestDatabase,
    pub(crate) url: String,
    pub(crate) redis: Redis,
    _workers: Workers,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::audited_at(Pace::default()).await
    }

    /// With an auditor of another pace.
    pub(crate) async fn audited_at(pace: Pace) -> Self {
        let database = TestDatabase::create().await;
        let redis = Redis::open(&database.config.redis_url).unwrap();
        let (till, _) =
            Till::open(&database.config, redis.clone(), Metrics::start().unwrap()).await.unwrap();
        for (_, username, _) in demo::LOGINS {
            let id = demo::login_id(username).unwrap();
            let hash = password_hash().await;
            till.credentials().set_hash(id, username, hash).await.unwrap();
        }
        demo::open_shop(till.desk(), Utc::now()).await.unwrap();
        let workers = Workers::start_with(&database.config, redis.clone(), pace).await.unwrap();
        let url = serve(till).await;
        Self { database, url, redis, _workers: workers }
    }

    /// Where another process serves the same shop.
    pub(crate) async fn another(&self) -> String {
        let metrics = Metrics::start().unwrap();
        serve(Till::open(&self.database.config, self.redis.clone(), metrics).await.unwrap().0).await
    }

    /// A client nobody has signed in with.
    pub(crate) fn stranger(&self) -> Http {
        Http::new(&self.url)
    }

    /// Somebody at work. Tokens are good in every shop of the run: people have the same ids there.
    pub(crate) async fn staff(&self, username: &'static str) -> Http {
        static TOKENS: OnceLock<tokio::sync::Mutex<HashMap<&str, Http>>> = OnceLock::new();
        let mut tokens = TOKENS.get_or_init(tokio::sync::Mutex::default).lock().await;
        if let Some(known) = tokens.get(username) {
            return known.at(&self.url);
        }
        let signed_in = self.stranger().sign_in(username, PASSWORD).await;
        tokens.insert(username, signed_in.clone());
        signed_in.at(&self.url)
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

async fn serve(till: Till) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = api::router(till).unwrap();
    tokio::spawn(async move {
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, app).await.unwrap();
    });
    url
}

pub(crate) fn path(order: &Value, verb: &str) -> String {
    format!("/api/v1/car-wash/orders/{}/{verb}", order["id"])
}

/// The path of a customer and of what is below.
pub(crate) fn customer_path(customer: &Value, below: &str) -> String {
    format!("/api/v1/customers/{}{below}", customer["id"])
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

async fn password_hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(async || hash_password(PASSWORD).await.unwrap()).await
}

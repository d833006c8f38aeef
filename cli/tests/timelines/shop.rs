//! A shop that sells through `kharisma serve`, and what it gave out.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use api::Metrics;
use axum::http::Method;
use chrono::Utc;
use commands::demo;
use infra::config::Config;
use infra::credentials::hash_password;
use infra::redis::Redis;
use serde_json::json;
use test_shop::{Http, Reply};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

const PASSWORD: &str = "Kata-sandi-uji-1!";

/// Makes the people and prices of the demonstration.
pub(crate) async fn furnish(variables: &BTreeMap<String, String>) {
    let config = Config::from(variables).unwrap();
    let redis = Redis::open(&config.redis_url).unwrap();
    let (till, appender) =
        api::Till::open(&config, redis, Metrics::start().unwrap()).await.unwrap();
    let hash = hash_password(PASSWORD).await.unwrap();
    let kasir = demo::login_id("kasir").unwrap();
    till.credentials().set_hash(kasir, "kasir", &hash).await.unwrap();
    demo::open_shop(till.desk(), Utc::now()).await.unwrap();
    drop(till);
    appender.await.unwrap();
}

/// A `kharisma serve`, and its cashier.
pub(crate) struct Serve {
    child: Child,
    kasir: Http,
}

/// Ids and printed numbers that customers have seen.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) orders: BTreeSet<i64>,
    pub(crate) payments: BTreeSet<i64>,
    pub(crate) numbers: BTreeSet<String>,
}

impl Serve {
    pub(crate) async fn start(variables: &BTreeMap<String, String>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kharisma"))
            .args(["serve", "--port", "0"])
            .envs(variables)
            .env("LOG_LEVEL", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let url = line.trim().strip_prefix("serving on ").unwrap();
        let kasir = Http::new(url).sign_in("kasir", PASSWORD).await;
        Self { child, kasir }
    }

    pub(crate) async fn place(&self) -> Result<Reply, String> {
        let wash =
            json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1, 2]});
        let path = "/api/v1/car-wash/orders";
        self.kasir.send(Method::POST, path, &[], Some(wash.to_string())).await
    }

    /// Sells washes from the door to the till.
    pub(crate) async fn sell(&self, washes: usize) -> Given {
        let mut given = Given::default();
        for _ in 0..washes {
            let order = self.place().await.unwrap().expect(201);
            let id = order["id"].as_i64().unwrap();
            for verb in ["start", "complete"] {
                let path = format!("/api/v1/car-wash/orders/{id}/{verb}");
                self.kasir.patch(&path, json!({})).await.expect(200);
            }
            let pay = json!({"orderId": id, "amount": 75_000, "paymentMethod": "cash"});
            let paid = self.kasir.post("/api/v1/payments", pay).await.expect(201);
            given.orders.insert(id);
            given.payments.insert(paid["id"].as_i64().unwrap());
            for number in [&order["orderNumber"], &paid["receiptNumber"]] {
                assert!(given.numbers.insert(number.as_str().unwrap().to_owned()), "{number}");
            }
        }
        given
    }

    pub(crate) async fn health(&self) -> serde_json::Value {
        self.kasir.get("/health").await.body
    }

    /// Waits until the process has ended by itself: its exit code and what it said.
    pub(crate) async fn end(mut self) -> (i32, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
        (self.child.wait().await.unwrap().code().unwrap(), said)
    }
}

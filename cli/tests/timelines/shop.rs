//! A shop that sells through `kharisma serve`, and what it gave out.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

use api::Metrics;
use axum::http::Method;
use chrono::Utc;
use commands::demo;
use infra::config::Config;
use infra::redis::Redis;
use projections::runtime::Site;
use projections::views::{Checked, Kept, View, Views, check};
use serde_json::json;
use test_shop::{Http, Reply, day_goes_on};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

const PASSWORD: &str = "Kata-sandi-uji-1!";

/// Makes the people and prices of the demonstration.
pub(crate) async fn furnish(variables: &BTreeMap<String, String>) {
    day_goes_on().await;
    let config = Config::from(variables).unwrap();
    let redis = Redis::open(&config.redis_url).unwrap();
    let (till, appender) =
        Box::pin(api::Till::open(&config, redis, Metrics::start().unwrap())).await.unwrap();
    for username in ["kasir", "manajer"] {
        let id = demo::login_id(username).unwrap();
        Box::pin(till.credentials().set(id, username, PASSWORD)).await.unwrap();
    }
    Box::pin(demo::open_shop(till.desk(), Utc::now())).await.unwrap();
    Box::pin(demo::open_drawer(till.desk(), Utc::now())).await.unwrap();
    drop(till);
    appender.await.unwrap();
}

/// A `kharisma serve`, and its cashier.
pub(crate) struct Serve {
    child: Child,
    pub(crate) url: String,
    pub(crate) kasir: Http,
}

/// A `kharisma work`.
pub(crate) struct Work {
    _child: Child,
}

impl Work {
    pub(crate) fn start(variables: &BTreeMap<String, String>) -> Self {
        let child = kharisma(variables, &["work"]).spawn().unwrap();
        Self { _child: child }
    }
}

/// Waits until every view in Redis is what the tables say.
pub(crate) async fn until_views_are_right(variables: &BTreeMap<String, String>) {
    async fn is_right<V: View>(view: &Kept<V>, site: &Site) -> bool {
        // Redis may have come back just now.
        check(view, site.live(), &site.feed(500)).await.is_ok_and(|found| found == Checked::Same)
    }
    let config = Config::from(variables).unwrap();
    let site = Site::open(&config).await.unwrap();
    let views = Views::of(&Redis::open(&config.redis_url).unwrap(), site.log_id());
    until("the queue is right", async || is_right(&views.queue, &site).await).await;
    until("the takings are right", async || is_right(&views.takings, &site).await).await;
    until("the orders are right", async || is_right(&views.orders, &site).await).await;
    until("the catalog is right", async || is_right(&views.catalog, &site).await).await;
    until("the dashboard is right", async || is_right(&views.dashboard, &site).await).await;
}

/// Where an order is found by its printed number.
pub(crate) fn by_number(order: &serde_json::Value) -> String {
    format!("/api/v1/orders?filter[orderNumber]={}", order["orderNumber"].as_str().unwrap())
}

fn kharisma(variables: &BTreeMap<String, String>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
    command.args(arguments).envs(variables).env("LOG_LEVEL", "off").kill_on_drop(true);
    command
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_mins(3), "it never came: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await; // until the condition holds
    }
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
        let mut child = kharisma(variables, &["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let url = line.trim().strip_prefix("serving on ").unwrap();
        let kasir = Http::new(url).sign_in("kasir", PASSWORD).await;
        Self { child, url: url.to_owned(), kasir }
    }

    /// Somebody else than the cashier.
    pub(crate) async fn staff(&self, username: &str) -> Http {
        Http::new(&self.url).sign_in(username, PASSWORD).await
    }

    /// Waits until a path shows what was written by `position`.
    pub(crate) async fn until_shown(&self, path: &str, position: i64) {
        let shown = async || {
            let reply = self.kasir.get_at(path, position).await;
            reply.status == 200 && reply.position() >= position
        };
        until(path, shown).await;
    }

    /// Waits until `/health` says that.
    pub(crate) async fn until_health(&self, part: &str, says: &str) {
        until(&format!("{part} is {says}"), async || self.health().await[part] == says).await;
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

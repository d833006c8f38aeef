//! `kharisma serve` and `kharisma work` as processes of their own, on a database of the test's own.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use api::Metrics;
use axum::http::Method;
use chrono::Utc;
use commands::demo;
use infra::redis::Redis;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use test_shop::{Http, TestDatabase};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

pub(crate) const PASSWORD: &str = "Kata-sandi-uji-1!";

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Process {
    Serve,
    Work,
}

pub(crate) struct Till {
    pub(crate) database: TestDatabase,
    pub(crate) kasir: Http,
    port: u16,
    serve: Mutex<Child>,
    work: Mutex<Child>,
}

/// Another API process beside the first.
pub(crate) struct OtherServe {
    kasir: Http,
    _child: Child,
}

impl Till {
    pub(crate) async fn open() -> Self {
        let database = TestDatabase::create().await;
        Box::pin(open_shop(&database)).await;
        let port = free_port();
        let serve = serve(&database.variables, port).await;
        let work = start(&database.variables, &["work"]);
        let kasir = Http::new(url(port)).sign_in("kasir", PASSWORD).await;
        Self { database, kasir, port, serve: Mutex::new(serve), work: Mutex::new(work) }
    }

    /// Kills a process where it stands and starts it again.
    pub(crate) async fn kill_and_restart(&self, process: Process) {
        let (child, arguments) = match process {
            Process::Serve => (&self.serve, None),
            Process::Work => (&self.work, Some("work")),
        };
        let mut child = child.lock().await;
        child.kill().await.unwrap();
        *child = match arguments {
            None => serve(&self.database.variables, self.port).await,
            Some(command) => start(&self.database.variables, &[command]),
        };
    }

    pub(crate) async fn signal(&self, process: Process, signal: Signal) {
        let child = match process {
            Process::Serve => &self.serve,
            Process::Work => &self.work,
        };
        let pid = child.lock().await.id().unwrap();
        kill(Pid::from_raw(i32::try_from(pid).unwrap()), signal).unwrap();
    }

    pub(crate) async fn another_serve(&self) -> OtherServe {
        let port = free_port();
        let child = serve(&self.database.variables, port).await;
        OtherServe { kasir: self.kasir.at(&url(port)), _child: child }
    }

    pub(crate) fn another_worker(&self) -> Child {
        start(&self.database.variables, &["work"])
    }
}

/// People, prices; a cashier and an admin who can sign in.
pub(crate) async fn open_shop(database: &TestDatabase) {
    let redis = Redis::open(&database.config.redis_url).unwrap();
    let (till, appender) =
        Box::pin(api::Till::open(&database.config, redis, Metrics::start().unwrap()))
            .await
            .unwrap();
    for username in ["kasir", "admin"] {
        let id = demo::login_id(username).unwrap();
        Box::pin(till.credentials().set(id, username, PASSWORD)).await.unwrap();
    }
    Box::pin(demo::open_shop(till.desk(), Utc::now())).await.unwrap();
    Box::pin(demo::open_drawer(till.desk(), Utc::now())).await.unwrap();
    drop(till);
    appender.await.unwrap();
}

impl OtherServe {
    pub(crate) async fn place(&self, note: &str) -> Result<i64, String> {
        place(&self.kasir, note).await
    }
}

/// Places an order; its id if that was acknowledged.
pub(crate) async fn place(kasir: &Http, note: &str) -> Result<i64, String> {
    let body = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1, 2, 3], "notes": note,
    });
    let path = "/api/v1/car-wash/orders";
    let reply = kasir.send(Method::POST, path, &[], Some(body.to_string())).await?;
    if reply.status == 201 {
        Ok(reply.body["data"]["id"].as_i64().unwrap())
    } else {
        assert_eq!(reply.status, 503, "a fault is no refusal: {}", reply.text);
        Err(reply.text)
    }
}

/// Places an order for a bus, the dearest there is; its id.
pub(crate) async fn place_bus(kasir: &Http) -> i64 {
    let body = json!({"vehicleType": "bus", "servicePackage": "deluxe", "employeeIds": [1]});
    let reply = kasir.post("/api/v1/car-wash/orders", body).await;
    reply.expect(201)["id"].as_i64().unwrap()
}

pub(crate) fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(crate) fn start(variables: &BTreeMap<String, String>, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kharisma"))
        .args(arguments)
        .envs(variables)
        .env("LOG_LEVEL", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

pub(crate) async fn serve(variables: &BTreeMap<String, String>, port: u16) -> Child {
    let mut child = start(variables, &["serve", "--port", &port.to_string()]);
    let http = Http::new(url(port));
    while http.send(Method::GET, "/health/live", &[], None).await.is_err() {
        assert!(child.try_wait().unwrap().is_none(), "serve ended");
        tokio::time::sleep(Duration::from_millis(5)).await; // until it listens
    }
    child
}

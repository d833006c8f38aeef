//! What `serve` writes down: JSON, a line per request, and never a secret.
#![allow(clippy::unwrap_used)] // tests

use std::process::Stdio;

use api::{Metrics, Till};
use axum::http::Method;
use chrono::Utc;
use commands::demo;
use infra::redis::Redis;
use serde_json::{Value, json};
use test_shop::{Http, TestDatabase};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// `serve`, writing that much down.
async fn serve(database: &TestDatabase, level: &str) -> (Serving, Http) {
    let mut serve = Command::new(env!("CARGO_BIN_EXE_kharisma"))
        .args(["serve", "--port", "0"])
        .envs(&database.variables)
        .env("LOG_FORMAT", "json")
        .env("LOG_LEVEL", level)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stderr = serve.stderr.take().unwrap();
    let said = tokio::spawn(async move {
        let mut said = String::new();
        stderr.read_to_string(&mut said).await.unwrap();
        said
    });
    let mut line = String::new();
    BufReader::new(serve.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let http = Http::new(line.trim().strip_prefix("serving on ").unwrap());
    (Serving { serve, said }, http)
}

struct Serving {
    serve: Child,
    said: JoinHandle<String>,
}

/// What it wrote until it was told to stop.
async fn stop(serving: &mut Serving) -> String {
    let pid = i32::try_from(serving.serve.id().unwrap()).unwrap();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::SIGTERM).unwrap();
    let said = (&mut serving.said).await.unwrap();
    assert!(serving.serve.wait().await.unwrap().success(), "a polite stop is no failure");
    said
}

#[tokio::test]
async fn logs_are_json_know_their_request_and_hold_no_secret() {
    let database = TestDatabase::create().await;
    let (mut serve, http) = serve(&database, "debug").await;
    let body = r#"{"username": "kasir", "password": "tidak-rahasia-42"}"#.to_owned();
    let header = [("x-request-id", "till-3.17".to_owned())];
    let login = "/api/v1/auth/login";
    let reply = http.send(Method::POST, login, &header, Some(body)).await.unwrap();
    assert_eq!(reply.refused(401).0, "AUTHENTICATION_FAILED");

    let said = stop(&mut serve).await;
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let request = lines.iter().find(|line| line["request_id"] == "till-3.17").unwrap();
    assert_eq!((&request["path"], &request["status"]), (&login.into(), &401.into()));
    let secrets = ["DB_PASSWORD", "DB_READ_PASSWORD", "JWT_SECRET"];
    for secret in secrets.map(|name| database.variables[name].as_str()) {
        assert!(!said.contains(secret));
    }
    assert!(!said.contains("tidak-rahasia-42"), "what was typed is nobody's business");
}

/// Signs in, approves, enrols a till, fails at all of it: whatever has a secret in it.
async fn a_busy_hour(database: &TestDatabase, http: &Http) -> Vec<String> {
    let redis = Redis::open(&database.config.redis_url).unwrap();
    let (till, appender) =
        Till::open(&database.config, redis, Metrics::start().unwrap()).await.unwrap();
    for (_, username, _) in demo::LOGINS {
        let id = demo::login_id(username).unwrap();
        till.credentials().set(id, username, "Kata-sandi-uji-1!").await.unwrap();
    }
    demo::open_shop(till.desk(), Utc::now()).await.unwrap();
    drop(till);
    appender.await.unwrap();
    let hashes = sqlx::query_scalar("SELECT password_hash FROM credentials");
    let hashes: Vec<String> = hashes.fetch_all(&mut database.admin().await).await.unwrap();

    let login = "/api/v1/auth/login";
    let mut secrets = vec!["Kata-sandi-uji-1!".to_owned(), "salah-ketik-77".to_owned()];
    secrets.extend(hashes);
    http.post(login, json!({"username": "admin", "password": "salah-ketik-77"})).await.refused(401);
    let body = json!({"username": "admin", "password": "Kata-sandi-uji-1!"});
    let signed_in = http.post(login, body).await.expect(200);
    let text = |name: &str| signed_in[name].as_str().unwrap().to_owned();
    let (token, refresh_token) = (text("accessToken"), text("refreshToken"));
    let admin = http.with_token(&token);
    let pin = json!({"pin": "730164", "currentPassword": "Kata-sandi-uji-1!"}).to_string();
    let reply = admin.send(Method::PUT, "/api/v1/users/me/pin", &[], Some(pin)).await.unwrap();
    assert_eq!(reply.status, 204, "{}", reply.text);
    let approval = json!({"challenge": "c2FsYWg-rahasia", "username": "admin", "pin": "551973"});
    assert!(admin.post("/api/v1/approvals", approval).await.status >= 400);
    let enrolled = admin.post("/api/v1/tills", json!({"name": "Kasir depan"})).await.expect(201);
    let till_token = enrolled["token"].as_str().unwrap().to_owned();
    let headers = [
        ("x-till", till_token.clone()),
        ("x-approval", "persetujuan-rahasia-9".to_owned()),
        ("idempotency-key", "kunci-rahasia-123".to_owned()),
    ];
    let body = Some(json!({"name": "Rahasia Budi", "phone": "081234567890"}).to_string());
    let path = "/api/v1/customers";
    assert!(admin.send(Method::POST, path, &headers, body).await.unwrap().status < 500);
    assert_eq!(http.with_token(format!("{token}x")).get("/api/v1/users").await.status, 401);
    assert_eq!(admin.get("/api/v1/users").await.status / 100, 2);
    secrets.extend([token, refresh_token, till_token]);
    let said =
        ["730164", "551973", "c2FsYWg-rahasia", "persetujuan-rahasia-9", "kunci-rahasia-123"];
    secrets.extend(said.map(str::to_owned));
    secrets
}

#[tokio::test]
async fn a_log_of_everything_holds_no_secret_either() {
    let database = TestDatabase::create().await;
    let (mut serve, http) = serve(&database, "trace").await;
    let secrets = a_busy_hour(&database, &http).await;
    let said = stop(&mut serve).await;
    assert!(said.contains("TRACE") || said.contains("DEBUG"), "everything was written down");
    let configured = database
        .variables
        .iter()
        .filter(|(name, _)| ["_PASSWORD", "_SECRET", "_KEY"].iter().any(|end| name.ends_with(end)));
    for secret in configured.map(|(_, secret)| secret).chain(&secrets) {
        let near = said.find(secret.as_str()).map(|at| {
            let line = said[..at].rfind('\n').map_or(0, |end| end + 1);
            said[line..at].to_owned()
        });
        assert_eq!(near, None, "a secret is in the log");
    }
    assert!(!said.contains("Bearer ey"), "no header is written down");
}

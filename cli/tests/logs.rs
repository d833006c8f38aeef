//! What `serve` writes down: JSON, a line per request, and never a secret.
#![allow(clippy::unwrap_used)] // tests

use std::process::Stdio;

use axum::http::Method;
use serde_json::Value;
use test_shop::{Http, TestDatabase};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn logs_are_json_know_their_request_and_hold_no_secret() {
    let database = TestDatabase::create().await;
    let mut serve = Command::new(env!("CARGO_BIN_EXE_kharisma"))
        .args(["serve", "--port", "0"])
        .envs(&database.variables)
        .env("LOG_FORMAT", "json")
        .env("LOG_LEVEL", "debug")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serve.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let http = Http::new(line.trim().strip_prefix("serving on ").unwrap());
    let body = r#"{"username": "kasir", "password": "tidak-rahasia-42"}"#.to_owned();
    let header = [("x-request-id", "till-3.17".to_owned())];
    let login = "/api/v1/auth/login";
    let reply = http.send(Method::POST, login, &header, Some(body)).await.unwrap();
    assert_eq!(reply.refused(401).0, "AUTHENTICATION_FAILED");

    let pid = i32::try_from(serve.id().unwrap()).unwrap();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::SIGTERM).unwrap();
    let mut said = String::new();
    serve.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
    assert!(serve.wait().await.unwrap().success(), "a polite stop is no failure");
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

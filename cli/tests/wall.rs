//! The binary behind its wall: what it does not start with, and what it does not grow by.
#![allow(clippy::unwrap_used)] // tests

use std::collections::BTreeMap;
use std::process::{Output, Stdio};

use test_shop::{Http, TestDatabase};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;

fn production() -> BTreeMap<String, String> {
    let set = [
        ("APP_ENV", "production"),
        ("DB_HOST", "127.0.0.1"),
        ("DB_PORT", "1"),
        ("DB_USER", "api"),
        ("DB_PASSWORD", "Xy7#mQ9vLp2wRt4z"),
        ("JWT_SECRET", "q8Zt2mVx0LrYw7NcB4KsJ9HdFgP1uEaT"),
        ("HASH_SECRET", "v7Rk2mQx0LpYw9NcB4TsJ1HdFgZ3uEaK"),
        ("PERSONAL_DATA_KEY", "m3Vb8nKq5TzXw1RcY6PsL9JdGhF2uEoA"),
    ];
    set.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

async fn kharisma(arguments: &[&str], variables: &BTreeMap<String, String>) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
    command.args(arguments).env_clear().envs(variables).current_dir(std::env::temp_dir());
    let Output { status, stdout, stderr } = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    (status.code().unwrap(), said)
}

#[tokio::test]
async fn what_config_check_refuses_serve_does_not_start_with() {
    let good = production();
    let (code, said) = kharisma(&["config", "check"], &good).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing to object") && said.contains("DB_USER = api"), "{said}");
    for (name, value) in &good {
        let is_secret = ["_SECRET", "_PASSWORD", "_KEY"].iter().any(|end| name.ends_with(end));
        assert!(!is_secret || !said.contains(value.as_str()), "{said}");
    }
    for (name, value) in [
        ("JWT_SECRET", ""),
        ("JWT_SECRET", "geheim"),
        ("HASH_SECRET", "change-me-change-me-change-me-change-me"),
        ("DB_PASSWORD", "api"),
        ("CORS_ORIGINS", "*"),
    ] {
        let mut weak = good.clone();
        weak.insert(name.to_owned(), value.to_owned());
        for arguments in [["config", "check"].as_slice(), &["serve", "--port", "0"]] {
            let (code, said) = kharisma(arguments, &weak).await;
            assert_eq!(code, 1, "{arguments:?} {name}={value}: {said}");
            assert!(said.contains(&format!("kharisma: {name}")), "{said}");
        }
        if name != "CORS_ORIGINS" && !value.is_empty() {
            weak.insert("APP_ENV".to_owned(), "development".to_owned());
            let (code, said) = kharisma(&["config", "check"], &weak).await;
            assert_eq!(code, 0, "{said}");
            assert!(said.contains("with APP_ENV=production it is refused"), "{said}");
        }
    }
    assert_eq!(kharisma(&["config", "guess"], &good).await.0, 2);
}

/// What a process holds in memory, in KB.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_dawdle_cost_next_to_nothing() {
    let database = TestDatabase::create().await;
    let mut serve = Command::new(env!("CARGO_BIN_EXE_kharisma"))
        .args(["serve", "--port", "0"])
        .envs(&database.variables)
        .env("LOG_LEVEL", "error")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serve.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let url = line.trim().strip_prefix("serving on ").unwrap();
    let http = Http::new(url);
    assert_eq!(http.get("/health/live").await.status, 200);
    let before = memory(serve.id().unwrap());
    let mut dawdling = Vec::new();
    for n in 0..400 {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
        let said = if n % 2 == 0 {
            "GET /api/v1/orders HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned()
        } else {
            let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000";
            format!("{head}\r\n\r\n{}", "x".repeat(1_000))
        };
        stream.write_all(said.as_bytes()).await.unwrap();
        dawdling.push(stream);
    }
    assert_eq!(http.get("/health/live").await.status, 200);
    let grown = memory(serve.id().unwrap()).saturating_sub(before);
    assert!(grown < 40_000, "{grown} KB for 400 connections that say nothing");
}

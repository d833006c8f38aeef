//! `kharisma users` as an operator meets it.
#![allow(clippy::unwrap_used)] // tests

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

use api::{Metrics, Till};
use chrono::Utc;
use commands::demo;
use domain::user::{Role, User};
use infra::credentials::{Credentials, Secret, SignIn, SignedIn};
use infra::keyed_hash::KeyedHash;
use infra::redis::Redis;
use nix::pty::openpty;
use projections::runtime::{ALL, Pace, Projection};
use projections::users::Users;
use projections::{ReadDb, Workers};
use serde_json::{Value, json};
use sqlx::Executor;
use test_shop::TestDatabase;

const PASSWORD: &str = "Ayam goreng 7 potong!";

fn command(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
    command.arg("users").args(arguments).envs(&database.variables);
    command.env_remove("LOG_LEVEL").env_remove("LOG_FORMAT");
    command
}

fn create_admin(database: &TestDatabase, username: &str) -> Command {
    let email = format!("{username}@kharisma.example");
    let who = ["--username", username, "--full-name", "Ibu Kharisma", "--email", &email];
    command(database, &[&["create-admin"][..], &who].concat())
}

/// Runs it with what comes in.
fn told(mut command: Command, input: &str) -> (i32, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    said(&child.wait_with_output().unwrap())
}

fn said(output: &Output) -> (i32, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

/// What it prints, beside what it logs.
fn printed(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The login that this name and password are of.
async fn signs_in(database: &TestDatabase, username: &str, password: &str) -> Option<i64> {
    let (pool, hash) =
        (database.config.primary.pool(1), KeyedHash::new(&database.config.hash_secret));
    let credentials = Credentials::open(pool, hash, database.config.access).await.unwrap();
    let secret = Secret::Password(password.to_owned());
    let asked = SignIn { username, secret, address: None };
    let outcome = credentials.sign_in(asked, Utc::now()).await.unwrap();
    if let SignedIn::As { user, must_change: false, .. } = outcome {
        Some(user.get())
    } else {
        None
    }
}

async fn till(database: &TestDatabase) -> Till {
    let redis = Redis::open(&database.config.redis_url).unwrap();
    Till::open(&database.config, redis, Metrics::start().unwrap()).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_of_an_empty_shop_is_made_by_the_operator() {
    let database = TestDatabase::create().await;
    for (weak, why) in [
        ("Rahasia1!\n", "must have 12 to 128 characters"),
        ("ayam goreng 7 potong!\n", "must hold a small letter, a capital letter"),
        ("Ibu-Kharisma-7!\n", "may not hold the username"),
        ("", "standard input holds no password"),
    ] {
        let (code, said) = told(create_admin(&database, "ibu"), weak);
        assert!(code == 1 && said.contains(why), "{code} {said}");
    }
    let (code, said) = told(create_admin(&database, "ibu"), &format!("{PASSWORD}\n"));
    assert!(code == 0 && said.contains("ibu is an administrator"), "{said}");
    let id = signs_in(&database, "ibu", PASSWORD).await.unwrap();
    let user = till(&database).await.desk().log.load::<User>(id).await.unwrap();
    let login = user.state.login().unwrap();
    assert_eq!((login.role, login.active, login.must_change_password), (Role::Admin, true, false));

    let (code, said) = told(create_admin(&database, "IBU"), "Another-1-of-them\n");
    assert!(code == 1 && said.contains("username is taken"), "{said}");
    assert_eq!(signs_in(&database, "ibu", PASSWORD).await, Some(id), "nothing was changed");

    // As if it had been killed before the password was kept.
    database.admin().await.execute("DELETE FROM credentials").await.unwrap();
    let (code, said) = told(create_admin(&database, "ibu"), "Another-1-of-them");
    assert!(code == 0, "{said}");
    assert_eq!(signs_in(&database, "ibu", "Another-1-of-them").await, Some(id));
    let (code, said) = told(create_admin(&database, "i"), "");
    assert!(code == 2 && said.contains("3 to 50"), "{said}");
}

/// What a terminal shows while somebody types that.
fn typed(database: &TestDatabase, first: &str, second: &str) -> (i32, String) {
    let terminal = openpty(None, None).unwrap();
    let mut command = create_admin(database, "ibu");
    let child = command
        .stdin(terminal.slave.try_clone().unwrap())
        .stderr(terminal.slave.try_clone().unwrap())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(command); // it holds the terminal open
    drop(terminal.slave);
    let mut master = File::from(terminal.master);
    let mut shown = Vec::new();
    for (prompt, answer) in [("Password: ", first), ("again: ", second)] {
        while !String::from_utf8_lossy(&shown).ends_with(prompt) {
            let mut byte = [0];
            master.read_exact(&mut byte).unwrap();
            shown.push(byte[0]);
        }
        master.write_all(format!("{answer}\n").as_bytes()).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let mut rest = [0; 4096];
    while let Ok(length @ 1..) = master.read(&mut rest) {
        shown.extend(&rest[..length]);
    }
    let (code, out) = said(&output);
    (code, String::from_utf8(shown).unwrap() + &out)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_typed_twice_and_not_seen() {
    let database = TestDatabase::create().await;
    let (code, shown) = typed(&database, PASSWORD, "Ayam goreng 8 potong!");
    assert!(code == 1 && shown.contains("the two differ"), "{code} {shown}");
    let (code, shown) = typed(&database, PASSWORD, PASSWORD);
    assert!(code == 0 && shown.contains("ibu is an administrator"), "{code} {shown}");
    assert!(!shown.contains("Ayam"), "{shown}");
    assert!(signs_in(&database, "ibu", PASSWORD).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_and_permissions_are_listed() {
    let database = TestDatabase::create().await;
    let till = till(&database).await;
    demo::open_shop(till.desk(), Utc::now()).await.unwrap();
    let redis = Redis::open(&database.config.redis_url).unwrap();
    let pace = Pace::default();
    let _workers = Workers::start_with(&database.config, redis, pace, &ALL).await.unwrap();
    let position = till.desk().log.load::<User>(5).await.unwrap().position;
    let seen = ReadDb::open(&database.config.read, 1, database.config.personal_keys())
        .snapshot(Users::NAME, Some(position))
        .await
        .unwrap()
        .position;
    assert!(seen >= position, "{seen} of {position}");
    let listed = printed(command(&database, &["list", "--json"]));
    let logins: Value = serde_json::from_str(&listed).unwrap();
    let names: Vec<&str> =
        logins.as_array().unwrap().iter().map(|one| one["username"].as_str().unwrap()).collect();
    assert_eq!(names, ["admin", "ahmad", "kasir", "manajer", "tamu"]);
    assert_eq!(logins[1]["employeeId"], 1);
    let plain = printed(command(&database, &["list"]));
    assert!(plain.contains("kasir") && plain.contains("cashier"), "{plain}");

    let json = printed(command(&database, &["permissions", "--json"]));
    let table: Vec<Value> = serde_json::from_str(&json).unwrap();
    let gone = table.iter().find(|line| line["permission"] == "users.delete").unwrap();
    assert_eq!(gone["roles"], json!(["admin"]));
    let page = printed(command(&database, &["permissions"]));
    assert!(page.contains("| `users.delete` | ✔ | – | – | – | – |"), "{page}");
}

//! Passwords being chosen, replaced and given out for a day.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use commands::demo;
use infra::access::AccessConfig;
use infra::credentials::{Credentials, Secret, SignIn, SignedIn};
use infra::keyed_hash::KeyedHash;
use serde_json::json;
use sqlx::{MySqlPool, Row};
use test_shop::{Http, Reply};

use crate::counter::forbidden;
use crate::sessions::{signed_in, signed_out};
use crate::shop::{PASSWORD, Shop};

const ME: &str = "/api/v1/auth/me";
const KASIR: i64 = 3;

async fn log_in(shop: &Shop, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    shop.stranger().post("/api/v1/auth/login", body).await
}

async fn replace(who: &Http, current: &str, new: &str) -> Reply {
    let body = json!({"currentPassword": current, "newPassword": new});
    who.patch(&format!("/api/v1/users/{KASIR}/password"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_password_is_good_for_nothing_but_replacing_it() {
    let shop = Shop::open().await;
    let (id, until) = (demo::login_id("kasir").unwrap(), Utc::now() + Duration::hours(24));
    let given = "Sementara-saja-1!";
    shop.credentials().await.set_temporary(id, "kasir", given, until).await.unwrap();
    let login = log_in(&shop, "kasir", given).await.expect(200);
    assert_eq!(login["mustChangePassword"], true);
    let kasir = shop.stranger().with_token(login["accessToken"].as_str().unwrap());
    for reply in [
        kasir.get("/api/v1/customers").await,
        kasir.get(&format!("/api/v1/users/{KASIR}")).await,
        kasir.get("/api/v1/stream").await,
        kasir.post("/api/v1/car-wash/orders", json!({})).await,
    ] {
        assert_eq!(reply.refused(403).1, "PASSWORD_CHANGE_REQUIRED", "{}", reply.text);
    }
    kasir.get(ME).await.expect(200);
    assert_eq!(replace(&kasir, given, given).await.refused(422).1, "PASSWORD_USED_BEFORE");
    assert_eq!(replace(&kasir, given, "Milik-sendiri-2?").await.status, 204);
    kasir.get("/api/v1/customers").await.expect(200);
    assert_eq!(log_in(&shop, "kasir", given).await.refused(401).0, "AUTHENTICATION_FAILED");
    let login = log_in(&shop, "kasir", "Milik-sendiri-2?").await.expect(200);
    assert_eq!(login["mustChangePassword"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_password_that_is_too_old_opens_nothing() {
    let shop = Shop::open().await;
    let (id, given) = (demo::login_id("kasir").unwrap(), "Sementara-saja-1!");
    let credentials = shop.credentials().await;
    credentials.set_temporary(id, "kasir", given, Utc::now()).await.unwrap();
    let late = log_in(&shop, "kasir", given).await.refused(401);
    assert_eq!(late, ("AUTHENTICATION_FAILED".into(), "PASSWORD_EXPIRED".into()));
    let wrong = log_in(&shop, "kasir", PASSWORD).await.refused(401);
    assert_eq!(
        wrong,
        ("AUTHENTICATION_FAILED".into(), String::new()),
        "only who has it learns that"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_every_other_session() {
    let shop = Shop::open().await;
    let (_, here) = signed_in(&shop, "kasir").await;
    let (_, there) = signed_in(&shop, "kasir").await;
    let other = shop.another().await;
    there.at(&other).get(ME).await.expect(200);
    let wrong = replace(&here, "salah", "Kata-sandi-baru-2!").await;
    assert_eq!(wrong.refused(401), ("AUTHENTICATION_FAILED".into(), "INVALID_CREDENTIALS".into()));
    there.at(&other).get(ME).await.expect(200);
    assert_eq!(replace(&here, PASSWORD, "Kata-sandi-baru-2!").await.status, 204);
    for at in [&shop.url, &other] {
        signed_out(&there.at(at).get(ME).await);
        here.at(at).get(ME).await.expect(200);
    }
    assert_eq!(log_in(&shop, "kasir", PASSWORD).await.status, 401);
    log_in(&shop, "kasir", "Kata-sandi-baru-2!").await.expect(200);
    for who in ["ahmad", "admin"] {
        forbidden(&replace(&shop.staff(who).await, PASSWORD, "Kata-sandi-lain-3!").await);
    }
    signed_out(&replace(&shop.stranger(), PASSWORD, "Kata-sandi-lain-3!").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_the_last_five_passwords_comes_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let new = |n: u8| format!("Kata-sandi-ke-{n}!");
    let mut current = PASSWORD.to_owned();
    for n in 1..=5 {
        assert_eq!(replace(&kasir, &current, &new(n)).await.status, 204);
        current = new(n);
    }
    for n in 1..=5 {
        let again = replace(&kasir, &current, &new(n)).await;
        let refused = ("BUSINESS_RULE_VIOLATION".into(), "PASSWORD_USED_BEFORE".into());
        assert_eq!(again.refused(422), refused, "{n}");
    }
    assert_eq!(replace(&kasir, &current, PASSWORD).await.status, 204, "the sixth may");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_password_is_refused_with_what_would_be_right() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for (new, code) in [
        ("OldPass123!", "INVALID_LENGTH"),
        ("secure_password_123", "INVALID_FORMAT"),
        ("Kasir-di-depan-1", "INVALID_FORMAT"),
        ("Password1234!", "INVALID_FORMAT"),
    ] {
        let reply = replace(&kasir, PASSWORD, new).await;
        assert_eq!(reply.refused(400), ("VALIDATION_ERROR".into(), code.into()), "{new}");
        assert_eq!(reply.body["error"]["details"][0]["field"], "newPassword");
    }
    let path = format!("/api/v1/users/{KASIR}/password");
    let nothing = kasir.patch(&path, json!({})).await;
    assert_eq!(crate::shop::wrong_fields(&nothing), ["currentPassword", "newPassword"]);
}

fn try_as<'a>(username: &'a str, password: &str) -> SignIn<'a> {
    SignIn { username, secret: Secret::Password(password.to_owned()), address: None }
}

/// What a connection has been asked so far, by kind of statement.
async fn asked(pool: &MySqlPool) -> BTreeMap<String, i64> {
    let sql = "SELECT VARIABLE_NAME, CAST(VARIABLE_VALUE AS SIGNED) \
               FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME REGEXP \
               '^COM_(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|ROLLBACK|STMT_EXECUTE)$'";
    let rows = sqlx::query(sql).fetch_all(pool).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_costs_the_same_work_as_a_known_one() {
    let shop = Shop::open().await;
    let config = &shop.database.config;
    // One connection, so that it can be asked what it was asked.
    let (pool, hash) = (config.primary.pool(1), KeyedHash::new(&config.hash_secret));
    let credentials = Credentials::open(pool.clone(), hash, config.access).await.unwrap();
    let mut work = Vec::new();
    for username in ["kasir", "manajer", "nobody", "kas\u{ed}r", "", "x' OR 1=1", "KASIR"] {
        let (before, hashes) = (asked(&pool).await, credentials.hashes_computed());
        let outcome = credentials.sign_in(try_as(username, "wrong"), Utc::now()).await.unwrap();
        assert_eq!(outcome, SignedIn::Wrong, "{username}");
        let mut statements = asked(&pool).await;
        for (kind, times) in &mut statements {
            *times -= before[kind];
        }
        work.push((username, credentials.hashes_computed() - hashes, statements));
    }
    let (_, _, of_kasir) = &work[0];
    assert!(of_kasir["COM_SELECT"] > 3 && of_kasir["COM_UPDATE"] > 0, "{of_kasir:?}");
    for (username, hashes, statements) in &work {
        assert_eq!((*hashes, statements), (1, of_kasir), "{username}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_an_admin_gave_is_good_for_a_day() {
    let shop = Shop::open().await;
    let path = format!("/api/v1/users/{KASIR}/password");
    let give = async || {
        let given = shop.admin().await.post(&path, json!({})).await.expect(200);
        let until = given["temporaryPasswordUntil"].as_str().unwrap();
        let until: DateTime<Utc> = until.parse().unwrap();
        (given["temporaryPassword"].as_str().unwrap().to_owned(), until)
    };
    let (password, until) = give().await;
    let day = until - Utc::now();
    assert!(day > Duration::hours(23) && day <= Duration::hours(24), "{day}");
    let credentials = shop.credentials().await;
    let at = async |now| credentials.sign_in(try_as("kasir", &password), now).await.unwrap();
    let last_moment = at(until - Duration::seconds(1)).await;
    assert!(matches!(last_moment, SignedIn::As { must_change: true, .. }), "{last_moment:?}");
    assert_eq!(at(until).await, SignedIn::Expired);

    // Over HTTP, a day later: whoever signed in before may not even replace it.
    let kasir = shop.stranger().sign_in("kasir", &password).await;
    let sql = "UPDATE credentials SET temporary_until = temporary_until - INTERVAL 24 HOUR \
               WHERE username = 'kasir'";
    sqlx::query(sql).execute(&mut shop.database.admin().await).await.unwrap();
    let late = log_in(&shop, "kasir", &password).await.refused(401);
    assert_eq!(late, ("AUTHENTICATION_FAILED".into(), "PASSWORD_EXPIRED".into()));
    let late = replace(&kasir, &password, "Milik-sendiri-2?").await;
    assert_eq!(late.refused(401), ("AUTHENTICATION_FAILED".into(), "INVALID_CREDENTIALS".into()));
    // Another is good again.
    let (password, _) = give().await;
    let kasir = shop.stranger().sign_in("kasir", &password).await;
    assert_eq!(replace(&kasir, &password, "Milik-sendiri-2?").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_of_yesterdays_cost_is_hashed_anew_when_it_is_used() {
    let shop = Shop::open().await;
    let config = &shop.database.config;
    let mut access: AccessConfig = config.access;
    access.passwords.memory_kib = 64;
    let hash = KeyedHash::new(&config.hash_secret);
    let dearer = Credentials::open(config.primary.pool(2), hash, access).await.unwrap();
    let kept = async || {
        let sql = "SELECT password_hash FROM credentials WHERE username = 'kasir'";
        let mut admin = shop.database.admin().await;
        let (hash,): (String,) = sqlx::query_as(sql).fetch_one(&mut admin).await.unwrap();
        hash
    };
    assert!(kept().await.contains("m=32,t=1"));
    assert_eq!(
        dearer.sign_in(try_as("kasir", "wrong"), Utc::now()).await.unwrap(),
        SignedIn::Wrong
    );
    assert!(kept().await.contains("m=32,t=1"), "only the right one can be hashed anew");
    let signed_in = dearer.sign_in(try_as("kasir", PASSWORD), Utc::now()).await.unwrap();
    assert!(matches!(signed_in, SignedIn::As { must_change: false, .. }));
    assert!(kept().await.contains("m=64,t=1"));
    log_in(&shop, "kasir", PASSWORD).await.expect(200);
}

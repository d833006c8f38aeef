//! Logins that come, change and go; what they may do counts from their next request on.

use axum::http::Method;
use serde_json::{Value, json};
use sqlx::Row;
use test_shop::{Http, Reply};

use crate::counter::{forbidden, put, say};
use crate::shop::{PASSWORD, Shop, delete, wrong_fields};

const USERS: &str = "/api/v1/users";
const ADMIN: i64 = 1;
const MANAJER: i64 = 2;
const KASIR: i64 = 3;
const CHOSEN: &str = "Sate ayam 12 tusuk!";

fn user(id: i64, below: &str) -> String {
    format!("{USERS}/{id}{below}")
}

fn rina() -> Value {
    json!({"username": "rina", "fullName": "Rina", "email": "rina@kharisma.example",
        "role": "cashier"})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

async fn sign_in(shop: &Shop, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    shop.stranger().post("/api/v1/auth/login", body).await
}

/// Whether somebody gets through with their token, in both processes; else with which code not.
async fn tries(who: &Http, processes: &[&str]) -> Vec<String> {
    let mut codes = Vec::new();
    for url in processes {
        let who = who.at(url);
        let customer = json!({"name": "Dedi", "phone": format!("0812-3456-{:04}", url.len())});
        for reply in [who.get("/api/v1/queue").await, who.post("/api/v1/customers", customer).await]
        {
            let through = reply.status < 300 || reply.status == 409;
            let error = &reply.body["error"];
            let finer = error["details"][0]["code"].as_str();
            let code = || finer.or(error["code"].as_str()).unwrap().to_owned();
            codes.push(if through { "through".to_owned() } else { code() });
        }
    }
    codes.dedup();
    codes
}

/// Somebody chooses their own password.
async fn choose(who: &Http, id: i64, current: &str) {
    let own = json!({"currentPassword": current, "newPassword": CHOSEN});
    who.patch(&user(id, "/password"), own).await.expect(204);
}

/// The code of a refusal, and the field it is about.
#[track_caller]
fn field(reply: &Reply, status: u16) -> (String, String) {
    let (_, code) = reply.refused(status);
    (code, reply.body["error"]["details"][0]["field"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_gets_a_login_and_a_password_that_is_shown_once() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let reply = say(&admin, Method::POST, USERS, &[("idempotency-key", "rina")], &rina()).await;
    let (position, etag) = (reply.position(), reply.headers["etag"].clone());
    let given = reply.expect(201);
    assert_eq!(etag, format!("\"{}\"", given["version"]));
    let password = given["temporaryPassword"].as_str().unwrap();
    assert_eq!(password.len(), 16);
    assert!(given["temporaryPasswordUntil"].as_str() > given["createdAt"].as_str());
    assert_eq!((&given["isActive"], &given["mustChangePassword"]), (&json!(true), &json!(true)));
    let seen = admin.get_at(&user(given["id"].as_i64().unwrap(), ""), position).await.expect(200);
    let mut expected = given.clone();
    for secret in ["temporaryPassword", "temporaryPasswordUntil"] {
        expected.as_object_mut().unwrap().remove(secret).unwrap();
    }
    assert_eq!(seen, expected, "the read model says the same, without the password");

    // A reply with a secret is never given twice: the second is another command.
    let again = say(&admin, Method::POST, USERS, &[("idempotency-key", "rina")], &rina()).await;
    assert_eq!(field(&again, 409), ("DUPLICATE_ENTRY".into(), "username".into()));
    let sql = "SELECT COUNT(*) FROM events WHERE CONCAT(payload, metadata) LIKE ?";
    let told = sqlx::query(sql).bind(format!("%{password}%"));
    let told: i64 = told.fetch_one(&mut shop.database.admin().await).await.unwrap().get(0);
    assert_eq!(told, 0, "no event holds it");

    let rina = shop.stranger().sign_in("rina", password).await;
    assert_eq!(rina.get("/api/v1/auth/me").await.expect(200)["username"], "rina");
    assert_eq!(tries(&rina, &[&shop.url]).await, ["PASSWORD_CHANGE_REQUIRED"]);
    choose(&rina, given["id"].as_i64().unwrap(), password).await;
    assert_eq!(tries(&rina, &[&shop.url]).await, ["through"]);
    shop.stranger().sign_in("rina", CHOSEN).await.get("/api/v1/queue").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_replaces_the_one_before() {
    let shop = Shop::open().await;
    let (admin, kasir) = (shop.admin().await, shop.kasir().await);
    let given = admin.post(&user(KASIR, "/password"), json!({})).await.expect(200);
    assert_eq!(tries(&kasir, &[&shop.url]).await, ["UNAUTHORIZED"], "signed out");
    assert_eq!(sign_in(&shop, "kasir", PASSWORD).await.refused(401).0, "AUTHENTICATION_FAILED");
    let password = given["temporaryPassword"].as_str().unwrap();
    sign_in(&shop, "kasir", password).await.expect(200);
    forbidden(&admin.post(&user(ADMIN, "/password"), json!({})).await);
    assert_eq!(tries(&admin, &[&shop.url]).await, ["through"], "one's own is not reset");
    delete(&admin, &user(KASIR, ""), json!({})).await.expect(204);
    let gone = admin.post(&user(KASIR, "/password"), json!({})).await;
    assert_eq!(gone.refused(422).1, "INVALID_STATE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_counts_from_the_next_request_on_in_every_process() {
    let shop = Shop::open().await;
    let (admin, kasir, other) = (shop.admin().await, shop.kasir().await, shop.another().await);
    let processes = [shop.url.as_str(), other.as_str()];
    assert_eq!(tries(&kasir, &processes).await, ["through"]);
    let demoted = admin.patch(&user(KASIR, ""), json!({"role": "viewer"})).await.expect(200);
    assert_eq!((&demoted["role"], &demoted["version"]), (&json!("viewer"), &json!(2)));
    assert_eq!(tries(&kasir, &processes).await, ["INSUFFICIENT_PERMISSIONS"]);
    let promoted = put(&admin, &user(KASIR, ""), json!({"role": "MANAGER"})).await;
    let position = promoted.position();
    promoted.expect(200);
    assert_eq!(tries(&kasir, &processes).await, ["through"]);
    kasir.at(&other).get_at(USERS, position).await.expect(200);
    assert_eq!(kasir.get("/api/v1/auth/me").await.expect(200)["role"], "manager");

    let path = format!("/api/v1/audit-log?filter[entityType]=user&filter[entityId]={KASIR}");
    let trail = admin.get_at(&path, position).await.expect(200);
    let line = &trail[0];
    assert_eq!(
        (&line["action"], &line["user"]["username"]),
        (&json!("UserRoleChanged"), &json!("admin"))
    );
    let changes = json!([{"field": "role", "old": "viewer", "new": "manager"}]);
    assert_eq!(line["changes"], changes, "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_login_is_refused_at_once_and_must_change_its_password_when_it_is_back() {
    let shop = Shop::open().await;
    let (admin, kasir, other) = (shop.admin().await, shop.kasir().await, shop.another().await);
    let processes = [shop.url.as_str(), other.as_str()];
    assert_eq!(tries(&kasir, &processes).await, ["through"]);
    let stale = [("if-match", "\"7\"")];
    let path = user(KASIR, "/deactivate");
    let reply = say(&admin, Method::PATCH, &path, &stale, &json!({})).await;
    assert_eq!(reply.refused(409).0, "CONFLICT");
    let gone = admin.patch(&path, json!({})).await;
    let position = gone.position();
    assert_eq!(gone.expect(200)["isActive"], false);
    assert_eq!(tries(&kasir, &processes).await, ["UNAUTHORIZED"], "signed out");
    // As if that could not have been done: the login itself is refused.
    let sql = "UPDATE sessions SET ended_at = NULL WHERE user_id = 3";
    sqlx::query(sql).execute(&mut shop.database.admin().await).await.unwrap();
    assert_eq!(tries(&kasir, &processes).await, ["ACCOUNT_DEACTIVATED"]);
    for path in ["/api/v1/auth/me", "/api/v1/stream", &user(KASIR, "")] {
        assert_eq!(kasir.get(path).await.refused(401).0, "ACCOUNT_DEACTIVATED", "{path}");
    }
    let pin = json!({"pin": "471105", "currentPassword": PASSWORD});
    let pin = put(&kasir, "/api/v1/users/me/pin", pin).await;
    assert_eq!(pin.refused(401).0, "ACCOUNT_DEACTIVATED");
    assert_eq!(sign_in(&shop, "kasir", PASSWORD).await.refused(401).0, "ACCOUNT_DEACTIVATED");
    assert_eq!(sign_in(&shop, "kasir", "wrong").await.refused(401).0, "AUTHENTICATION_FAILED");
    let inactive = format!("{USERS}?filter[isActive]=false");
    assert_eq!(admin.get_at(&inactive, position).await.expect(200)[0]["username"], "kasir");

    assert_eq!(admin.patch(&path, json!({})).await.refused(422).1, "INVALID_STATE");
    assert_eq!(delete(&admin, &user(KASIR, ""), json!({})).await.refused(422).1, "INVALID_STATE");
    let unlocked = admin.patch(&user(KASIR, "/unlock"), json!({})).await;
    assert_eq!(unlocked.refused(422).1, "INVALID_STATE");
    let taken = with(rina(), "username", json!("KASIR"));
    assert_eq!(field(&admin.post(USERS, taken).await, 409).1, "username", "it keeps its name");

    let back = admin.patch(&user(KASIR, "/reactivate"), json!({})).await.expect(200);
    assert_eq!((&back["isActive"], &back["mustChangePassword"]), (&json!(true), &json!(true)));
    assert_eq!(tries(&kasir, &processes).await, ["UNAUTHORIZED"]);
    let kasir = shop.stranger().sign_in("kasir", PASSWORD).await;
    assert_eq!(tries(&kasir, &processes).await, ["PASSWORD_CHANGE_REQUIRED"]);
    choose(&kasir, KASIR, PASSWORD).await;
    assert_eq!(tries(&kasir, &processes).await, ["through"]);
    let twice = admin.patch(&user(KASIR, "/activate"), json!({})).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_always_remains() {
    let shop = Shop::open().await;
    let (admin, manajer) = (shop.admin().await, shop.manajer().await);
    for _ in 0..2 {
        forbidden(&admin.patch(&user(ADMIN, ""), json!({"role": "manager"})).await);
        forbidden(&admin.patch(&user(ADMIN, "/deactivate"), json!({})).await);
        forbidden(&delete(&admin, &user(ADMIN, ""), json!({})).await);
        // Not even where there is another.
        admin.patch(&user(MANAJER, ""), json!({"role": "admin"})).await.expect(200);
    }
    let same = json!({"role": "admin", "fullName": "Ibu Kharisma Abadi"});
    let renamed = admin.patch(&user(ADMIN, ""), same).await.expect(200);
    assert_eq!(renamed["fullName"], "Ibu Kharisma Abadi", "of themselves they change the rest");
    manajer.patch(&user(ADMIN, ""), json!({"role": "viewer"})).await.expect(200);
    forbidden(&admin.patch(&user(MANAJER, ""), json!({"role": "viewer"})).await);
    forbidden(&admin.patch(&user(MANAJER, "/deactivate"), json!({})).await);
    forbidden(&delete(&manajer, &user(MANAJER, ""), json!({})).await);
    manajer.patch(&user(ADMIN, ""), json!({"role": "admin"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_addresses_and_workers_are_one_logins_only() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    for (name, value) in [
        ("username", json!("KASIR")),
        ("email", json!("Kasir@Kharisma.Example")),
        ("employeeId", json!(1)),
    ] {
        let taken = admin.post(USERS, with(rina(), name, value.clone())).await;
        assert_eq!(field(&taken, 409), ("DUPLICATE_ENTRY".into(), name.into()));
        if name != "username" {
            let taken = admin.patch(&user(KASIR, ""), json!({name: value})).await;
            let own = name == "email"; // in other letters it is still theirs
            assert_eq!(taken.status, if own { 200 } else { 409 }, "{}", taken.text);
        }
    }
    let rina = admin.post(USERS, rina()).await.expect(201);
    let taken = json!({"email": "RINA@kharisma.example", "fullName": "Siti Aminah"});
    let reply = admin.patch(&user(KASIR, ""), taken).await;
    assert_eq!(field(&reply, 409), ("DUPLICATE_ENTRY".into(), "email".into()));
    let moved = json!({"email": "r@kharisma.example"});
    let rina = user(rina["id"].as_i64().unwrap(), "");
    admin.patch(&rina, moved).await.expect(200);
    let free =
        json!({"email": "rina@kharisma.example", "fullName": "Siti Aminah", "employeeId": 3});
    let reply = admin.patch(&user(KASIR, ""), free).await;
    let position = reply.position();
    let kasir = reply.expect(200);
    assert_eq!(kasir["fullName"], "Siti Aminah", "and nothing of the refused one");
    let seen = admin.get_at(&user(KASIR, ""), position).await.expect(200);
    for field in ["fullName", "email", "employeeId", "version", "updatedAt"] {
        assert_eq!(seen[field], kasir[field], "{field}");
    }
    let same = admin.patch(&user(KASIR, ""), json!({"employeeId": 3})).await.expect(200);
    assert_eq!(same["version"], kasir["version"], "what stays as it is changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_is_named() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let nothing = admin.post(USERS, json!({})).await;
    assert_eq!(wrong_fields(&nothing), ["username", "fullName", "email", "role"]);
    let long = "x".repeat(101);
    for (name, bad) in [
        ("username", json!("ab")),
        ("username", json!("john doe")),
        ("username", json!("x".repeat(51))),
        ("username", json!(7)),
        ("fullName", json!("  ")),
        ("fullName", json!(long)),
        ("fullName", json!("Ri\u{0}na")),
        ("email", json!("rina")),
        ("email", json!(format!("{long}@kharisma.example"))),
        ("role", json!("owner")),
        ("role", json!(["admin"])),
        ("employeeId", json!(0)),
        ("employeeId", json!("1")),
        ("password", json!("Kata-sandi-uji-1!")),
    ] {
        let reply = admin.post(USERS, with(rina(), name, bad.clone())).await;
        assert_eq!(wrong_fields(&reply), [name], "{bad}");
        let reply = admin.patch(&user(KASIR, ""), json!({name: bad})).await;
        assert_eq!(wrong_fields(&reply), [name], "{bad}");
    }
    let fixed = admin.patch(&user(KASIR, ""), json!({"username": "siti"})).await;
    assert_eq!(wrong_fields(&fixed), ["username"], "it never changes");
    for (employee, code) in [(99, "NOT_FOUND"), (2, "INVALID_STATE")] {
        let gone = "/api/v1/employees/2/deactivate";
        shop.manajer().await.patch(gone, json!({})).await;
        let new = with(rina(), "employeeId", json!(employee));
        assert_eq!(field(&admin.post(USERS, new).await, 422), (code.into(), "employeeId".into()));
        let linked = admin.patch(&user(KASIR, ""), json!({"employeeId": employee})).await;
        assert_eq!(field(&linked, 422), (code.into(), "employeeId".into()));
    }
    for below in ["/deactivate", "/reactivate", "/activate", "/unlock"] {
        let verb = admin.patch(&user(KASIR, below), json!({"why": 1})).await;
        assert_eq!(wrong_fields(&verb), ["why"]);
        assert_eq!(admin.patch(&user(99, below), json!({})).await.refused(404).0, "NOT_FOUND");
        assert_eq!(wrong_fields(&admin.patch(&user(0, below), json!({})).await), ["id"]);
    }
    let nobody = admin.patch(&user(99, ""), json!({})).await;
    assert_eq!(nobody.refused(404).0, "NOT_FOUND");
    assert_eq!(admin.post(&user(99, "/password"), json!({})).await.refused(404).0, "NOT_FOUND");
    assert_eq!(delete(&admin, &user(99, ""), json!({})).await.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_look_after_logins() {
    let shop = Shop::open().await;
    for username in ["manajer", "kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        forbidden(&staff.post(USERS, json!({"what": "ever"})).await);
        for below in ["", "/deactivate", "/reactivate", "/activate", "/unlock"] {
            forbidden(&staff.patch(&user(5, below), json!({})).await);
        }
        forbidden(&put(&staff, &user(5, ""), json!({})).await);
        forbidden(&staff.post(&user(5, "/password"), json!({})).await);
        forbidden(&delete(&staff, &user(5, ""), json!({})).await);
    }
    assert_eq!(shop.stranger().post(USERS, rina()).await.refused(401).0, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_unlocks_a_name_that_was_guessed_at() {
    let shop = Shop::open().await;
    let (admin, kasir) = (shop.admin().await, shop.kasir().await);
    let pin = |password: &str| json!({"pin": "471105", "currentPassword": password});
    let set = |password: &'static str| put(&kasir, "/api/v1/users/me/pin", pin(password));
    for _ in 0..5 {
        assert!(set("wrong").await.status >= 400);
    }
    assert!(set(PASSWORD).await.status >= 400, "five wrong ones lock it");
    let unlocked = admin.patch(&user(KASIR, "/unlock"), json!({})).await.expect(200);
    assert_eq!(unlocked["version"], 2);
    set(PASSWORD).await.expect(204);
}

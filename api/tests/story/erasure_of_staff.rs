//! Workers who left and logins nobody uses any more are forgotten; what they did is not.

use std::collections::BTreeSet;

use axum::http::Method;
use projections::runtime::{ALL, Site, Wanted, rebuild};
use serde_json::{Value, json};
use sqlx::Row;
use test_shop::{Http, Reply};

use crate::counter::{forbidden, put};
use crate::nowhere::{
    found_in_redis, found_on, in_step, nothing_is_left, rebuilt_the_rows_are_the_same,
    the_log_alone_tells_nobody,
};
use crate::shop::{PASSWORD, Shop, path as of_order, wrong_fields};

/// What only that worker is called, and where they are called.
const OF_THE_WORKER: [&str; 4] = ["Sulastri", "sulastri", "Bu Lastri Lama", "0813-4444-123"];
/// What only that login says of whose it is.
const OF_THE_LOGIN: [&str; 3] = ["Ratri Wulandari", "Ratri Lama", "ratri@kharisma.example"];
/// It stands in the metadata of what was done with it, too, and is masked wherever those are shown.
const USERNAME: &str = "ratri.wulan";
const PACKAGES: &str = "/api/v1/car-wash/service-packages";

fn employee(id: &Value, below: &str) -> String {
    format!("/api/v1/employees/{id}{below}")
}

fn user(id: &Value, below: &str) -> String {
    format!("/api/v1/users/{id}{below}")
}

fn order_path(order: &Value) -> String {
    format!("/api/v1/car-wash/orders/{}", order["id"])
}

async fn erase(who: &Http, path: &str) -> Reply {
    who.post(path, json!({"reason": "requested"})).await
}

/// Makes tables anew, so that there are tables of before.
async fn made_anew(site: &Site, name: &str) {
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let definition = ALL.into_iter().find(|definition| definition.name == name).unwrap();
    let wanted = Wanted { compare: false, fresh: true };
    rebuild(site, &site.feed(100), definition, wanted, &|_| (), &stopping).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_who_left_is_found_nowhere_and_what_they_earned_is_still_there() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let new = json!({"name": "Bu Lastri Lama", "phone": "0813-4444-123"});
    let id = manajer.post("/api/v1/employees", new).await.expect(201)["id"].clone();
    manajer.patch(&employee(&id, ""), json!({"name": "Sulastri"})).await.expect(200);
    let wash = json!({"vehicleType": "sedan", "servicePackage": "basic", "licensePlate": "B 1 KH",
        "employeeIds": [id, 1]});
    let mut orders = Vec::new();
    for verb in ["start", "complete"] {
        let order = kasir.post("/api/v1/car-wash/orders", wash.clone()).await.expect(201);
        kasir.patch(&of_order(&order, "start"), json!({})).await.expect(200);
        if verb == "complete" {
            kasir.patch(&of_order(&order, verb), json!({})).await.expect(200);
        }
        orders.push(order);
    }
    let (open, done) = (&orders[0], &orders[1]);
    // Another process that has all of it at hand.
    let elsewhere = kasir.at(&shop.another().await);
    elsewhere.patch(&order_path(open), json!({"notes": "sabun lagi"})).await.expect(200);

    let erase_her = employee(&id, "/erase");
    for who in [&kasir, &manajer] {
        forbidden(&erase(who, &erase_her).await);
        forbidden(&who.get(&employee(&id, "/personal-data")).await);
    }
    assert_eq!(wrong_fields(&admin.post(&erase_her, json!({"reason": "bosan"})).await), ["reason"]);
    assert_eq!(erase(&admin, &employee(&json!(9999), "/erase")).await.status, 404);
    let here = erase(&admin, &erase_her).await;
    assert_eq!(here.refused(422).1, "INVALID_STATE");
    assert!(here.text.contains("still works here"), "{}", here.text);
    manajer.patch(&employee(&id, "/deactivate"), json!({})).await.expect(200);
    let busy = erase(&admin, &erase_her).await;
    busy.refused(422);
    assert!(busy.text.contains("1 order(s)"), "{}", busy.text);
    let completed = kasir.patch(&of_order(open, "complete"), json!({})).await;
    shop.in_step(completed.position()).await;
    let site = Site::open(&shop.database.config).await.unwrap();
    for name in ["orders", "employees"] {
        made_anew(&site, name).await;
    }
    let (primary, replica) = (shop.database.primary_as_admin(), shop.database.read_as_admin());
    let on_replica = found_on(&replica, &shop, &OF_THE_WORKER).await;
    for said in ["_old.order_details: Sulastri", ".employees: 0813-4444-123"] {
        assert!(on_replica.iter().any(|found| found.ends_with(said)), "{said} in {on_replica:?}");
    }
    assert_eq!(found_on(&primary, &shop, &OF_THE_WORKER).await, BTreeSet::new());
    assert!(!found_in_redis(&shop, &OF_THE_WORKER).await.is_empty());
    let hers = admin.get(&employee(&id, "/personal-data")).await.expect(200);
    assert_eq!(hers["employee"]["phone"], "0813-4444-123");
    assert_eq!(hers["history"].as_array().unwrap().len(), 3, "{hers}");
    let earned = |report: Value| {
        let rows = report["employees"].as_array().unwrap().clone();
        let mut hers = rows.into_iter().find(|row| row["employeeId"] == id).unwrap();
        assert!(hers.as_object_mut().unwrap().remove("name").is_some(), "{hers}");
        hers
    };
    let report = "/api/v1/reports/employee-income";
    let before = earned(admin.get(report).await.expect(200));

    // The same key again is the same erasure.
    let key = [("idempotency-key", "erase-lastri".to_owned())];
    let body = json!({"reason": "requested"}).to_string();
    let erased = admin.send(Method::POST, &erase_her, &key, Some(body.clone())).await.unwrap();
    let position = erased.position();
    let again = admin.send(Method::POST, &erase_her, &key, Some(body)).await.unwrap();
    assert_eq!(again.expect(200), erased.expect(200));
    shop.in_step(position).await;
    in_step(&site, position).await;
    nothing_is_left(&shop, &OF_THE_WORKER, &[]).await;
    the_log_alone_tells_nobody(&shop, position, &OF_THE_WORKER).await;

    assert_eq!(earned(admin.get_at(report, position).await.expect(200)), before);
    let known = admin.get_at(&employee(&id, ""), position).await.expect(200);
    assert_eq!((&known["name"], &known["phone"]), (&json!("(dihapus)"), &Value::Null));
    for order in [open, done] {
        let shown = kasir.get_at(&order_path(order), position).await;
        assert_eq!(shown.expect(200)["employees"][0]["name"], "(dihapus)");
    }
    // Nobody makes her somebody again, but the name is free, and the orders go on.
    assert_eq!(erase(&admin, &erase_her).await.refused(422).1, "INVALID_STATE");
    let back = manajer.patch(&employee(&id, "/reactivate"), json!({})).await;
    assert_eq!(back.refused(422).1, "INVALID_STATE");
    manajer.post("/api/v1/employees", json!({"name": "Sulastri"})).await.expect(201);
    let paid = json!({"orderId": done["id"], "amount": 75_000, "paymentMethod": "cash"});
    shop.pay(paid).await.expect(201);
    rebuilt_the_rows_are_the_same(&site).await;
}

/// In how many rows of the primary something is kept of that login beside the log.
async fn kept_beside(shop: &Shop, id: &Value) -> i64 {
    let pool = shop.database.primary_as_admin().pool(1);
    let id = id.as_i64().unwrap();
    let mut kept = 0;
    for table in [
        "credentials",
        "password_history",
        "password_resets",
        "sessions",
        "sessions JOIN refresh_tokens USING (session_id)",
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE user_id = ?");
        let rows: i64 = sqlx::query(&sql).bind(id).fetch_one(&pool).await.unwrap().get(0);
        kept += i64::from(rows > 0);
    }
    kept
}

/// A manager's login with everything that can be known of it.
async fn a_login_of_many_years(shop: &Shop) -> Value {
    let (admin, credentials) = (shop.admin().await, shop.credentials().await);
    let new = json!({"username": USERNAME, "fullName": "Ratri Lama",
        "email": "ratri@kharisma.example", "role": "manager"});
    let id = admin.post("/api/v1/users", new).await.expect(201)["id"].clone();
    let number = domain::values::UserId::new(id.as_i64().unwrap()).unwrap();
    for password in ["Kata-sandi-lama-9!", PASSWORD] {
        credentials.set(number, USERNAME, password).await.unwrap();
    }
    let sql = "UPDATE credentials SET temporary_until = NULL WHERE user_id = ?";
    let pool = shop.database.primary_as_admin().pool(1);
    sqlx::query(sql).bind(id.as_i64()).execute(&pool).await.unwrap();
    let ratri = shop.stranger().sign_in(USERNAME, PASSWORD).await;
    let chosen = json!({"currentPassword": PASSWORD, "newPassword": "Kata-sandi-baru-7!"});
    ratri.patch(&user(&id, "/password"), chosen).await.expect(204);
    admin.patch(&user(&id, ""), json!({"fullName": "Ratri Wulandari"})).await.expect(200);
    let pin = json!({"pin": "471105", "currentPassword": "Kata-sandi-baru-7!"});
    put(&ratri, "/api/v1/users/me/pin", pin).await.expect(204);
    // Their name stands on a price list's history, in settings, on orders.
    ratri.patch(&format!("{PACKAGES}/1"), json!({"price": 76_000})).await.expect(200);
    let wash = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1]});
    ratri.post("/api/v1/car-wash/orders", wash).await.expect(201);
    credentials.reset_token(number, chrono::Utc::now()).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_a_login_was_is_found_nowhere_and_what_was_done_with_it_is_still_told() {
    let shop = Shop::open().await;
    let (manajer, admin) = (shop.manajer().await, shop.admin().await);
    let id = a_login_of_many_years(&shop).await;
    let theirs = admin.get(&user(&id, "/personal-data")).await.expect(200);
    assert_eq!(theirs["user"]["email"], "ratri@kharisma.example");
    assert_eq!(theirs["sessions"].as_array().unwrap().len(), 1, "{theirs}");
    assert!(!theirs["history"].as_array().unwrap().is_empty());

    let erase_them = user(&id, "/erase");
    forbidden(&erase(&manajer, &erase_them).await);
    forbidden(&manajer.get(&user(&id, "/personal-data")).await);
    forbidden(&erase(&admin, &user(&json!(1), "/erase")).await); // their own
    let active = erase(&admin, &erase_them).await;
    assert_eq!(active.refused(422).1, "INVALID_STATE");
    assert_eq!(kept_beside(&shop, &id).await, 5, "there is something of everything");
    let gone = admin.patch(&user(&id, "/deactivate"), json!({})).await;
    shop.in_step(gone.position()).await;
    let site = Site::open(&shop.database.config).await.unwrap();
    for name in ["users", "catalog"] {
        made_anew(&site, name).await;
    }
    let on_replica = found_on(&shop.database.read_as_admin(), &shop, &OF_THE_LOGIN).await;
    for said in ["_old.users: ratri@kharisma.example", ".catalog_history: Ratri Wulandari"] {
        assert!(on_replica.iter().any(|found| found.ends_with(said)), "{said} in {on_replica:?}");
    }

    let erased = erase(&admin, &erase_them).await;
    let position = erased.position();
    assert_eq!(erased.expect(200)["subject"], format!("user/{id}"));
    assert_eq!(kept_beside(&shop, &id).await, 0, "in the same transaction");
    shop.in_step(position).await;
    in_step(&site, position).await;
    nothing_is_left(&shop, &OF_THE_LOGIN, &[]).await;
    let in_metadata = format!(".events: {USERNAME}");
    nothing_is_left(&shop, &[USERNAME], &[in_metadata.as_str()]).await;
    the_log_alone_tells_nobody(&shop, position, &OF_THE_LOGIN).await;
    the_log_alone_tells_nobody(&shop, position, &[USERNAME]).await;

    // Who did it is told by number, and shown as a tombstone.
    let known = admin.get_at(&user(&id, ""), position).await.expect(200);
    for said in ["username", "fullName", "email"] {
        assert_eq!(known[said], "(dihapus)", "{known}");
    }
    let trail = format!("/api/v1/audit-log?filter[userId]={id}");
    let trail = admin.get_at(&trail, position).await.expect(200);
    let lines = trail.as_array().unwrap();
    assert!(lines.len() >= 3, "{trail}");
    for line in lines {
        assert_eq!(line["user"], json!({"id": id, "username": "(dihapus)"}), "{line}");
        assert_eq!(line["where"]["clientIp"], Value::Null, "{line}");
    }
    let history = admin.get_at(&format!("{PACKAGES}/1/history"), position).await.expect(200);
    assert_eq!(history[0]["by"]["fullName"], "(dihapus)", "{history}");
    // Nobody signs in, nobody makes it somebody's again; names are free.
    let typed = json!({"username": USERNAME, "password": "Kata-sandi-baru-7!"});
    shop.stranger().post("/api/v1/auth/login", typed).await.refused(401);
    for (verb, body) in [("/reactivate", json!({})), ("", json!({"role": "viewer"}))] {
        let refused = admin.patch(&user(&id, verb), body).await;
        assert_eq!(refused.refused(422).1, "INVALID_STATE", "{verb}");
    }
    assert_eq!(erase(&admin, &erase_them).await.refused(422).1, "INVALID_STATE");
    let new = json!({"username": USERNAME, "fullName": "Orang Lain",
        "email": "ratri@kharisma.example", "role": "cashier"});
    admin.post("/api/v1/users", new).await.expect(201);
    rebuilt_the_rows_are_the_same(&site).await;
}

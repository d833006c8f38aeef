use axum::http::Method;
use serde_json::{Value, json};
use test_shop::Reply;

use crate::shop::{Shop, path};

/// The logins of the demonstration: the cashier, and the washer Ahmad, who is employee 1.
const KASIR: i64 = 3;
const AHMAD: i64 = 4;

async fn link_as(shop: &Shop, who: &'static str, user: i64, body: Value) -> Reply {
    let path = format!("/api/v1/users/{user}/employee");
    let staff = shop.staff(who).await;
    staff.send(Method::PUT, &path, &[], Some(body.to_string())).await.unwrap()
}

async fn link(shop: &Shop, user: i64, employee: Value) -> Reply {
    link_as(shop, "admin", user, json!({"employeeId": employee})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_a_washers_own_goes_by_the_worker_behind_the_login() {
    let shop = Shop::open().await;
    let ahmad = shop.staff("ahmad").await;
    let order = shop.car_waiting().await; // Ahmad's
    let unlinked = link(&shop, AHMAD, Value::Null).await;
    assert_eq!(unlinked.headers["etag"], "\"2\"");
    assert_eq!(unlinked.expect(200)["employeeId"], Value::Null);
    let start = path(&order, "start");
    let reply = ahmad.patch(&start, json!({})).await;
    assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    let linked = link(&shop, AHMAD, json!(1)).await.expect(200);
    assert_eq!((&linked["id"], &linked["employeeId"]), (&json!(AHMAD), &json!(1)));
    let me = ahmad.get("/api/v1/auth/me").await.expect(200);
    assert_eq!(me, linked);
    ahmad.patch(&start, json!({})).await.expect(200);
    let again = link(&shop, AHMAD, json!(1)).await;
    assert_eq!(again.headers["etag"], "\"3\"", "the same once more changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_behind_one_login_at_most() {
    let shop = Shop::open().await;
    let taken = link(&shop, KASIR, json!(1)).await;
    let codes = ("DUPLICATE_ENTRY".to_owned(), "DUPLICATE_ENTRY".to_owned());
    assert_eq!(taken.refused(409), codes);
    assert_eq!(taken.body["error"]["details"][0]["field"], "employeeId");
    link(&shop, AHMAD, json!(2)).await.expect(200);
    assert_eq!(link(&shop, KASIR, json!(1)).await.expect(200)["employeeId"], 1, "free by now");
    assert_eq!(link(&shop, AHMAD, json!(1)).await.refused(409), codes);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_works_here_is_put_behind_a_login_and_only_by_an_admin() {
    let shop = Shop::open().await;
    let nobody = link(&shop, KASIR, json!(99)).await;
    assert_eq!(nobody.refused(422).1, "NOT_FOUND");
    let gone = "/api/v1/employees/2/deactivate";
    shop.manajer().await.patch(gone, json!({})).await.expect(200);
    assert_eq!(link(&shop, KASIR, json!(2)).await.refused(422).1, "INVALID_STATE");
    assert_eq!(link(&shop, 99, json!(3)).await.refused(404).0, "NOT_FOUND");
    for (body, code) in [
        (json!({}), "MISSING_FIELD"),
        (json!({"employeeId": "1"}), "INVALID_FORMAT"),
        (json!({"employeeId": 0}), "INVALID_RANGE"),
    ] {
        let reply = link_as(&shop, "admin", KASIR, body).await;
        assert_eq!(reply.refused(400).1, code);
    }
    for username in ["manajer", "kasir", "ahmad", "tamu"] {
        let reply = link_as(&shop, username, KASIR, json!({"employeeId": 3})).await;
        assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
    }
    let stale = [("if-match", "\"9\"".to_owned())];
    let (user, body) = (format!("/api/v1/users/{KASIR}/employee"), json!({"employeeId": 3}));
    let admin = shop.staff("admin").await;
    let reply = admin.send(Method::PUT, &user, &stale, Some(body.to_string())).await.unwrap();
    assert_eq!(reply.refused(409).0, "CONFLICT");
}

use api::{Access, access_table};
use axum::http::Method;
use domain::user::Role;
use test_shop::Http;

use crate::counter::forbidden;
use crate::shop::Shop;

/// Somebody of every role.
const PEOPLE: [(Role, &str); 5] = [
    (Role::Admin, "admin"),
    (Role::Manager, "manajer"),
    (Role::Cashier, "kasir"),
    (Role::ServiceStaff, "ahmad"),
    (Role::Viewer, "tamu"),
];

const SERVICES: [&str; 4] = ["car-wash", "laundry", "carpet", "water-delivery"];

/// The paths that a route stands for, of things that are not there.
fn spelled(route: &str) -> Vec<String> {
    let path = route
        .replace("{id}", "987654")
        .replace("{orderId}", "987654")
        .replace("{addressId}", "987654")
        .replace("{date}", "2019-01-01");
    if path.contains("{service}") {
        SERVICES.iter().map(|service| path.replace("{service}", service)).collect()
    } else {
        vec![path]
    }
}

/// The status of a request whose body nobody could accept.
async fn status(who: &Http, method: &str, path: &str) -> u16 {
    if path.ends_with("/stream") {
        return who.listen(path, &[]).await.map_or_else(|refusal| refusal.status, |_| 200);
    }
    let body = (method != "GET").then(|| r#"{"nobody knows": "this"}"#.to_owned());
    let method: Method = method.parse().unwrap();
    who.send(method, path, &[], body).await.unwrap().status
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    let shop = Shop::open().await;
    let stranger = shop.stranger();
    let mut people = Vec::new();
    for (role, username) in PEOPLE {
        people.push((role, shop.staff(username).await));
    }
    let (mut asked, mut wrong) = (0, Vec::new());
    for (method, route, access) in access_table() {
        for path in spelled(&route) {
            let got = status(&stranger, method, &path).await;
            asked += 1;
            if (got == 401) != (access != Access::Public) || got >= 500 {
                wrong.push(format!("nobody {method} {path}: {got}"));
            }
            for (role, who) in &people {
                let got = status(who, method, &path).await;
                asked += 1;
                let right = if access.granted_to(*role) {
                    !matches!(got, 401 | 403 | 500)
                } else {
                    got == 403
                };
                if !right {
                    wrong.push(format!("{role:?} {method} {path}: {got}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 1200, "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_call_is_told_so_before_anything_they_say_is_read() {
    let shop = Shop::open().await;
    let tamu = shop.staff("tamu").await;
    let large = "x".repeat(2 * 1024 * 1024);
    let path = "/api/v1/payments";
    // The connection may be closed while the body is still on its way.
    if let Ok(reply) = tamu.send(Method::POST, path, &[], Some(large)).await {
        forbidden(&reply);
        assert_eq!(reply.headers["connection"], "close");
    }
    let tamu = tamu.at(&shop.url);
    let wrong_key = [("idempotency-key", String::new())];
    let reply = tamu.send(Method::POST, path, &wrong_key, Some("[".to_owned())).await.unwrap();
    assert!(reply.status == 403 || reply.status == 400, "{}", reply.text);
    forbidden(&tamu.send(Method::POST, path, &[], Some("[".to_owned())).await.unwrap());
    let reply = tamu.send(Method::PUT, path, &[], None).await.unwrap();
    assert_eq!(reply.status, 405);
    assert_eq!(reply.headers["allow"], "GET, POST");
}

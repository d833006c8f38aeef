use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::counter::{forbidden, put};
use crate::shop::{PASSWORD, Shop, wrong_fields};

const USERS: &str = "/api/v1/users";
const KASIR: i64 = 3;

async fn found(shop: &Shop, query: &str) -> Vec<String> {
    let users = shop.manajer().await.get(&format!("{USERS}?{query}")).await.expect(200);
    let name = |user: &Value| user["username"].as_str().unwrap().to_owned();
    users.as_array().unwrap().iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_are_listed_and_found() {
    let shop = Shop::open().await;
    let position = crate::counter::head(&shop).await;
    let reply = shop.admin().await.get_at(&format!("{USERS}?limit=2&page=2"), position).await;
    let mut meta = reply.body["meta"].clone();
    let next = meta.as_object_mut().unwrap().remove("next").unwrap();
    assert_eq!(meta, json!({"page": 2, "limit": 2, "total": 5, "totalPages": 3}));
    assert_eq!(reply.expect(200).as_array().unwrap().len(), 2);
    let last = format!("limit=2&after={}", next.as_str().unwrap());
    assert_eq!(found(&shop, &last).await, ["admin"], "the one behind that page");
    assert_eq!(found(&shop, "sort=username").await, ["admin", "ahmad", "kasir", "manajer", "tamu"]);
    assert_eq!(found(&shop, "sort=-username&limit=1").await, ["tamu"]);
    assert_eq!(found(&shop, "sort=createdAt&limit=1").await, ["admin"]);
    assert_eq!(found(&shop, "filter[role]=CASHIER").await, ["kasir"]);
    assert_eq!(found(&shop, "q=pak%20h").await, ["manajer"], "by the name of the person");
    assert_eq!(found(&shop, "q=tamu@kharisma").await, ["tamu"]);
    assert_eq!(found(&shop, "q=_").await, [""; 0], "no pattern");
    assert_eq!(found(&shop, "filter[isActive]=false").await, [""; 0]);
    assert_eq!(found(&shop, "filter[isActive]=true&filter[role]=viewer").await, ["tamu"]);
    let wrong = shop.admin().await.get(&format!("{USERS}?sort=role&filter[role]=boss&a=1")).await;
    assert_eq!(wrong_fields(&wrong), ["sort", "filter[role]", "a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_login_and_managers_see_all() {
    let shop = Shop::open().await;
    for (id, who) in [(1, "admin"), (2, "manajer"), (KASIR, "kasir"), (4, "ahmad"), (5, "tamu")] {
        let staff = shop.staff(who).await;
        let own = staff.get(&format!("{USERS}/{id}")).await.expect(200);
        assert_eq!(own["username"], who, "K-22");
        let looks_after = ["admin", "manajer"].contains(&who);
        for path in [USERS.to_owned(), format!("{USERS}/{}", id % 5 + 1)] {
            let reply = staff.get(&path).await;
            if looks_after {
                reply.expect(200);
            } else {
                forbidden(&reply);
            }
        }
    }
    let nobody = shop.admin().await.get(&format!("{USERS}/99")).await;
    assert_eq!(nobody.refused(404).0, "NOT_FOUND");
    forbidden(&shop.kasir().await.get(&format!("{USERS}/99")).await);
    assert_eq!(shop.stranger().get(USERS).await.refused(401).0, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_behind_a_login_shows_at_once() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let path = format!("{USERS}/{KASIR}");
    let before = admin.get(&path).await.expect(200);
    assert_eq!((&before["employeeId"], &before["version"]), (&Value::Null, &json!(1)));
    assert_eq!(before["email"], "kasir@kharisma.example");
    for (employee, version) in [(json!(2), 2), (Value::Null, 3)] {
        let link = json!({"employeeId": employee});
        let position = put(&admin, &format!("{path}/employee"), link).await.position();
        let reply = admin.get_at(&path, position).await;
        assert_eq!(reply.headers["etag"], format!("\"{version}\""));
        let now = reply.expect(200);
        assert_eq!((&now["employeeId"], &now["version"]), (&employee, &json!(version)));
        assert_eq!(now["createdAt"], before["createdAt"]);
        assert!(now["updatedAt"].as_str() > before["updatedAt"].as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_shows_when_it_was_last_used() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let path = format!("{USERS}/{KASIR}");
    let before = admin.get(&path).await.expect(200);
    assert_eq!(before.get("lastLogin"), None, "never");
    let at = |user: &Value| user["lastLogin"].as_str()?.parse::<DateTime<Utc>>().ok();
    let mut last = None;
    for _ in 0..2 {
        let begun = Utc::now();
        // A wrong try, and asking for what one may not, is no login.
        let login = |password: &str| json!({"username": "kasir", "password": password});
        shop.stranger().post("/api/v1/auth/login", login(PASSWORD)).await.expect(200);
        let done = Utc::now();
        shop.stranger().post("/api/v1/auth/login", login("salah")).await.refused(401);
        forbidden(&shop.staff("tamu").await.get(USERS).await);
        // The record has to reach the replica.
        let shown = loop {
            let shown = admin.get(&path).await.expect(200);
            if at(&shown) > last {
                break shown;
            }
        };
        last = at(&shown);
        assert!((begun..=done).contains(&last.unwrap()), "{begun} {last:?} {done}");
    }
    let listed = admin.get(&format!("{USERS}?sort=username")).await.expect(200);
    let shown: Vec<_> = listed.as_array().unwrap().iter().map(at).collect();
    let [of_admin, ahmad, kasir, manajer, of_tamu] = shown[..] else { panic!("{listed}") };
    assert_eq!((ahmad, kasir, manajer), (None, last, None));
    assert!(of_admin.is_some() && of_tamu.is_some(), "{listed}");
}

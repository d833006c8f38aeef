use serde_json::{Value, json};
use test_shop::Reply;

use crate::shop::Shop;

const EMPLOYEES: &str = "/api/v1/employees";

fn one(employee: &Value, verb: &str) -> String {
    format!("{EMPLOYEES}/{}{verb}", employee["id"])
}

async fn hire(shop: &Shop, name: &str) -> Value {
    shop.manajer().await.post(EMPLOYEES, json!({"name": name})).await.expect(201)
}

async fn tell(shop: &Shop, employee: &Value, verb: &str, body: Value) -> Reply {
    shop.manajer().await.patch(&one(employee, verb), body).await
}

#[track_caller]
fn taken(reply: &Reply) {
    let codes = ("DUPLICATE_ENTRY".to_owned(), "DUPLICATE_ENTRY".to_owned());
    assert_eq!(reply.refused(409), codes);
    assert_eq!(reply.body["error"]["details"][0]["field"], "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_registered_and_found_again() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let new = json!({"name": " Rini ", "phone": "0812-3456-7890", "hireDate": "2026-01-02"});
    let reply = manajer.post(EMPLOYEES, new).await;
    assert_eq!(reply.headers["etag"], "\"1\"");
    let position = reply.position();
    let rini = reply.expect(201);
    assert!(rini["id"].as_i64().unwrap() > 100, "{rini}");
    assert_eq!((&rini["name"], &rini["status"]), (&json!("Rini"), &json!("active")));
    assert_eq!(rini["hireDate"], "2026-01-02");
    let found = shop.kasir().await.get_at(&one(&rini, ""), position).await;
    assert_eq!(found.headers["etag"], "\"1\"");
    assert_eq!(found.expect(200), rini, "a query shows what the command did");
    let nobody = manajer.get(&format!("{EMPLOYEES}/99")).await;
    assert_eq!(nobody.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_the_name_of_somebody_who_works_here() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    taken(&manajer.post(EMPLOYEES, json!({"name": " ahmad "})).await); // VAL-27
    taken(&manajer.post(EMPLOYEES, json!({"name": " aHMad "})).await);
    let rini = hire(&shop, "Rini").await;
    taken(&tell(&shop, &rini, "", json!({"name": "WATI"})).await);
    let unchanged = tell(&shop, &rini, "", json!({})).await.expect(200);
    assert_eq!(unchanged, rini, "the refusal left nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_that_register_one_name_one_does() {
    let shop = Shop::open().await;
    let (here, there) = (shop.manajer().await, shop.manajer().await.at(&shop.another().await));
    for n in 0..10 {
        let name = json!({"name": format!("Rini {n}")});
        let (one, two) =
            tokio::join!(here.post(EMPLOYEES, name.clone()), there.post(EMPLOYEES, name));
        let (won, lost) = if one.status == 201 { (one, two) } else { (two, one) };
        won.expect(201);
        taken(&lost);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_frees_the_old_one() {
    let shop = Shop::open().await;
    let rini = hire(&shop, "Rini").await;
    let renamed = tell(&shop, &rini, "", json!({"name": "Rini Astuti"})).await.expect(200);
    assert_eq!((&renamed["name"], &renamed["version"]), (&json!("Rini Astuti"), &json!(2)));
    hire(&shop, "Rini").await;
    // Her own name in other letters is hers already; the same once more changes nothing.
    let again = tell(&shop, &rini, "", json!({"name": "RINI ASTUTI"})).await.expect(200);
    assert_eq!(again["version"], 3);
    let again = tell(&shop, &rini, "", json!({"name": "RINI ASTUTI"})).await.expect(200);
    assert_eq!(again["version"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_changes_and_goes() {
    let shop = Shop::open().await;
    let rini = hire(&shop, "Rini").await;
    let phone = json!({"phone": "0812-3456-7890"});
    let changed = tell(&shop, &rini, "", phone.clone()).await.expect(200);
    assert_eq!(changed["phone"], phone["phone"]);
    let reply = tell(&shop, &rini, "", json!({"phone": null})).await;
    let position = reply.position();
    let gone = reply.expect(200);
    assert_eq!(gone["phone"], Value::Null);
    let seen = shop.kasir().await.get_at(&one(&rini, ""), position).await.expect(200);
    assert_eq!(seen, gone);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_gives_up_the_name_and_gets_no_work_until_they_are_back() {
    let shop = Shop::open().await;
    let rini = hire(&shop, "Rini").await;
    let order = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1, rini["id"]],
    });
    let orders = "/api/v1/car-wash/orders";
    let waiting = shop.kasir().await.post(orders, order.clone()).await.expect(201);
    let left = tell(&shop, &rini, "/deactivate", json!({})).await.expect(200);
    assert_eq!((&left["status"], &left["version"]), (&json!("inactive"), &json!(2)));
    let twice = tell(&shop, &rini, "/deactivate", json!({})).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");
    assert_eq!(twice.body["error"]["details"][0]["allowed"], json!(["reactivate"]));

    let assign = json!({"employeeIds": [rini["id"]]});
    for reply in [
        shop.kasir().await.post(orders, order.clone()).await,
        shop.order(&waiting, "employees", assign).await,
    ] {
        let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "INVALID_STATE".to_owned());
        assert_eq!(reply.refused(422), codes);
        assert_eq!(reply.body["error"]["details"][0]["field"], "employeeIds");
    }
    shop.order(&waiting, "start", json!({})).await.expect(200);

    let other = hire(&shop, "RINI").await;
    taken(&tell(&shop, &rini, "/reactivate", json!({})).await);
    tell(&shop, &other, "/deactivate", json!({})).await.expect(200);
    let reply = tell(&shop, &rini, "/reactivate", json!({})).await;
    let position = reply.position();
    assert_eq!(reply.expect(200)["status"], "active");
    taken(&tell(&shop, &other, "/reactivate", json!({})).await);
    shop.kasir().await.post(orders, order).await.expect(201);

    let list = async |status: &str| {
        let path = format!("{EMPLOYEES}?filter[status]={status}");
        let rows = shop.kasir().await.get_at(&path, position).await.expect(200);
        rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(list("inactive").await, [other["id"].clone()]);
    assert!(list("active").await.contains(&rini["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_insists_on_an_old_version_of_a_worker_is_told_so() {
    let shop = Shop::open().await;
    let rini = hire(&shop, "Rini").await;
    tell(&shop, &rini, "", json!({"name": "Rini Astuti"})).await.expect(200);
    let manajer = shop.manajer().await;
    for verb in ["", "/deactivate"] {
        let stale = [("if-match", "\"1\"".to_owned())];
        let method = axum::http::Method::PATCH;
        let reply = manajer.send(method, &one(&rini, verb), &stale, None).await.unwrap();
        assert_eq!(reply.refused(409).0, "CONFLICT");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_a_mobile_number_or_none() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let none = manajer.post(EMPLOYEES, json!({"name": "Rini", "phone": null})).await;
    assert_eq!(none.expect(201)["phone"], Value::Null, "VAL-14");
    let short = manajer.post(EMPLOYEES, json!({"name": "Sari", "phone": "12345"})).await;
    assert_eq!(short.refused(400).1, "INVALID_LENGTH", "VAL-15");
    assert_eq!(short.body["error"]["details"][0]["field"], "phone", "VAL-15");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_worker_is_named_at_once() {
    let shop = Shop::open().await;
    let wrong = json!({
        "name": " ", "phone": "(021) 555-1234", "hireDate": "02-01-2026", "salary": 1,
    });
    let reply = shop.manajer().await.post(EMPLOYEES, wrong).await;
    assert_eq!(reply.refused(400).0, "VALIDATION_ERROR");
    let details = reply.body["error"]["details"].as_array().unwrap().clone();
    let fields: Vec<&str> = details.iter().map(|d| d["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "phone", "hireDate", "salary"]);
    for username in ["kasir", "ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        for reply in [
            staff.post(EMPLOYEES, json!({"name": 5})).await,
            staff.patch(&format!("{EMPLOYEES}/1"), json!({"name": "Rini"})).await,
            staff.patch(&format!("{EMPLOYEES}/1/deactivate"), json!({})).await,
        ] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username}");
        }
    }
}

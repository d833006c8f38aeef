use axum::http::Method;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{Shop, path};

const ORDERS: &str = "/api/v1/car-wash/orders";
const EMPLOYEES: &str = "/api/v1/employees";
const PAYMENTS: &str = "/api/v1/payments";

async fn say(who: &Http, method: Method, path: &str, key: &str, body: &Value) -> Reply {
    let key = [("idempotency-key", key.to_owned())];
    who.send(method, path, &key, Some(body.to_string())).await.unwrap()
}

async fn post(who: &Http, path: &str, key: &str, body: &Value) -> Reply {
    say(who, Method::POST, path, key, body).await
}

async fn patch(who: &Http, path: &str, key: &str, body: &Value) -> Reply {
    say(who, Method::PATCH, path, key, body).await
}

fn wash() -> Value {
    json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1]})
}

/// The same reply, byte for byte, and marked as one that was given before.
#[track_caller]
fn same(first: &Reply, again: &Reply) {
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    for header in ["etag", "x-log-position", "content-type"] {
        assert_eq!(first.headers.get(header), again.headers.get(header), "{header}");
    }
    assert!(!first.headers.contains_key("idempotent-replayed"));
    assert_eq!(again.headers["idempotent-replayed"], "true");
}

#[track_caller]
fn another_request(reply: &Reply) {
    let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "IDEMPOTENCY_KEY_REUSED".to_owned());
    assert_eq!(reply.refused(422), codes);
    assert_eq!(reply.body["error"]["details"][0]["field"], "Idempotency-Key");
}

/// The position of the log's last event.
async fn head(shop: &Shop) -> i64 {
    let row = sqlx::query("SELECT position FROM log_head");
    let row = row.fetch_one(&mut shop.database.admin().await).await.unwrap();
    sqlx::Row::get(&row, 0)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_again_gets_its_reply_of_then_and_has_no_second_effect() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let placed = post(&kasir, ORDERS, "place", &wash()).await;
    let order = placed.body["data"].clone();
    let pay = json!({"orderId": order["id"], "amount": 30_000, "paymentMethod": "card"});
    let (hire, nothing) = (json!({"name": "Rini"}), json!({}));
    let (assign, edit) = (json!({"employeeIds": [1]}), json!({"phone": "0812-3456-7890"}));
    let customer = json!({"name": "Pak Dedi", "phone": "0811-2222-333"});
    let wati = format!("{EMPLOYEES}/2");
    let said = [
        (&kasir, Method::PATCH, path(&order, "employees"), "no-op assign", &assign),
        (&kasir, Method::POST, PAYMENTS.to_owned(), "pay", &pay),
        (&kasir, Method::PATCH, path(&order, "start"), "start", &nothing),
        (&kasir, Method::PATCH, path(&order, "complete"), "complete", &nothing),
        (&manajer, Method::POST, EMPLOYEES.to_owned(), "hire", &hire),
        (&manajer, Method::PATCH, wati.clone(), "edit", &edit),
        (&manajer, Method::PATCH, wati.clone(), "no-op edit", &edit),
        (&manajer, Method::PATCH, format!("{wati}/deactivate"), "retire", &nothing),
        (&manajer, Method::PATCH, format!("{wati}/reactivate"), "rehire", &nothing),
        (&kasir, Method::POST, "/api/v1/customers".to_owned(), "customer", &customer),
    ];
    let mut first = vec![(&kasir, Method::POST, ORDERS.to_owned(), "place", &placed)];
    let (body, mut replies) = (wash(), Vec::new());
    for (who, method, path, key, body) in &said {
        replies.push(say(who, method.clone(), path, key, body).await);
    }
    first.extend(said.iter().zip(&replies).map(|((who, method, path, key, _), reply)| {
        (*who, method.clone(), path.clone(), *key, reply)
    }));
    let before = head(&shop).await;
    // By now the order, the worker and the prices have moved on.
    let bodies = std::iter::once(&body).chain(said.iter().map(|(.., body)| *body));
    for ((who, method, path, key, reply), body) in first.iter().zip(bodies) {
        assert!(reply.status < 300, "{key}: {}", reply.text);
        let again = say(who, method.clone(), path, key, body).await;
        same(reply, &again);
        // In other words, too; and from a process that remembers nothing.
        let key = [("idempotency-key", (*key).to_owned()), ("if-match", "\"1\"".to_owned())];
        let text = serde_json::to_string_pretty(body).unwrap();
        let there = who.at(&shop.another().await);
        same(reply, &there.send(method.clone(), path, &key, Some(text)).await.unwrap());
    }
    assert_eq!(head(&shop).await, before, "nothing was appended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_good_for_one_request() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = post(&kasir, ORDERS, "k", &wash()).await.expect(201);
    let mut other = wash();
    other["licensePlate"] = json!("B 9 KH");
    another_request(&post(&kasir, ORDERS, "k", &other).await);
    another_request(&patch(&kasir, &path(&order, "start"), "k", &json!({})).await);
    // Of another user it is another key.
    let manajer = shop.manajer().await;
    let theirs = post(&manajer, ORDERS, "k", &wash()).await.expect(201);
    assert_ne!(theirs["id"], order["id"]);
    // Who may not ask is told so, whatever the key.
    let tamu = shop.staff("tamu").await;
    let reply = post(&tamu, ORDERS, "k", &wash()).await;
    assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_uses_up_no_key() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = shop.car_waiting().await;
    let complete = path(&order, "complete");
    let early = patch(&kasir, &complete, "done", &json!({})).await;
    assert_eq!(early.refused(422).1, "INVALID_STATE");
    shop.order(&order, "start", json!({})).await.expect(200);
    let done = patch(&kasir, &complete, "done", &json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    same(&done, &patch(&kasir, &complete, "done", &json!({})).await);

    let manajer = shop.manajer().await;
    let taken = post(&manajer, EMPLOYEES, "new", &json!({"name": "Wati"})).await;
    assert_eq!(taken.refused(409).0, "DUPLICATE_ENTRY");
    manajer.patch(&format!("{EMPLOYEES}/2/deactivate"), json!({})).await.expect(200);
    post(&manajer, EMPLOYEES, "new", &json!({"name": "Wati"})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_with_one_key_at_two_processes_have_one_effect() {
    let shop = Shop::open().await;
    let (kasir, other) = (shop.kasir().await, shop.kasir().await.at(&shop.another().await));
    let done = shop.car_done().await;
    let waiting = shop.car_waiting().await;
    let pay = json!({"orderId": done["id"], "amount": 30_000, "paymentMethod": "card"});
    for (method, path, body) in [
        (Method::POST, ORDERS.to_owned(), wash()),
        (Method::POST, PAYMENTS.to_owned(), pay),
        (Method::PATCH, path(&waiting, "start"), json!({})),
        (Method::PATCH, path(&waiting, "employees"), json!({"employeeIds": [1]})),
    ] {
        let before = head(&shop).await;
        let mut saying = Vec::new();
        for n in 0..20 {
            let who = if n % 2 == 0 { kasir.clone() } else { other.clone() };
            let (method, path, body) = (method.clone(), path.clone(), body.clone());
            saying.push(tokio::spawn(async move { say(&who, method, &path, &path, &body).await }));
        }
        let mut replies = Vec::new();
        for reply in saying {
            replies.push(reply.await.unwrap());
        }
        let replayed = |reply: &&Reply| reply.headers.contains_key("idempotent-replayed");
        assert_eq!(replies.iter().filter(replayed).count(), 19, "{path}");
        for reply in &replies {
            assert!(reply.status < 300, "{path}: {}", reply.text);
            assert_eq!(reply.text, replies[0].text, "{path}");
            assert_eq!(reply.headers["x-log-position"], replies[0].headers["x-log-position"]);
        }
        let events = if path == PAYMENTS { 2 } else { i64::from(!path.ends_with("employees")) };
        assert_eq!(head(&shop).await - before, events, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_none_is_refused_where_keys_count() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for bad in ["", "   ", "a\tb", "kunci é", &"x".repeat(256)] {
        let reply = post(&kasir, ORDERS, bad, &wash()).await;
        assert_eq!(reply.refused(400), ("VALIDATION_ERROR".into(), "INVALID_FORMAT".into()));
        assert_eq!(reply.body["error"]["details"][0]["field"], "Idempotency-Key", "{bad:?}");
        let looked = say(&kasir, Method::GET, ORDERS, bad, &Value::Null).await;
        assert_eq!(looked.status, 200, "{bad:?}: {}", looked.text);
    }
    post(&kasir, ORDERS, &"x".repeat(255), &wash()).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_and_signing_in_know_no_keys() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    post(&kasir, ORDERS, "k", &wash()).await.expect(201);
    let looked = say(&kasir, Method::GET, "/api/v1/queue", "k", &Value::Null).await;
    assert!(!looked.headers.contains_key("idempotent-replayed"));
    looked.expect(200);
    let wrong = json!({"username": "kasir", "password": "salah"});
    for _ in 0..2 {
        let reply = post(&shop.stranger(), "/api/v1/auth/login", "k", &wrong).await;
        assert_eq!(reply.status, 401);
        assert!(!reply.headers.contains_key("idempotent-replayed"));
    }
}

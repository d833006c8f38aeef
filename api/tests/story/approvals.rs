use std::collections::BTreeSet;

use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use commands::approval::GOOD_FOR;
use serde_json::{Value, json};
use sqlx::Row;
use test_shop::{Http, Reply};

use crate::shop::{Shop, path};

pub(crate) const ORDERS: &str = "/api/v1/car-wash/orders";
pub(crate) const APPROVALS: &str = "/api/v1/approvals";
pub(crate) const PIN: &str = "801526";
pub(crate) const PASSWORD: &str = "Kata-sandi-uji-1!";

/// A bus with everything: 650,000 Rupiah, less that much.
pub(crate) fn bus(off: i64) -> Value {
    json!({
        "vehicleType": "bus", "servicePackage": "deluxe", "employeeIds": [1],
        "addOns": ["engine_cleaning", "interior_detailing", "undercoating", "ceramic", "waxing",
            "interior_cleaning"],
        "discount": {"amount": off, "reason": "langganan lama"},
    })
}

pub(crate) async fn set_pin(who: &Http, pin: &str, password: &str) -> Reply {
    let body = json!({"pin": pin, "currentPassword": password}).to_string();
    who.send(Method::PUT, "/api/v1/users/me/pin", &[], Some(body)).await.unwrap()
}

/// The manager, with a PIN.
pub(crate) async fn with_pin(shop: &Shop) -> Http {
    let manajer = shop.manajer().await;
    assert_eq!(set_pin(&manajer, PIN, PASSWORD).await.status, 204);
    manajer
}

/// The challenge of a refusal, and the least role it asks for.
#[track_caller]
pub(crate) fn challenge(reply: &Reply) -> (String, String) {
    let codes = ("INSUFFICIENT_PERMISSIONS".to_owned(), "APPROVAL_REQUIRED".to_owned());
    assert_eq!(reply.refused(403), codes, "{}", reply.text);
    let detail = &reply.body["error"]["details"][0];
    assert_eq!(detail["field"], "approval");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&detail["challenge"]), text(&detail["requiredRole"]))
}

pub(crate) async fn answer(till: &Http, challenge: &str, username: &str, pin: &str) -> Reply {
    let body = json!({"challenge": challenge, "username": username, "pin": pin});
    till.post(APPROVALS, body).await
}

/// What the manager answers to the refusal, at that person's till.
async fn approved(till: &Http, refusal: &Reply) -> String {
    let given = answer(till, &challenge(refusal).0, "manajer", PIN).await.expect(201);
    given["approval"].as_str().unwrap().to_owned()
}

async fn say(
    who: &Http,
    (method, path): (Method, &str),
    body: &Value,
    (approval, key): (&str, &str),
) -> Reply {
    let mut headers = vec![("x-approval", approval.to_owned())];
    if !key.is_empty() {
        headers.push(("idempotency-key", key.to_owned()));
    }
    who.send(method, path, &headers, Some(body.to_string())).await.unwrap()
}

pub(crate) async fn order(who: &Http, body: &Value, approval: &str, key: &str) -> Reply {
    say(who, (Method::POST, ORDERS), body, (approval, key)).await
}

/// Everything the log holds, and what stands beside it, as text.
async fn everything_kept(shop: &Shop) -> String {
    let mut admin = shop.database.admin().await;
    let mut all = String::new();
    for sql in [
        "SELECT CONCAT(payload, metadata) FROM events",
        "SELECT CONCAT_WS(' ', scope, value) FROM claims",
        "SELECT CONCAT_WS(' ', HEX(key_hash), HEX(fingerprint), reply) FROM idempotency_keys",
        "SELECT CONCAT_WS(' ', HEX(name_hash), failures) FROM approval_guards",
        "SELECT CONCAT_WS(' ', username, password_hash, pin_hash) FROM credentials",
    ] {
        for row in sqlx::query(sql).fetch_all(&mut admin).await.unwrap() {
            let bytes: Vec<u8> = row.get_unchecked(0);
            all.push_str(&String::from_utf8(bytes).unwrap());
            all.push('\n');
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discount_beyond_the_cashier_goes_through_with_the_managers_pin() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    with_pin(&shop).await;
    let wanted = bus(60_000);
    let refusal = order(&kasir, &wanted, "", "k").await;
    let (asked, role) = challenge(&refusal);
    assert_eq!(role, "manager");
    let given = answer(&kasir, &asked, "manajer", PIN).await.expect(201);
    assert_eq!((&given["amount"], &given["approvedBy"]["id"]), (&json!(60_000), &json!(2)));
    let left = given["expiresAt"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap() - Utc::now();
    assert!(left > Duration::minutes(9) && left <= GOOD_FOR);
    let approval = given["approval"].as_str().unwrap();
    let placed = order(&kasir, &wanted, approval, "k").await;
    let data = placed.clone().expect(201);
    assert_eq!(data["pricing"]["discount"], 60_000);
    assert_eq!(data["createdBy"]["username"], "kasir");
    assert_eq!(data["pricing"]["discount"], 60_000);
    assert_eq!(data["priceAgreement"]["approvedBy"]["username"], "manajer", "{data:#}");

    // The same again, with and without the approval: what was done is not done twice.
    for shown in [approval, ""] {
        let again = order(&kasir, &wanted, shown, "k").await;
        assert_eq!((again.status, &again.text), (201, &placed.text));
        assert_eq!(again.headers["idempotent-replayed"], "true");
    }

    let mut admin = shop.database.admin().await;
    let sql = "SELECT CONVERT(metadata USING utf8mb4) FROM events WHERE aggregate_type = 'order'";
    let rows = sqlx::query(sql).fetch_all(&mut admin).await.unwrap();
    assert_eq!(rows.len(), 1);
    let metadata: Value = serde_json::from_str(rows[0].get(0)).unwrap();
    let who = |id: &str, name: &str| [metadata[id].clone(), metadata[name].clone()];
    assert_eq!(who("userId", "username"), [json!("3"), json!("kasir")]);
    assert_eq!(who("approvedBy", "approverUsername"), [json!("2"), json!("manajer")]);

    let kept = everything_kept(&shop).await;
    let used_up = metadata["approvalId"].as_str().unwrap();
    assert!(kept.contains(&format!("approval {used_up}")), "it is claimed");
    for secret in [PIN, PASSWORD, approval, &asked] {
        assert!(!kept.contains(secret), "{secret} is kept");
    }
    for text in [approval, &asked] {
        let seal = text.rsplit('.').next().unwrap();
        assert!(!kept.to_lowercase().contains(seal), "what makes it one is kept");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_good_for_one_command_and_once() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    with_pin(&shop).await;
    let wanted = bus(60_000);
    let approval = approved(&kasir, &order(&kasir, &wanted, "", "").await).await;
    let another_body = {
        let mut body = wanted.clone();
        body["licensePlate"] = json!("B 9 KH");
        body
    };
    for (what, body) in [("amount", &bus(60_001)), ("body", &another_body)] {
        let refused = order(&kasir, body, &approval, "").await;
        let (fresh, _) = challenge(&refused);
        assert!(refused.text.contains("given for another command"), "{what}: {}", refused.text);
        assert_ne!(fresh, "");
    }
    let twice = order(&admin, &bus(250_000), &approval, "").await;
    assert!(twice.text.contains("given for another command"), "caller: {}", twice.text);
    for bad in ["x", &approval[1..], &approval.replace(".60000.", ".60001."), "é"] {
        let refused = order(&kasir, &wanted, bad, "").await;
        challenge(&refused);
        assert!(refused.text.contains("does not count"), "{bad}: {}", refused.text);
    }
    // In other words it is the same command.
    let pretty = serde_json::to_string_pretty(&wanted).unwrap();
    let headers = [("x-approval", approval.clone())];
    let first = kasir.send(Method::POST, ORDERS, &headers, Some(pretty)).await.unwrap();
    first.expect(201);
    for key in ["", "another"] {
        let again = order(&kasir, &wanted, &approval, key).await;
        let (fresh, role) = challenge(&again);
        assert!(again.text.contains("was used before"), "{}", again.text);
        assert_eq!(role, "manager");
        let fresh = answer(&kasir, &fresh, "manajer", PIN).await.expect(201);
        order(&kasir, &wanted, fresh["approval"].as_str().unwrap(), key).await.expect(201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_with_one_approval_have_one_effect() {
    let shop = Shop::open().await;
    let (kasir, other) = (shop.kasir().await, shop.kasir().await.at(&shop.another().await));
    with_pin(&shop).await;
    let refusal = order(&kasir, &bus(60_000), "", "").await;
    // Two answers to one challenge let one command through.
    let approvals = [approved(&kasir, &refusal).await, approved(&other, &refusal).await];
    let mut placing = Vec::new();
    for n in 0..20 {
        let who = if n % 2 == 0 { kasir.clone() } else { other.clone() };
        let approval = approvals[n / 2 % 2].clone();
        placing.push(tokio::spawn(async move {
            order(&who, &bus(60_000), &approval, &format!("key {n}")).await
        }));
    }
    let mut through = 0;
    for reply in placing {
        let reply = reply.await.unwrap();
        if reply.status == 201 {
            through += 1;
        } else {
            challenge(&reply);
        }
    }
    assert_eq!(through, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_it_again_for_want_of_an_answer_gets_the_one_there_was() {
    let shop = Shop::open().await;
    let (kasir, other) = (shop.kasir().await, shop.kasir().await.at(&shop.another().await));
    with_pin(&shop).await;
    let approval = approved(&kasir, &order(&kasir, &bus(60_000), "", "k").await).await;
    let mut placing = Vec::new();
    for n in 0..6 {
        let who = if n % 2 == 0 { kasir.clone() } else { other.clone() };
        let approval = approval.clone();
        placing.push(tokio::spawn(async move { order(&who, &bus(60_000), &approval, "k").await }));
    }
    let mut answers = BTreeSet::new();
    for reply in placing {
        answers.insert(reply.await.unwrap().expect(201)["orderNumber"].to_string());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    // The key stands for what was asked, not for who approved it.
    let again = order(&other, &bus(60_000), "another", "k").await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert!(answers.contains(&again.expect(201)["orderNumber"].to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_costs_something_else_by_now_is_approved_anew() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    with_pin(&shop).await;
    let car = shop.car_waiting().await;
    let (price, body) = (path(&car, "price"), json!({"finalPrice": 15_000, "reason": "tergores"}));
    let patch = |approval| {
        let asked = ((Method::PATCH, price.as_str()), &body);
        let kasir = &kasir;
        async move { say(kasir, asked.0, asked.1, (approval, "")).await }
    };
    let approval = approved(&kasir, &patch("").await).await;
    let whole = path(&car, "").trim_end_matches('/').to_owned();
    let dearer = kasir.patch(&whole, json!({"addOns": ["waxing"]})).await.expect(200);
    let total = dearer["pricing"]["total"].as_i64().unwrap();
    assert!(total > 75_000, "{dearer:#}");
    let refused = patch(&approval).await;
    assert!(refused.text.contains("this approval is for 60000 Rupiah"), "{}", refused.text);
    let fresh = answer(&kasir, &challenge(&refused).0, "manajer", PIN).await.expect(201);
    assert_eq!(fresh["amount"], total - 15_000);
    let done = patch(fresh["approval"].as_str().unwrap()).await.expect(200);
    assert_eq!(done["pricing"]["total"], 15_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orders_price_is_agreed_on_with_an_approval_of_that_order() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    with_pin(&shop).await;
    let (one, two) = (shop.car_waiting().await, shop.car_waiting().await);
    let price = json!({"finalPrice": 15_000, "reason": "tergores"});
    let patch = |order: &Value| (Method::PATCH, path(order, "price"));
    let refusal = kasir.patch(&path(&one, "price"), price.clone()).await;
    let approval = approved(&kasir, &refusal).await;
    let (method, other) = patch(&two);
    let refused = say(&kasir, (method, &other), &price, (&approval, "")).await;
    challenge(&refused);
    assert!(refused.text.contains("given for another command"), "another order");
    let (method, own) = patch(&one);
    let done = say(&kasir, (method, &own), &price, (&approval, "")).await.expect(200);
    assert_eq!(done["pricing"]["discount"], 60_000);
    assert_eq!(done["priceAgreement"]["approvedBy"]["username"], "manajer", "{done:#}");
}

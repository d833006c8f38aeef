//! What is said about orders at the counter, whatever their service.

use axum::http::Method;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use domain::values::Outlet;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::Shop;

/// The path of a service's orders.
pub(crate) fn orders(service: &str) -> String {
    format!("/api/v1/{service}/orders")
}

/// The path of an order and of what is below.
pub(crate) fn path(order: &Value, below: &str) -> String {
    let service = order["serviceType"].as_str().unwrap().replace('_', "-");
    format!("/api/v1/{service}/orders/{}{below}", order["id"])
}

pub(crate) async fn place(who: &Http, service: &str, body: Value) -> Reply {
    who.post(&orders(service), body).await
}

/// Tells an order to do something.
pub(crate) async fn tell(who: &Http, order: &Value, verb: &str, body: Value) -> Reply {
    who.patch(&path(order, &format!("/{verb}")), body).await
}

/// Puts an order right.
pub(crate) async fn correct(who: &Http, order: &Value, body: Value) -> Reply {
    who.patch(&path(order, ""), body).await
}

/// Says something with headers.
pub(crate) async fn say(
    who: &Http,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Reply {
    let headers: Vec<_> = headers.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    who.send(method, path, &headers, Some(body.to_string())).await.unwrap()
}

pub(crate) async fn put(who: &Http, path: &str, body: Value) -> Reply {
    say(who, Method::PUT, path, &[], &body).await
}

/// The order of a reply, which everybody who looks from now on sees just so.
pub(crate) async fn shown(who: &Http, reply: Reply, status: u16) -> Value {
    let position = (reply.status < 300).then(|| reply.position());
    let etag = reply.headers.get("etag").cloned();
    let order = reply.expect(status);
    let etag = etag.unwrap();
    assert_eq!(etag, format!("\"{}\"", order["version"]), "{order}");
    for path in [path(&order, ""), format!("/api/v1/orders/{}", order["id"])] {
        let seen = who.get_at(&path, position.unwrap()).await;
        assert_eq!(seen.headers["etag"], etag, "{path}");
        assert_eq!(seen.expect(200), order, "{path}");
    }
    order
}

/// An order that was placed, as everybody sees it.
pub(crate) async fn placed(who: &Http, service: &str, body: Value) -> Value {
    shown(who, place(who, service, body).await, 201).await
}

/// What an order became, as everybody sees it.
pub(crate) async fn told(who: &Http, order: &Value, verb: &str, body: Value) -> Value {
    shown(who, tell(who, order, verb, body).await, 200).await
}

/// What is wrong, field by field, with the finer code.
#[track_caller]
pub(crate) fn wrong(reply: &Reply, status: u16) -> Vec<(&str, &str)> {
    assert_eq!(reply.status, status, "{}", reply.text);
    let details = reply.body["error"]["details"].as_array().unwrap();
    let says_more = |detail: &Value| detail["message"].as_str().is_some_and(|m| !m.is_empty());
    assert!(details.iter().all(says_more), "{}", reply.text);
    details
        .iter()
        .map(|detail| (detail["field"].as_str().unwrap(), detail["code"].as_str().unwrap_or("")))
        .collect()
}

/// The step does not fit; the reply names those that do.
#[track_caller]
pub(crate) fn does_not_fit(reply: &Reply, allowed: &[&str]) {
    let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "INVALID_STATE".to_owned());
    assert_eq!(reply.refused(422), codes, "{}", reply.text);
    assert_eq!(reply.body["error"]["details"][0]["allowed"], json!(allowed), "{}", reply.text);
}

#[track_caller]
pub(crate) fn forbidden(reply: &Reply) {
    assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{}", reply.text);
}

/// A plain order of a service: 75,000, 37,000, 600,000 or 40,000 Rupiah.
pub(crate) fn plain(service: &str) -> Value {
    match service {
        "car-wash" => {
            json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1]})
        }
        "laundry" => json!({"lines": [{"itemTypeId": "shirt", "quantity": 3},
            {"itemTypeId": "trousers", "quantity": 2}]}),
        "carpet" => json!({"lines": [{"materialId": "wool", "length": 4, "width": 3}]}),
        "water-delivery" => json!({"productId": "gallon_19l", "quantity": 2,
            "walkIn": {"name": "John", "phone": "08123456789"},
            "address": "Jl. Melati No. 5, Bandung"}),
        other => panic!("no service {other}"),
    }
}

/// An object with more fields, or with others in their place.
pub(crate) fn with(mut object: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    object.as_object_mut().unwrap().extend(more);
    object
}

pub(crate) const SERVICES: [&str; 4] = ["car-wash", "laundry", "carpet", "water-delivery"];

/// An order as far as it can be worked on: started, or on its way.
pub(crate) async fn in_work(who: &Http, service: &str, body: Value) -> Value {
    let order = place(who, service, body).await.expect(201);
    tell(who, &order, "start", json!({})).await.expect(200)
}

/// An order whose work is done.
pub(crate) async fn done(who: &Http, service: &str, body: Value) -> Value {
    let order = in_work(who, service, body).await;
    tell(who, &order, "complete", json!({})).await.expect(200)
}

/// The day so many days from now.
pub(crate) fn day(from_now: i64) -> String {
    Outlet::first().business_day(Utc::now() + Duration::days(from_now)).to_string()
}

/// The time so many minutes from now.
pub(crate) fn time(from_now: i64) -> String {
    time_at(Utc::now() + Duration::minutes(from_now))
}

fn time_at(time: DateTime<Utc>) -> String {
    time.trunc_subsecs(0).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The position of the log's last event.
pub(crate) async fn head(shop: &Shop) -> i64 {
    let row = sqlx::query("SELECT position FROM log_head");
    let row = row.fetch_one(&mut shop.database.admin().await).await.unwrap();
    sqlx::Row::get(&row, 0)
}

use axum::http::Method;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::counter::{SERVICES, day, head, orders, path, place, plain, say, tell};
use crate::shop::Shop;

/// The same reply, byte for byte, and marked as one that was given before.
#[track_caller]
fn same(first: &Reply, again: &Reply) {
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    for header in ["etag", "x-log-position"] {
        assert_eq!(first.headers.get(header), again.headers.get(header), "{header}");
    }
    assert!(!first.headers.contains_key("idempotent-replayed"));
    assert_eq!(again.headers["idempotent-replayed"], "true", "{}", again.text);
}

async fn keyed(who: &Http, method: Method, path: &str, key: &str, body: &Value) -> Reply {
    say(who, method, path, &[("idempotency-key", key)], body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_again_under_its_key_is_done_once() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for service in SERVICES {
        let body = plain(service);
        let placed = keyed(&kasir, Method::POST, &orders(service), service, &body).await;
        let order = placed.clone().expect(201);
        let patch = |verb: &str| (Method::PATCH, path(&order, verb));
        let mut steps = vec![
            (&kasir, patch(""), json!({"notes": "pagi"})),
            (&kasir, patch("/employees"), json!({"employeeIds": [2, 1]})),
            (&kasir, patch("/price"), json!({"finalPrice": 900_000})),
        ];
        if service == "water-delivery" {
            steps.extend([
                (&kasir, patch("/dispatch"), json!({"driverId": 4})),
                (&kasir, patch("/fail-delivery"), json!({"reason": "not_home"})),
                (&kasir, patch("/reschedule"), json!({"date": day(1)})),
                (&kasir, patch("/start"), json!({})),
                (&kasir, patch("/deliver"), json!({})),
            ]);
        } else {
            steps.extend([
                (&kasir, patch("/start"), json!({})),
                (&kasir, patch("/submit-quality-check"), json!({})),
                (&kasir, patch("/quality-check"), json!({"result": "fail"})),
                (&kasir, patch("/complete"), json!({})),
                (&kasir, patch("/hand-over"), json!({})),
            ]);
        }
        steps.push((&manajer, patch("/rework"), json!({"reason": "kotor"})));
        let mut replies = Vec::new();
        for (i, (who, (method, path), body)) in steps.iter().enumerate() {
            let reply = keyed(who, method.clone(), path, &format!("{service} {i}"), body).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            replies.push(reply);
        }
        let other = place(&kasir, service, body.clone()).await.expect(201);
        let off = path(&other, "/cancel");
        let why = json!({"reason": "hujan"});
        let cancelled = keyed(&manajer, Method::PATCH, &off, &format!("{service} x"), &why).await;
        let gone = path(&other, "");
        let deleted =
            keyed(&manajer, Method::DELETE, &gone, &format!("{service} -"), &json!({})).await;
        assert_eq!((cancelled.status, deleted.status), (200, 204));
        let before = head(&shop).await;
        let there = shop.another().await;
        for elsewhere in [false, true] {
            let at = |who: &Http| if elsewhere { who.at(&there) } else { who.clone() };
            let (kasir, manajer) = (at(&kasir), at(&manajer));
            same(&placed, &keyed(&kasir, Method::POST, &orders(service), service, &body).await);
            for (i, (who, (method, path), body)) in steps.iter().enumerate() {
                let key = format!("{service} {i}");
                same(&replies[i], &keyed(&at(who), method.clone(), path, &key, body).await);
            }
            let key = format!("{service} x");
            same(&cancelled, &keyed(&manajer, Method::PATCH, &off, &key, &why).await);
            let key = format!("{service} -");
            same(&deleted, &keyed(&manajer, Method::DELETE, &gone, &key, &json!({})).await);
        }
        assert_eq!(head(&shop).await, before, "{service}: nothing was appended");
        let reused =
            keyed(&kasir, Method::PATCH, &path(&order, "/start"), service, &json!({})).await;
        assert_eq!(reused.refused(422).1, "IDEMPOTENCY_KEY_REUSED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_insists_on_an_old_version_changes_nothing() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for service in SERVICES {
        let order = place(&kasir, service, plain(service)).await.expect(201);
        let noted = kasir.patch(&path(&order, ""), json!({"notes": "pagi"})).await;
        assert_eq!(noted.headers["etag"], "\"2\"");
        let verbs = [
            ("", json!({"notes": "sore"})),
            ("/employees", json!({"employeeIds": [2]})),
            ("/price", json!({"finalPrice": 900_000})),
            ("/start", json!({})),
            ("/cancel", json!({"reason": "hujan"})),
            ("/complete", json!({})),
            ("/rework", json!({"reason": "kotor"})),
        ];
        for (verb, body) in &verbs {
            let path = path(&order, verb);
            let reply = say(&manajer, Method::PATCH, &path, &[("if-match", "\"1\"")], body).await;
            assert_eq!(reply.refused(409).0, "CONFLICT", "{path}");
            assert_eq!(reply.body["error"]["details"][0]["field"], "If-Match");
            let reply = say(&manajer, Method::PATCH, &path, &[("if-match", "soon")], body).await;
            assert_eq!(reply.refused(400).0, "VALIDATION_ERROR", "{path}");
        }
        let there = path(&order, "");
        let seen = kasir.get_at(&there, noted.position()).await;
        assert_eq!((seen.headers["etag"].to_str().unwrap(), seen.status), ("\"2\"", 200));
        let start = path(&order, "/start");
        let started =
            say(&kasir, Method::PATCH, &start, &[("if-match", "\"2\"")], &json!({})).await;
        assert!(started.expect(200)["version"].as_i64().unwrap() > 2);
        let late = tell(&kasir, &order, "start", json!({})).await;
        assert_eq!(late.refused(422).1, "INVALID_STATE");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_complete_at_once_one_does() {
    let shop = Shop::open().await;
    let (kasir, other) = (shop.kasir().await, shop.kasir().await.at(&shop.another().await));
    for service in ["laundry", "carpet"] {
        let order = crate::counter::in_work(&kasir, service, plain(service)).await;
        let before = head(&shop).await;
        let mut saying = Vec::new();
        for n in 0..16 {
            let who = if n % 2 == 0 { kasir.clone() } else { other.clone() };
            let path = path(&order, "/complete");
            saying.push(tokio::spawn(async move { who.patch(&path, json!({})).await }));
        }
        let mut won = 0;
        for reply in saying {
            let reply = reply.await.unwrap();
            match reply.status {
                200 => won += 1,
                422 => assert_eq!(reply.refused(422).1, "INVALID_STATE"),
                other => panic!("{other}: {}", reply.text),
            }
        }
        assert_eq!((won, head(&shop).await - before), (1, 1), "{service}");
    }
}

use axum::http::Method;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::counter::{
    SERVICES, correct, forbidden, in_work, path, place, placed, plain, put, tell, time, told, with,
    wrong,
};
use crate::shop::{Shop, delete};

/// Puts a worker behind a login.
async fn link(shop: &Shop, user: i64, employee: i64) {
    let path = format!("/api/v1/users/{user}/employee");
    put(&shop.admin().await, &path, json!({"employeeId": employee})).await.expect(200);
}

const KASIR: i64 = 3;
const MANAJER: i64 = 2;

/// Everything that can be said to an order.
fn verbs() -> [(&'static str, Value); 11] {
    [
        ("start", json!({})),
        ("submit-quality-check", json!({})),
        ("quality-check", json!({"result": "pass"})),
        ("complete", json!({})),
        ("cancel", json!({"reason": "x"})),
        ("hand-over", json!({})),
        ("rework", json!({"reason": "x"})),
        ("close", json!({})),
        ("employees", json!({"employeeIds": [2]})),
        ("price", json!({"finalPrice": 1, "reason": "x"})),
        ("", json!({"notes": "x"})),
    ]
}

async fn every_refusal(who: &Http, order: &Value, verbs: &[(&str, Value)]) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (verb, body) in verbs {
        let verb = if verb.is_empty() { String::new() } else { format!("/{verb}") };
        replies.push(who.patch(&path(order, &verb), body.clone()).await);
    }
    replies
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_looks_and_a_stranger_does_not() {
    let shop = Shop::open().await;
    let (kasir, tamu) = (shop.kasir().await, shop.staff("tamu").await);
    for service in SERVICES {
        let order = placed(&kasir, service, plain(service)).await;
        for reply in every_refusal(&tamu, &order, &verbs()).await {
            forbidden(&reply);
        }
        forbidden(&tell(&tamu, &order, "start", json!({"nonsense": true})).await);
        forbidden(&delete(&tamu, &path(&order, ""), json!({})).await);
        forbidden(&place(&tamu, service, json!({"nonsense": true})).await);
        forbidden(&place(&shop.staff("ahmad").await, service, plain(service)).await); // PER-06
        assert_eq!(tamu.get(&path(&order, "")).await.expect(200)["id"], order["id"]);
        let stranger = shop.stranger();
        for reply in every_refusal(&stranger, &order, &verbs()).await {
            assert_eq!(reply.refused(401).0, "UNAUTHORIZED");
        }
        assert_eq!(stranger.get(&path(&order, "")).await.status, 401);
        assert_eq!(place(&stranger, service, plain(service)).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn washers_and_drivers_work_on_what_is_theirs() {
    let shop = Shop::open().await;
    let (kasir, ahmad) = (shop.kasir().await, shop.staff("ahmad").await);
    for service in SERVICES {
        let hers = placed(&kasir, service, with(plain(service), json!({"employeeIds": [2]}))).await;
        for reply in every_refusal(&ahmad, &hers, &verbs()).await {
            forbidden(&reply);
        }
        let his = placed(&kasir, service, with(plain(service), json!({"employeeIds": [1]}))).await;
        let others = [
            ("cancel", json!({"reason": "x"})),
            ("employees", json!({"employeeIds": [1]})),
            ("price", json!({"finalPrice": 1, "reason": "x"})),
            ("close", json!({})),
            ("", json!({"notes": "x"})),
        ];
        for reply in every_refusal(&ahmad, &his, &others).await {
            forbidden(&reply);
        }
        told(&ahmad, &his, "start", json!({})).await;
        told(&ahmad, &his, "complete", json!({})).await;
    }
    let far = with(
        plain("water-delivery"),
        json!({"scheduledDate": crate::counter::day(0), "driverId": 1}),
    );
    let order = placed(&kasir, "water-delivery", far).await;
    told(&ahmad, &order, "dispatch", json!({})).await;
    told(&ahmad, &order, "fail-delivery", json!({"reason": "refused"})).await;
    told(&ahmad, &order, "dispatch", json!({})).await;
    told(&ahmad, &order, "deliver", json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn washers_see_the_end_of_a_phone_number_only() {
    let shop = Shop::open().await;
    let (kasir, ahmad) = (shop.kasir().await, shop.staff("ahmad").await);
    let hidden = |text: &str| {
        assert!(!text.contains("3456"), "{text}");
        assert!(!text.contains("0812"), "{text}");
    };
    for service in SERVICES {
        let who = json!({"customerId": 1, "employeeIds": [1],
            "walkIn": {"name": "Sopir Budi", "phone": "0812-3456-999"}});
        let reply = place(&kasir, service, with(plain(service), who)).await;
        let position = reply.position();
        let order = reply.expect(201);
        assert_eq!(order["walkIn"]["phone"], "0812-3456-999");
        for path in [
            path(&order, ""),
            format!("/api/v1/orders/{}", order["id"]),
            crate::counter::orders(service),
            "/api/v1/orders".to_owned(),
            "/api/v1/customers/1/orders".to_owned(),
            "/api/v1/queue".to_owned(),
        ] {
            let reply = ahmad.get_at(&path, position).await;
            hidden(&reply.text);
            reply.expect(200);
        }
        for verb in ["start", "complete", "hand-over"] {
            if verb == "hand-over" && service == "water-delivery" {
                continue; // it was, at the door
            }
            let key = format!("{service} {verb}");
            let key = [("idempotency-key", key.as_str())];
            for _ in 0..2 {
                let path = path(&order, &format!("/{verb}"));
                let reply =
                    crate::counter::say(&ahmad, Method::PATCH, &path, &key, &json!({})).await;
                hidden(&reply.text);
                let seen = reply.expect(200);
                assert_eq!(seen["walkIn"]["phone"], "**********999", "K-24");
                assert_eq!(seen["customer"]["phone"], "***********890");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_what_pays_them() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    link(&shop, KASIR, 2).await;
    link(&shop, MANAJER, 3).await;
    for (who, employee, other) in [(&kasir, 2, &manajer), (&manajer, 3, &kasir)] {
        let theirs = with(plain("car-wash"), json!({"employeeIds": [employee]}));
        let dearer = with(theirs.clone(), json!({"finalPrice": 90_000}));
        forbidden(&place(who, "car-wash", dearer).await);
        let order = placed(other, "car-wash", theirs).await;
        for (verb, body) in [
            ("price", json!({"finalPrice": 90_000})),
            ("employees", json!({"employeeIds": [employee, 4]})),
        ] {
            forbidden(&tell(who, &order, verb, body).await); // FEX 7
        }
        for change in [
            json!({"servicePackage": "deluxe"}),
            json!({"addOns": ["ceramic"]}),
            json!({"customerId": 2}),
        ] {
            forbidden(&correct(who, &order, change).await);
        }
        let nobodys =
            placed(who, "car-wash", with(plain("car-wash"), json!({"employeeIds": []}))).await;
        forbidden(&tell(who, &nobodys, "employees", json!({"employeeIds": [employee]})).await);
        // What pays nobody may be said, and the work may be done.
        correct(who, &order, json!({"notes": "jok kulit"})).await.expect(200);
        told(other, &order, "price", json!({"finalPrice": 90_000})).await;
        told(who, &order, "start", json!({})).await;
        told(who, &order, "complete", json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_earlier_is_written_down_by_a_manager_who_says_why() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let day = 24 * 60;
    for service in SERVICES {
        let at = |minutes: i64, why: Option<&str>| {
            with(plain(service), json!({"orderedAt": time(minutes), "backdateReason": why}))
        };
        let why = Some("listrik mati");
        forbidden(&place(&kasir, service, at(-day, why)).await);
        let reply = place(&manajer, service, at(-day, None)).await;
        assert_eq!(wrong(&reply, 400), [("backdateReason", "MISSING_FIELD")], "{service}");
        let long_ago = at(-30 * day + 10, why);
        let order = placed(&manajer, service, long_ago.clone()).await;
        assert_eq!(order["orderedAt"], long_ago["orderedAt"]);
        assert_ne!(order["businessDate"], crate::counter::day(0), "{service}");
        for (minutes, id) in [(-31 * day, "K-82"), (2 * day, "DAT-08")] {
            let reply = place(&manajer, service, at(minutes, why)).await;
            assert_eq!(reply.refused(400).0, "VALIDATION_ERROR", "{id}");
            assert_eq!(wrong(&reply, 400), [("orderedAt", "INVALID_RANGE")], "{id}");
        }
        let ahead = placed(&kasir, service, at(day - 10, None)).await;
        assert!(ahead["orderedAt"].as_str() > ahead["createdAt"].as_str(), "{service}");
    }
    let order = in_work(
        &manajer,
        "car-wash",
        with(
            plain("car-wash"),
            json!({"orderedAt": time(-3 * day), "backdateReason": "listrik mati"}),
        ),
    )
    .await;
    let at = |minutes: i64, why: Option<&str>| json!({"completedAt": time(minutes), "backdateReason": why});
    forbidden(&tell(&kasir, &order, "complete", at(-2 * day, Some("listrik mati"))).await);
    let reply = tell(&manajer, &order, "complete", at(-2 * day, None)).await;
    assert_eq!(wrong(&reply, 400), [("backdateReason", "MISSING_FIELD")]);
    let reply = tell(&manajer, &order, "complete", at(-4 * day, Some("listrik mati"))).await;
    assert_eq!(wrong(&reply, 422), [("completedAt", "INVALID_RANGE")], "before it was ordered");
    let reply = tell(&manajer, &order, "complete", at(60, None)).await;
    assert_eq!(wrong(&reply, 400), [("completedAt", "INVALID_RANGE")], "nothing is done tomorrow");
    let reply = tell(&manajer, &order, "complete", json!({"completedAt": "kemarin", "x": 1})).await;
    assert_eq!(wrong(&reply, 400).len(), 2);
    let finished = told(&manajer, &order, "complete", at(-2 * day, Some("listrik mati"))).await;
    assert!(finished["completedAt"].as_str() < finished["startedAt"].as_str());
    assert_eq!(finished["status"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_its_service_only() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, "laundry", plain("laundry")).await;
    let id = &order["id"];
    for service in ["car-wash", "carpet", "water-delivery", "ironing"] {
        let there = format!("/api/v1/{service}/orders/{id}");
        assert_eq!(kasir.get(&there).await.refused(404).0, "NOT_FOUND", "{service}");
        for (verb, body) in verbs() {
            let verb = if verb.is_empty() { String::new() } else { format!("/{verb}") };
            let reply = kasir.patch(&format!("{there}{verb}"), body).await;
            assert!([400, 403, 404].contains(&reply.status), "{service} {verb}: {}", reply.text);
        }
        let reply = kasir.patch(&format!("{there}/start"), json!({})).await;
        assert_eq!(reply.refused(404).0, "NOT_FOUND", "{service}");
        let reply = delete(&shop.manajer().await, &there, json!({})).await;
        assert_eq!(reply.refused(404).0, "NOT_FOUND", "{service}");
    }
    for bad in ["0", "-1", "abc", "9999999999999999999"] {
        for path in [format!("/api/v1/laundry/orders/{bad}"), format!("/api/v1/orders/{bad}")] {
            let reply = kasir.get(&path).await;
            assert!([400, 404].contains(&reply.status), "{path}: {}", reply.text);
        }
        let reply = kasir.patch(&format!("/api/v1/laundry/orders/{bad}/start"), json!({})).await;
        assert_eq!(wrong(&reply, 400)[0].0, "id", "{bad}");
    }
    assert_eq!(kasir.get("/api/v1/orders/999999").await.refused(404).0, "NOT_FOUND");
}

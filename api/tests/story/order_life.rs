use axum::http::Method;
use serde_json::{Value, json};

use crate::counter::{
    SERVICES, does_not_fit, done, forbidden, in_work, path, place, placed, plain, say, shown, tell,
    told, with, wrong,
};
use crate::shop::{Shop, delete};

async fn pay(shop: &Shop, order: &Value, amount: i64) {
    let body = json!({"orderId": order["id"], "amount": amount, "paymentMethod": "card"});
    shop.kasir().await.post("/api/v1/payments", body).await.expect(201);
}

/// What the customer fetches, of whatever service: nothing that is brought to the door.
fn fetched(service: &str) -> Value {
    match service {
        "water-delivery" => json!({"productId": 1, "quantity": 2, "customerId": 1,
            "selfPickup": true}),
        _ => plain(service),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_knows_the_same_verbs() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for service in SERVICES {
        let order = placed(&kasir, service, fetched(service)).await;
        assert_eq!(order["allowed"], json!(["start", "cancel"]), "{service}");
        let order = told(&kasir, &order, "start", json!({})).await;
        assert_eq!(order["status"], "in_progress", "{service}");
        assert!(order["startedAt"].is_string());
        assert_eq!(order["allowed"], json!(["submit-quality-check", "complete", "cancel"]));
        let order = told(&kasir, &order, "submit-quality-check", json!({})).await;
        let seen = (&order["status"], &order["subStatus"]);
        assert_eq!(seen, (&json!("in_progress"), &json!("quality_check")), "K-30: {service}");
        assert_eq!(order["allowed"], json!(["quality-check"]));
        let bad = json!({"result": "FAIL", "notes": "masih basah",
            "checklist": [{"point": "Velg", "passed": false}, {"point": "Kaca", "passed": true}]});
        let order = told(&kasir, &order, "quality-check", bad).await;
        assert_eq!((&order["status"], &order["subStatus"]), (&json!("in_progress"), &Value::Null));
        told(&kasir, &order, "submit-quality-check", json!({})).await;
        let good = json!({"result": "pass", "notes": "bagus"});
        let order = told(&manajer, &order, "quality-check", good).await;
        let seen = (&order["status"], &order["subStatus"], &order["notes"]);
        assert_eq!(seen, (&json!("completed"), &json!("ready"), &json!("bagus")), "TRN-09");
        assert!(order["completedAt"].is_string() && order["income"]["gross"].is_i64());
        assert_eq!(order["allowed"], json!(["hand-over", "rework"]));
        let reply = tell(&manajer, &order, "close", json!({})).await;
        does_not_fit(&reply, &["hand-over", "rework"]); // K-31: close requires paid
        let order = told(&kasir, &order, "hand-over", json!({})).await;
        assert_eq!(order["subStatus"], "handed_over", "unpaid orders go, too: {service}");
        assert!(order["outstanding"].as_i64().unwrap() > 0, "whoever does so sees what is owed");
        pay(&shop, &order, order["outstanding"].as_i64().unwrap()).await;
        let reply = tell(&kasir, &order, "close", json!({})).await;
        forbidden(&reply);
        let order = told(&manajer, &order, "close", json!({})).await;
        assert_eq!((&order["status"], &order["allowed"]), (&json!("closed"), &json!([])));
        for (verb, body) in [
            ("start", json!({})),
            ("cancel", json!({"reason": "x"})), // TRN-21
            ("rework", json!({"reason": "x"})),
            ("price", json!({"finalPrice": 1, "reason": "x"})),
            ("employees", json!({"employeeIds": [2]})),
        ] {
            does_not_fit(&tell(&manajer, &order, verb, body).await, &[]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_says_what_does() {
    let shop = Shop::open().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let ahmad = shop.staff("ahmad").await;
    let order = placed(&kasir, "car-wash", plain("car-wash")).await;
    let off = || json!({"reason": "hujan"});
    let pending = ["start", "cancel"];
    forbidden(&tell(&shop.staff("tamu").await, &order, "start", json!({})).await); // TRN-03
    forbidden(&tell(&kasir, &order, "cancel", off()).await); // TRN-12
    for (verb, body) in [
        ("close", json!({})), // TRN-19
        ("complete", json!({})),
        ("submit-quality-check", json!({})),
        ("quality-check", json!({"result": "pass"})),
        ("hand-over", json!({})),
        ("rework", json!({"reason": "x"})),
    ] {
        does_not_fit(&tell(&admin, &order, verb, body).await, &pending);
    }
    assert_eq!(told(&ahmad, &order, "start", json!({})).await["status"], "in_progress", "TRN-01");
    let in_progress = ["submit-quality-check", "complete", "cancel"];
    does_not_fit(&tell(&manajer, &order, "start", json!({})).await, &in_progress); // TRN-06
    let checked = told(&ahmad, &order, "submit-quality-check", json!({})).await;
    assert_eq!(checked["subStatus"], "quality_check", "TRN-07");
    does_not_fit(&tell(&admin, &order, "cancel", off()).await, &["quality-check"]); // TRN-15
    does_not_fit(&tell(&admin, &order, "complete", json!({})).await, &["quality-check"]);
    let reply = tell(&kasir, &order, "quality-check", json!({"result": "maybe"})).await;
    assert_eq!(wrong(&reply, 400), [("result", "INVALID_ENUM")]);
    let bad = json!({"checklist": [{"passed": "yes"}, {"point": "Velg"}]});
    let reply = tell(&kasir, &order, "quality-check", bad).await;
    assert_eq!(wrong(&reply, 400).len(), 4, "{}", reply.text);
    told(&ahmad, &order, "quality-check", json!({"result": "pass"})).await;
    let completed = ["hand-over", "rework"];
    does_not_fit(&tell(&admin, &order, "start", json!({})).await, &completed); // TRN-10
    does_not_fit(&tell(&admin, &order, "cancel", off()).await, &completed); // TRN-11
    does_not_fit(&tell(&ahmad, &order, "complete", json!({})).await, &completed); // TX-WF-001
    let late = json!({"finalPrice": 1, "reason": "x"});
    does_not_fit(&tell(&admin, &order, "price", late).await, &completed); // K-32
    pay(&shop, &order, 75_000).await;
    let called_off = placed(&kasir, "car-wash", plain("car-wash")).await;
    let called_off = told(&manajer, &called_off, "cancel", off()).await;
    let seen = (&called_off["status"], &called_off["cancelReason"], &called_off["allowed"]);
    assert_eq!(seen, (&json!("cancelled"), &json!("hujan"), &json!([])), "TRN-13");
    assert!(called_off["cancelledAt"].is_string());
    assert_eq!(called_off["outstanding"], 0);
    for (verb, body) in [("start", json!({})), ("cancel", off()), ("complete", json!({}))] {
        does_not_fit(&tell(&admin, &called_off, verb, body).await, &[]); // TRN-20
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_paid_when_done_is_paid() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, "laundry", plain("laundry")).await;
    pay(&shop, &order, 37_000).await;
    let order = told(&kasir, &order, "start", json!({})).await;
    let seen = (&order["status"], &order["paymentStatus"], &order["outstanding"]);
    assert_eq!(seen, (&json!("in_progress"), &json!("paid"), &json!(0)), "K-31");
    let order = told(&kasir, &order, "complete", json!({})).await;
    assert_eq!(order["status"], "paid", "TRN-16");
    assert_eq!(order["allowed"], json!(["hand-over", "rework", "close"]));

    let free = json!({"finalPrice": 0, "overrideReason": "garansi"});
    let gift = done(&kasir, "laundry", with(plain("laundry"), free)).await;
    assert_eq!((&gift["status"], &gift["outstanding"]), (&json!("paid"), &json!(0)), "VAL-05");
    assert_eq!(gift["income"]["gross"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_badly_is_done_again_for_nothing() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for service in SERVICES {
        let order = done(&kasir, service, plain(service)).await;
        let brought = order["handedOverAt"].is_string();
        if !brought {
            told(&kasir, &order, "hand-over", json!({})).await;
        }
        let reply = tell(&kasir, &order, "rework", json!({})).await;
        assert_eq!(wrong(&reply, 400), [("reason", "MISSING_FIELD")]);
        let again = told(&kasir, &order, "rework", json!({"reason": "masih kotor"})).await;
        let seen = (&again["status"], &again["subStatus"], &again["allowed"]);
        assert_eq!(
            seen,
            (&json!("completed"), &json!("rework"), &json!(["complete"])),
            "{service}"
        );
        let fixed = told(&kasir, &order, "complete", json!({})).await;
        assert_eq!(fixed["income"], order["income"], "it earns once: {service}");
        assert_eq!(fixed["completedAt"], order["completedAt"]);
        let back = told(&kasir, &order, "hand-over", json!({})).await;
        assert!(back["handedOverAt"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calling_off_proposes_what_to_give_back() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for (id, service, begun, paid, percent, amount) in [
        ("RFP-01", "car-wash", false, 50_000, 100.0, 50_000),
        ("RFP-02", "car-wash", true, 50_000, 50.0, 25_000),
        ("floor", "car-wash", true, 50_001, 50.0, 25_000),
        ("RFP-04", "laundry", true, 30_000, 30.0, 9_000),
        ("K-33", "laundry", false, 30_000, 100.0, 30_000),
        ("carpet", "carpet", true, 100_000, 50.0, 50_000),
        ("unpaid", "carpet", false, 0, 100.0, 0),
    ] {
        let order = if begun {
            in_work(&kasir, service, plain(service)).await
        } else {
            place(&kasir, service, plain(service)).await.expect(201)
        };
        if paid > 0 {
            pay(&shop, &order, paid).await;
        }
        for reason in [json!({}), json!({"reason": " "})] {
            let reply = tell(&manajer, &order, "cancel", reason).await;
            assert_eq!(wrong(&reply, 400)[0].0, "reason", "{id}");
        }
        let off = told(&manajer, &order, "cancel", json!({"reason": "hujan"})).await;
        assert_eq!(off["refundProposal"], json!({"percent": percent, "amount": amount}), "{id}");
        assert_eq!((&off["paid"], &off["outstanding"]), (&json!(paid), &json!(0)), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_came_of_is_hidden() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for service in SERVICES {
        let theirs = with(plain(service), json!({"customerId": 1}));
        let order = placed(&kasir, service, theirs).await;
        let there = path(&order, "");
        for who in ["kasir", "ahmad", "tamu"] {
            forbidden(&delete(&shop.staff(who).await, &there, json!({})).await); // PER-10
        }
        let stale =
            say(&manajer, Method::DELETE, &there, &[("if-match", "\"9\"")], &json!({})).await;
        assert_eq!(stale.refused(409).0, "CONFLICT");
        let gone = delete(&manajer, &there, json!({})).await;
        assert_eq!((gone.status, gone.text.as_str()), (204, ""));
        let position = gone.position();
        for path in [there.clone(), format!("/api/v1/orders/{}", order["id"])] {
            assert_eq!(kasir.get_at(&path, position).await.refused(404).0, "NOT_FOUND");
            let path = format!("{path}?includeDeleted=true");
            let seen = kasir.get_at(&path, position).await.expect(200);
            assert!(seen["deletedAt"].is_string(), "{service}");
            assert_eq!(seen["allowed"], json!([]), "nothing more can be done with it: {service}");
        }
        let of_customer = "/api/v1/customers/1/orders";
        for list in [&crate::counter::orders(service), "/api/v1/orders", of_customer] {
            let seen = kasir.get_at(list, position).await.expect(200);
            assert_eq!(seen, json!([]), "{list}");
        }
        let list = format!("{}?includeDeleted=true", crate::counter::orders(service));
        let seen = kasir.get_at(&list, position).await.expect(200);
        assert_eq!(seen[0]["id"], order["id"]);
        let queue = kasir.get_at("/api/v1/queue", position).await.expect(200);
        assert_eq!(queue, json!([]));
        for reply in [
            delete(&manajer, &there, json!({})).await,
            tell(&kasir, &order, "start", json!({})).await,
            crate::counter::correct(&kasir, &order, json!({"notes": "x"})).await,
        ] {
            assert_eq!(reply.refused(404).0, "NOT_FOUND");
        }
    }
    let begun = in_work(&kasir, "car-wash", plain("car-wash")).await;
    let reply = delete(&manajer, &path(&begun, ""), json!({})).await;
    does_not_fit(&reply, &["submit-quality-check", "complete", "cancel"]);
    let off = told(&manajer, &begun, "cancel", json!({"reason": "x"})).await;
    assert_eq!(delete(&manajer, &path(&off, ""), json!({})).await.status, 204);
    let paid = placed(&kasir, "car-wash", plain("car-wash")).await;
    pay(&shop, &paid, 1_000).await;
    let reply = delete(&manajer, &path(&paid, ""), json!({})).await;
    assert_eq!(reply.refused(422).1, "INVALID_STATE", "money came of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_decides_what_comes_before_completion() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    let limits = json!({"limits": {"paymentBeforeCompletion": {"laundry": true},
        "qualityCheck": {"carpet": true}}});
    crate::counter::put(&admin, "/api/v1/settings", limits).await.expect(200);
    let clothes = in_work(&kasir, "laundry", plain("laundry")).await;
    let reply = tell(&kasir, &clothes, "complete", json!({})).await;
    assert_eq!(wrong(&reply, 422), [("payment", "INVALID_STATE")], "K-31");
    pay(&shop, &clothes, 37_000).await;
    let reply = tell(&kasir, &clothes, "complete", json!({})).await;
    assert_eq!(shown(&kasir, reply, 200).await["status"], "paid");
    let carpet = in_work(&kasir, "carpet", plain("carpet")).await;
    does_not_fit(&tell(&kasir, &carpet, "complete", json!({})).await, &["submit-quality-check"]);
    told(&kasir, &carpet, "submit-quality-check", json!({})).await;
    told(&kasir, &carpet, "quality-check", json!({"result": "pass"})).await;
    done(&kasir, "car-wash", plain("car-wash")).await; // nobody spoke of cars
}

#[tokio::test(flavor = "multi_thread")]
async fn completing_can_say_how_it_looked() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let body = json!({"limits": {"qualityCheck": {"car_wash": true}}});
    crate::counter::put(&shop.admin().await, "/api/v1/settings", body).await.expect(200);
    let order = in_work(&kasir, "car-wash", plain("car-wash")).await;
    let checklist = json!([{"point": "Velg", "passed": false}]);
    let bad = json!({"quality": "fail", "checklist": checklist, "notes": "velg kotor"});
    let back = told(&kasir, &order, "complete", bad).await;
    assert_eq!((&back["status"], &back["completedAt"]), (&json!("in_progress"), &Value::Null));
    let good = json!({"quality": "PASS", "checklist": [{"point": "Velg", "passed": true}]});
    let finished = told(&kasir, &order, "complete", good).await;
    assert_eq!(finished["status"], "completed");
    assert_eq!(finished["income"]["employeeCut"], 22_500);
    let order = in_work(&kasir, "car-wash", plain("car-wash")).await;
    let reply = tell(&kasir, &order, "complete", json!({"checklist": []})).await;
    assert_eq!(wrong(&reply, 400), [("quality", "MISSING_FIELD")]);
    let reply = tell(&kasir, &order, "complete", json!({"quality": "so-so", "checklist": 1})).await;
    let fields: Vec<&str> = wrong(&reply, 400).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["quality", "checklist"]);
}

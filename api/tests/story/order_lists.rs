use serde_json::{Value, json};

use crate::counter::{SERVICES, orders, place, placed, plain, shown, tell, told, with, wrong};
use crate::shop::{Shop, customer_path};

const ALL: &str = "/api/v1/orders";

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|order| order["id"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_orders_of_all_services_are_listed_together_and_apart() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let mut placed_ones = Vec::new();
    let mut position = 0;
    for service in SERVICES {
        for customer in [1, 2] {
            let theirs = with(plain(service), json!({"customerId": customer}));
            let reply = place(&kasir, service, theirs).await;
            position = reply.position();
            placed_ones.push(reply.expect(201));
        }
    }
    let all: Vec<i64> = placed_ones.iter().map(|o| o["id"].as_i64().unwrap()).collect();
    let newest: Vec<i64> = all.iter().rev().copied().collect();
    let list = async |path: &str| kasir.get_at(path, position).await;
    let together = list(ALL).await;
    assert_eq!(ids(&together.body["data"]), newest);
    assert_eq!(together.body["meta"]["total"], 8);
    for (order, seen) in placed_ones.iter().rev().zip(together.body["data"].as_array().unwrap()) {
        assert_eq!(seen, order, "the same as the reply to placing it");
    }
    assert_eq!(ids(&list(&format!("{ALL}?sort=createdAt")).await.expect(200)), all);
    let page = list(&format!("{ALL}?limit=3&page=3")).await;
    assert_eq!(ids(&page.body["data"]), newest[6..]);
    assert_eq!(page.body["meta"], json!({"page": 3, "limit": 3, "total": 8, "totalPages": 3}));
    for (i, service) in SERVICES.into_iter().enumerate() {
        let own = &newest[(3 - i) * 2..(4 - i) * 2];
        assert_eq!(ids(&list(&orders(service)).await.expect(200)), own, "{service}");
        let name = service.replace('-', "_").to_uppercase();
        let path = format!("{ALL}?filter[serviceType]={name}");
        assert_eq!(ids(&list(&path).await.expect(200)), own, "K-45: {name}");
        let path = format!("{}?filter[customerId]=2&filter[status]=PENDING", orders(service));
        assert_eq!(ids(&list(&path).await.expect(200)), own[..1], "{service}");
        let path = format!("{}?filter[status]=closed", orders(service));
        assert_eq!(list(&path).await.body["meta"]["totalPages"], 0);
    }
    for path in [
        format!("{ALL}?filter[serviceType]=ironing"),
        format!("{ALL}?filter[status]=ready"),
        format!("{ALL}?filter[customerId]=x"),
        format!("{ALL}?filter[createdAt][gte]=kemarin"),
        format!("{ALL}?includeDeleted=maybe"),
        format!("{ALL}?sort=price"),
        format!("{ALL}?page=two"),
        format!("{}?filter[serviceType]=laundry", orders("laundry")),
    ] {
        assert_eq!(wrong(&list(&path).await, 400).len(), 1, "{path}");
    }
    let bad = list(&format!("{ALL}?filter[status]=ready&sort=price&colour=red")).await;
    assert_eq!(wrong(&bad, 400).len(), 3, "all of it at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_count_by_service_without_a_gap() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for round in 1..=2 {
        for (service, prefix) in SERVICES.into_iter().zip(["CW", "LD", "CP", "WD"]) {
            let refused = with(plain(service), json!({"finalPrice": 1, "overrideReason": "x"}));
            place(&kasir, service, with(refused, json!({"customerId": 99}))).await.refused(422);
            let order = placed(&kasir, service, plain(service)).await;
            let year = &order["businessDate"].as_str().unwrap()[..4];
            assert_eq!(order["orderNumber"], format!("{prefix}-{year}-{round:05}"), "K-43");
            if round == 1 {
                told(&manajer, &order, "cancel", json!({"reason": "hujan"})).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_went_into_another_takes_their_orders_along() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let old = shop.customer("Dedi", "0811-2222-333").await;
    let one = shop.customer("Pak Dedi", "0811-4444-555").await;
    let mut theirs = Vec::new();
    for service in SERVICES {
        let wanted = with(plain(service), json!({"customerId": old["id"], "walkIn": null}));
        theirs.push(placed(&kasir, service, wanted).await);
    }
    let body = json!({"intoId": one["id"]});
    let position = manajer.post(&customer_path(&old, "/merge"), body).await.position();
    let expected: Vec<i64> = theirs.iter().rev().map(|o| o["id"].as_i64().unwrap()).collect();
    let list = kasir.get_at(&customer_path(&one, "/orders"), position).await.expect(200);
    assert_eq!(ids(&list), expected);
    let path = format!("{ALL}?filter[customerId]={}", one["id"]);
    assert_eq!(
        ids(&kasir.get_at(&path, position).await.expect(200)),
        expected,
        "by the filter, too"
    );
    // Who still says the old id means the one that goes on, and what was ordered can be put right.
    let wanted = with(plain("car-wash"), json!({"customerId": old["id"]}));
    assert_eq!(placed(&kasir, "car-wash", wanted).await["customerId"], one["id"]);
    for order in &theirs {
        let change =
            crate::counter::correct(&kasir, order, json!({"walkIn": {"name": "Dedi"}})).await;
        let changed = shown(&kasir, change, 200).await;
        assert_eq!(changed["walkIn"]["name"], "Dedi");
        told(&kasir, order, "start", json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inactive_customer_orders_nothing_more_and_keeps_what_was_ordered() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let dedi = shop.customer("Dedi", "0811-2222-333").await;
    let mut before = Vec::new();
    for service in SERVICES {
        let wanted = with(plain(service), json!({"customerId": dedi["id"]}));
        before.push(placed(&kasir, service, wanted).await);
    }
    let gone = customer_path(&dedi, "/deactivate");
    manajer.patch(&gone, json!({})).await.expect(200);
    for (service, order) in SERVICES.into_iter().zip(&before) {
        let wanted = with(plain(service), json!({"customerId": dedi["id"]}));
        let reply = place(&kasir, service, wanted).await;
        assert_eq!(wrong(&reply, 422), [("customerId", "INVALID_STATE")], "{service}");
        let change = json!({"walkIn": {"name": "Adik Dedi", "phone": "0811-7777-888"}});
        let reply = crate::counter::correct(&kasir, order, change).await;
        let changed = shown(&kasir, reply, 200).await;
        assert_eq!(changed["customerId"], dedi["id"], "{service}");
        let stranger = placed(&kasir, service, plain(service)).await;
        let change = json!({"customerId": dedi["id"]});
        let reply = crate::counter::correct(&kasir, &stranger, change).await;
        assert_eq!(wrong(&reply, 422), [("customerId", "INVALID_STATE")], "nor afterwards");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_retired_is_assigned_nothing() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    manajer.patch("/api/v1/employees/4/deactivate", json!({})).await.expect(200);
    for service in SERVICES {
        let theirs = with(plain(service), json!({"employeeIds": [4, 98]}));
        let reply = place(&kasir, service, theirs).await;
        let expected = [("employeeIds", "INVALID_STATE"), ("employeeIds", "NOT_FOUND")];
        assert_eq!(wrong(&reply, 422), expected, "{service}");
        let order = placed(&kasir, service, plain(service)).await;
        let reply = tell(&kasir, &order, "employees", json!({"employeeIds": [1, 4]})).await;
        assert_eq!(wrong(&reply, 422), [("employeeIds", "INVALID_STATE")]);
        let reply = tell(&kasir, &order, "employees", json!({"employeeIds": [1, 1]})).await;
        assert_eq!(reply.refused(409).0, "CONFLICT", "VAL-23");
        let reply = tell(&kasir, &order, "employees", json!({})).await;
        assert_eq!(wrong(&reply, 400), [("employeeIds", "MISSING_FIELD")]);
        let many = json!({"employeeIds": [3, 1, 2]});
        let assigned = told(&kasir, &order, "employees", many.clone()).await;
        assert_eq!(assigned["employees"][0]["name"], "Joko");
        assert_eq!(told(&kasir, &order, "employees", many).await["version"], assigned["version"]);
    }
}

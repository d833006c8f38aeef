use std::time::Duration;

use serde_json::{Value, json};

use crate::shop::Shop;

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|o| o["id"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_reads_it_at_once_and_it_looks_the_same() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    let body = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "cash"});
    let position = shop.pay(body).await.position();
    let path = format!("/api/v1/car-wash/orders/{}", order["id"]);
    let reply = shop.kasir().await.get_at(&path, position).await;
    assert!(reply.position() >= position);
    let read = reply.expect(200);
    assert_eq!(read["status"], "paid");
    assert_eq!(read["income"], order["income"]);
    assert_eq!(read["pricing"], order["pricing"]);
    let list = shop.kasir().await.get_at("/api/v1/car-wash/orders", position).await;
    assert_eq!(list.body["data"][0], read);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_never_comes_is_answered_all_the_same() {
    let shop = Shop::with_drawer().await;
    shop.car_waiting().await;
    // Where it is waited for as long as in a shop.
    let here = shop.another_with(&shop.database.impatient()).await;
    let kasir = shop.kasir().await.at(&here);
    let reply = kasir.get_at("/api/v1/car-wash/orders", 1_000_000).await;
    assert!(reply.position() < 1_000_000);
    reply.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_listed_by_page_status_customer_and_age() {
    let shop = Shop::with_drawer().await;
    let done = shop.car_done().await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(shop.car_waiting().await["id"].as_i64().unwrap());
    }
    let kasir = shop.kasir().await;
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": 1});
    let reply = kasir.post("/api/v1/car-wash/orders", wanted).await;
    let position = reply.position();
    let hers = reply.expect(201)["id"].as_i64().unwrap();
    let list = async |query: &str| {
        let path = format!("/api/v1/car-wash/orders?{query}");
        kasir.get_at(&path, position).await
    };
    let newest_first = list("limit=2").await;
    assert_eq!(ids(&newest_first.body["data"]), [hers, waiting[2]]);
    let mut meta = newest_first.body["meta"].clone();
    let next = meta["next"].take().as_str().unwrap().to_owned();
    let expected = json!({"page": 1, "limit": 2, "total": 5, "totalPages": 3, "next": null});
    assert_eq!(meta, expected);
    let behind = list(&format!("limit=2&after={next}")).await;
    assert_eq!(ids(&behind.body["data"]), [waiting[1], waiting[0]]);
    assert_eq!(behind.body["meta"]["page"], Value::Null);
    let oldest = list("sort=createdAt&limit=1&page=2").await.expect(200);
    assert_eq!(ids(&oldest), [waiting[0]]);
    let completed = list("filter[status]=completed").await.expect(200);
    assert_eq!(ids(&completed), [done["id"].as_i64().unwrap()]);
    assert_eq!(ids(&list("filter[customerId]=1").await.expect(200)), [hers]);
    let future = list("filter[createdAt][gte]=2999-01-01T00:00:00Z").await.expect(200);
    assert!(ids(&future).is_empty());
    for always in ["[gte]=0001-01-01T00:00:00Z", "[lte]=9999-12-31T23:59:59Z"] {
        let all = list(&format!("filter[createdAt]{always}")).await.expect(200);
        assert_eq!(ids(&all).len(), 5, "{always}");
    }
    let absurd = list("filter[createdAt][gte]=-262143-01-01T00:00:00Z").await;
    assert_eq!(absurd.refused(400).0, "VALIDATION_ERROR");
    let wrong = list("filter[colour]=red&sort=price&page=x").await;
    assert_eq!(wrong.refused(400).0, "VALIDATION_ERROR");
    assert_eq!(wrong.body["error"]["details"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_first_come_first_served_and_survives_a_lost_redis() {
    let shop = Shop::with_drawer().await;
    let first = shop.car_in_work().await;
    let second = shop.car_waiting().await;
    let kasir = shop.kasir().await;
    let reply =
        kasir.patch(&crate::shop::path(&shop.car_in_work().await, "complete"), json!({})).await;
    let position = reply.position();
    let board = async || {
        let mut board = kasir.get_at("/api/v1/queue", position).await.expect(200);
        for entry in board.as_array_mut().unwrap() {
            for goes_on in ["waitingSeconds", "estimatedWaitSeconds"] {
                entry[goes_on].take(); // while we look
            }
        }
        board
    };
    let before = board().await;
    let entries: Vec<(&Value, &Value, &Value)> = before
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (&e["orderId"], &e["position"], &e["status"]))
        .collect();
    let expected = [
        (&first["id"], &json!(1), &json!("in_progress")),
        (&second["id"], &json!(2), &json!("pending")),
    ];
    assert_eq!(entries, expected);
    assert_eq!(before[0]["licensePlate"], "B 1 KH");
    // Only this shop's keys: other stories are running.
    let (log_id,): (String,) = sqlx::query_as("SELECT log_id FROM log_head")
        .fetch_one(&mut shop.database.admin().await)
        .await
        .unwrap();
    let version = <projections::queue::Queue as projections::runtime::Projection>::VERSION;
    let key = format!("kharisma:{{{log_id}:queue}}:v{version}");
    let filled = async || {
        let mut redis = shop.redis.connection();
        loop {
            let there: i64 = redis::cmd("EXISTS").arg(&key).query_async(&mut redis).await.unwrap();
            if there == 1 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await; // until it is
        }
    };
    filled().await;
    let mut redis = shop.redis.connection();
    let gone: i64 = redis::cmd("DEL").arg(&key).query_async(&mut redis).await.unwrap();
    assert_eq!(gone, 1, "the board was in Redis");
    assert_eq!(board().await, before, "from the table, or from Redis filled again");
    filled().await;
    assert_eq!(board().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_reported_by_service_and_by_method() {
    let shop = Shop::with_drawer().await;
    let order = shop.car_done().await;
    shop.car_done().await;
    shop.car_waiting().await;
    let pay = |amount, method| {
        shop.pay(json!({"orderId": order["id"], "amount": amount, "paymentMethod": method}))
    };
    pay(25_000, "cash").await.expect(201);
    let position = pay(50_000, "e_wallet").await.position();
    let manajer = shop.manajer().await;
    let report = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
    assert_eq!(report["totalOrders"], 2);
    assert_eq!(report["totalRevenue"], 150_000);
    let car_wash = json!({"service": "car_wash", "count": 2, "revenue": 150_000});
    assert_eq!(report["byService"][0], car_wash);
    assert_eq!(report["byService"].as_array().unwrap().len(), 4, "empty services stand there too");
    let cash = json!({"paymentMethod": "cash", "count": 1, "amount": 25_000});
    assert_eq!(report["byPaymentMethod"][0], cash);
    assert_eq!(report["asOfPosition"], position);
    let empty = manajer.get("/api/v1/reports/daily-sales?date=2020-02-02").await.expect(200);
    assert_eq!((&empty["date"], &empty["totalOrders"]), (&json!("2020-02-02"), &json!(0)));
    let bad = manajer.get("/api/v1/reports/daily-sales?date=02-02-2020").await;
    assert_eq!(bad.refused(400).0, "VALIDATION_ERROR");
    let kasir = shop.kasir().await.get("/api/v1/reports/daily-sales").await;
    assert_eq!(kasir.refused(403).0, "INSUFFICIENT_PERMISSIONS", "K-26");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_can_be_looked_up() {
    let shop = Shop::with_drawer().await;
    let position = {
        let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic"});
        shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.position()
    };
    let kasir = shop.kasir().await;
    let get = async |path: &str| kasir.get_at(path, position).await.expect(200);
    assert_eq!(get("/api/v1/employees").await.as_array().unwrap().len(), 4);
    let customers = get("/api/v1/customers").await;
    let phone = |customers: &Value| {
        let ratna = customers.as_array().unwrap().iter().find(|c| c["id"] == 2).unwrap();
        ratna["phone"].as_str().unwrap().to_owned()
    };
    assert_eq!(phone(&customers), "0857-1234-5678");
    let ahmad = shop.staff("ahmad").await.get_at("/api/v1/customers", position).await.expect(200);
    assert_eq!(phone(&ahmad), "***********678", "K-24");
}

use std::time::{Duration, Instant};

use axum::http::Method;
use domain::order::ServiceType;
use domain::values::OutletId;
use infra::database::Database;
use infra::migrations::migrate_read;
use projections::ReadDb;
use projections::queue::{Board, Hall, Queue, read_table};
use projections::runtime::{Projection, read_everything};
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{Shop, path, wrong_fields};

const QUEUE: &str = "/api/v1/queue";

fn of(order: &Value) -> String {
    format!("{QUEUE}/{}", order["id"].as_i64().unwrap_or(999_999))
}

async fn send(who: &Http, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    who.send(method, path, &headers, None).await.unwrap()
}

async fn join(who: &Http, order: &Value) -> Reply {
    send(who, Method::POST, &of(order), &[]).await
}

async fn leave(who: &Http, order: &Value) -> Reply {
    send(who, Method::DELETE, &of(order), &[]).await
}

async fn arrange(who: &Http, order: &Value, body: Value) -> Reply {
    who.patch(&of(order), body).await
}

/// The log's last position.
async fn head(shop: &Shop) -> i64 {
    let row = sqlx::query_as("SELECT position FROM log_head");
    let (position,): (i64,) = row.fetch_one(&mut shop.database.admin().await).await.unwrap();
    position
}

/// The board as it is now.
async fn board(shop: &Shop, query: &str) -> Vec<Value> {
    let board = shop.kasir().await.get_at(&format!("{QUEUE}{query}"), head(shop).await).await;
    board.expect(200).as_array().unwrap().clone()
}

async fn next(shop: &Shop, query: &str) -> Value {
    let next = shop.kasir().await.get_at(&format!("{QUEUE}/next{query}"), head(shop).await).await;
    assert_eq!(next.body["success"], true);
    next.expect(200)
}

/// Positions and orders.
fn places(board: &[Value]) -> Vec<(u64, Value)> {
    board.iter().map(|e| (e["position"].as_u64().unwrap(), e["orderId"].clone())).collect()
}

async fn correct(shop: &Shop, order: &Value, body: Value) -> Reply {
    shop.kasir().await.patch(&format!("/api/v1/car-wash/orders/{}", order["id"]), body).await
}

async fn shirts(shop: &Shop) -> Value {
    let wanted =
        json!({"walkIn": {"name": "Budi"}, "lines": [{"itemTypeId": "shirt", "quantity": 3}]});
    shop.kasir().await.post("/api/v1/laundry/orders", wanted).await.expect(201)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_follows_the_orders() {
    let shop = Shop::open().await;
    assert_eq!(next(&shop, "").await, Value::Null, "K-88");
    let (first, second) = (shop.car_waiting().await, shop.car_waiting().await);
    let laundry = shirts(&shop).await;
    assert_eq!(next(&shop, "").await["orderId"], first["id"]);
    shop.order(&first, "start", json!({})).await.expect(200);
    assert_eq!(next(&shop, "").await["orderId"], second["id"], "the oldest whose work waits");
    let expected = [(1, &first), (2, &second), (3, &laundry)];
    let expected = expected.map(|(position, order)| (position, order["id"].clone()));
    assert_eq!(places(&board(&shop, "").await), expected);
    let washed = board(&shop, "?filter[serviceType]=laundry").await;
    assert_eq!(places(&washed), expected[2..], "a position counts the whole board");
    let laundry_next = next(&shop, "?filter[serviceType]=LAUNDRY").await;
    assert_eq!(laundry_next["orderId"], laundry["id"]);
    assert_eq!(laundry_next["customerName"], "Budi");
    assert_eq!(next(&shop, "?filter[serviceType]=carpet").await, Value::Null);

    shop.order(&first, "submit-quality-check", json!({})).await.expect(200);
    let revised = json!({"licensePlate": "D 77 X", "walkIn": {"name": "Ibu Wulan"}});
    correct(&shop, &second, revised).await.expect(200);
    let seen = board(&shop, "").await;
    assert_eq!(
        (&seen[0]["status"], &seen[0]["subStatus"]),
        (&json!("in_progress"), &json!("quality_check"))
    );
    assert_eq!(
        (&seen[1]["licensePlate"], &seen[1]["customerName"]),
        (&json!("D 77 X"), &json!("Ibu Wulan"))
    );
    assert_eq!((&seen[1]["status"], &seen[1]["subStatus"]), (&json!("pending"), &Value::Null));
    assert_eq!(seen[1]["summary"], "Sedan · Basic");
    assert_eq!(seen[1]["orderNumber"], second["orderNumber"]);
    shop.order(&first, "quality-check", json!({"result": "pass"})).await.expect(200);
    let cancel = json!({"reason": "hujan deras"});
    shop.manajer().await.patch(&path(&second, "cancel"), cancel).await.expect(200);
    assert_eq!(places(&board(&shop, "").await), [(1, laundry["id"].clone())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_queue_can_join_it_again_at_its_end() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let (first, second) = (shop.car_waiting().await, shop.car_waiting().await);
    assert_eq!(join(&kasir, &first).await.refused(409).0, "CONFLICT", "it waits already");
    let reply = leave(&kasir, &first).await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    assert_eq!(leave(&kasir, &first).await.refused(404).0, "NOT_FOUND");
    let bay = json!({"bay": "1"});
    assert_eq!(arrange(&kasir, &first, bay.clone()).await.refused(404).0, "NOT_FOUND");
    assert_eq!(places(&board(&shop, "").await), [(1, second["id"].clone())]);
    // The order itself goes on, and what happens to it while it is hidden is not forgotten.
    shop.order(&first, "start", json!({})).await.expect(200);

    let stale = send(&kasir, Method::POST, &of(&first), &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.refused(409).0, "CONFLICT");
    let key = [("idempotency-key", "again")];
    let joined = send(&kasir, Method::POST, &of(&first), &key).await;
    let again = send(&kasir, Method::POST, &of(&first), &key).await;
    assert_eq!((again.status, &again.text), (201, &joined.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let entry = joined.expect(201);
    assert_eq!((&entry["position"], &entry["waitingSeconds"]), (&Value::Null, &json!(0)));
    let seen = board(&shop, "").await;
    assert_eq!(places(&seen), [(1, second["id"].clone()), (2, first["id"].clone())]);
    for same in ["orderNumber", "status", "licensePlate", "summary", "createdAt", "bay"] {
        assert_eq!(seen[1][same], entry[same], "{same}");
    }
    assert_eq!(entry["status"], "in_progress");
    shop.order(&first, "complete", json!({})).await.expect(200);
    let codes = ("BUSINESS_RULE_VIOLATION".to_owned(), "INVALID_STATE".to_owned());
    assert_eq!(join(&kasir, &first).await.refused(422), codes);
    for reply in [
        join(&kasir, &Value::Null).await,
        leave(&kasir, &Value::Null).await,
        arrange(&kasir, &Value::Null, bay).await,
    ] {
        assert_eq!(reply.refused(404).0, "NOT_FOUND");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn some_go_before_others_for_a_reason_and_bays_are_given() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let orders = [shop.car_waiting().await, shop.car_waiting().await, shop.car_waiting().await];
    let [one, two, three] = &orders;
    let refused = arrange(&kasir, three, json!({"priority": 5})).await;
    assert_eq!(wrong_fields(&refused), ["reason"]);
    let urgent = json!({"priority": 5, "reason": "ibu hamil", "bay": 2});
    let entry = arrange(&kasir, three, urgent.clone()).await.expect(200);
    assert_eq!((&entry["priority"], &entry["bay"]), (&json!(5), &json!("2")));
    assert_eq!(entry["position"], Value::Null, "an order does not know who else waits");
    arrange(&kasir, two, json!({"priority": 1, "reason": "langganan"})).await.expect(200);
    assert_eq!(next(&shop, "").await["orderId"], three["id"]);
    let order = [(1, three), (2, two), (3, one)].map(|(at, order)| (at, order["id"].clone()));
    assert_eq!(places(&board(&shop, "").await), order);
    assert_eq!(board(&shop, "").await[0]["bay"], "2");

    let before = head(&shop).await;
    let nothing = arrange(&kasir, three, urgent).await;
    assert_eq!(nothing.headers["etag"], "\"3\"");
    nothing.expect(200);
    arrange(&kasir, three, json!({})).await.expect(200);
    assert_eq!(head(&shop).await, before, "what stands so already changes nothing");
    let back = arrange(&kasir, three, json!({"priority": 0, "bay": null})).await.expect(200);
    assert_eq!(
        (&back["priority"], &back["bay"]),
        (&json!(0), &Value::Null),
        "less needs no reason"
    );
    arrange(&kasir, three, json!({"bay": "Bay Utara"})).await.expect(200);
    let seen = board(&shop, "").await;
    assert_eq!((&seen[2]["orderId"], &seen[2]["bay"]), (&three["id"], &json!("Bay Utara")));

    let wrong = json!({"bay": 0, "priority": 10, "reason": 7, "colour": "red"});
    assert_eq!(
        wrong_fields(&arrange(&kasir, one, wrong).await),
        ["bay", "priority", "reason", "colour"]
    );
    assert_eq!(wrong_fields(&arrange(&kasir, one, json!({"reason": "x"})).await), ["reason"]);
    assert_eq!(wrong_fields(&arrange(&kasir, one, json!({"bay": ""})).await), ["bay"]);
    assert_eq!(wrong_fields(&kasir.patch("/api/v1/queue/x", json!({})).await), ["orderId"]);
    let unknown = kasir.get("/api/v1/queue?filter[serviceType]=pizza&page=2").await;
    assert_eq!(wrong_fields(&unknown), ["filter[serviceType]", "page"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_arrange_the_queue_is_told_so_first() {
    let shop = Shop::open().await;
    let (viewer, ahmad) = (shop.staff("tamu").await, shop.staff("ahmad").await);
    let his = shop.car_waiting().await;
    let wanted = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [2]});
    let hers = shop.kasir().await.post("/api/v1/car-wash/orders", wanted).await.expect(201);
    let forbidden = "INSUFFICIENT_PERMISSIONS";
    for path in [QUEUE, "/api/v1/queue/next", "/api/v1/queue?nonsense=1"] {
        assert_eq!(viewer.get(path).await.refused(403).0, forbidden, "PER-24 {path}");
        shop.stranger().get(path).await.refused(401);
    }
    assert_eq!(arrange(&viewer, &his, json!({"bay": 0})).await.refused(403).0, forbidden);
    assert_eq!(leave(&viewer, &his).await.refused(403).0, forbidden);
    assert_eq!(join(&viewer, &his).await.refused(403).0, forbidden);
    arrange(&ahmad, &his, json!({"bay": 1})).await.expect(200);
    assert_eq!(arrange(&ahmad, &hers, json!({"bay": 1})).await.refused(403).0, forbidden);
    assert_eq!(leave(&ahmad, &hers).await.refused(403).0, forbidden);
    assert_eq!(ahmad.get(QUEUE).await.expect(200).as_array().unwrap().len(), 2, "all of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_one_waits_is_reckoned_from_how_long_it_took_lately() {
    let shop = Shop::open().await;
    let waits = async || {
        let board = board(&shop, "").await;
        board.iter().map(|e| e["estimatedWaitSeconds"].as_i64()).collect::<Vec<_>>()
    };
    shop.car_waiting().await;
    assert_eq!(waits().await, [None], "nobody knows yet");
    // A wash that took no time: how longer ones count, `projections` tests.
    let order = shop.car_in_work().await;
    shop.order(&order, "complete", json!({})).await.expect(200);
    assert_eq!(waits().await, [Some(0)], "its turn");
    let begun = shop.car_in_work().await;
    shop.car_waiting().await;
    let now = waits().await;
    assert_eq!((now.len(), now[1]), (3, Some(0)), "who is being served waits no more");
    assert!(now.iter().all(|wait| wait.is_some_and(|seconds| (0..60).contains(&seconds))));
    shirts(&shop).await;
    assert_eq!(waits().await[3], None, "no laundry was done yet");
    shop.order(&begun, "complete", json!({})).await.expect(200);
    assert_eq!(waits().await.len(), 3);
}

/// Everything that is kept of the queue, wherever.
struct Copies {
    redis: Board,
    read_db: ReadDb,
    key: String,
}

impl Copies {
    async fn of(shop: &Shop) -> Self {
        let (log_id,): (String,) = sqlx::query_as("SELECT log_id FROM log_head")
            .fetch_one(&mut shop.database.admin().await)
            .await
            .unwrap();
        let key = format!("kharisma:{{{log_id}:queue}}:v{}", Queue::VERSION);
        let redis = Board::new(shop.redis.clone(), &log_id);
        Self {
            redis,
            read_db: ReadDb::open(
                &shop.database.config.read,
                1,
                shop.database.config.personal_keys(),
            ),
            key,
        }
    }

    async fn in_redis(&self, position: i64) -> Hall {
        let begun = Instant::now();
        loop {
            let waits = begun.elapsed();
            assert!(waits < Duration::from_mins(2), "the board in Redis does not get there");
            if let Some(state) = self.redis.read().await.unwrap()
                && state.mark.position >= position
            {
                return state.hall;
            }
            tokio::time::sleep(Duration::from_millis(2)).await; // until it does
        }
    }

    async fn in_table(&self, position: i64) -> Hall {
        let mut snapshot = self.read_db.snapshot(Queue::NAME, Some(position)).await.unwrap();
        assert!(snapshot.position >= position);
        read_table(snapshot.connection()).await.unwrap()
    }

    /// Filled anew from the log, one event at a time.
    async fn rebuilt(shop: &Shop) -> Hall {
        let mut config = shop.database.config.clone();
        config.read.name.push_str("_check");
        config.work.name.push_str("_check");
        let admin = config.admin.clone().unwrap();
        migrate_read(&config, &admin).await.unwrap();
        let keys = config.personal_keys();
        let into = Database { user: admin.user, password: admin.password, ..config.work };
        read_everything(&into.named(&config.primary.name), &keys, &into).await.unwrap();
        let read_db = ReadDb::open(&into, 1, keys);
        let mut snapshot = read_db.snapshot(Queue::NAME, None).await.unwrap();
        read_table(snapshot.connection()).await.unwrap()
    }
}

/// A morning of all that can happen to the queue, the same each time.
async fn a_morning(shop: &Shop, seed: u64, steps: usize) {
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let mut random = seed;
    let mut dice = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(random >> 33).unwrap() % below
    };
    let mut orders = vec![shop.car_waiting().await];
    for _ in 0..steps {
        let order = orders[dice(orders.len())].clone();
        let reply = match dice(14) {
            0 | 1 => {
                orders.push(shop.car_waiting().await);
                continue;
            }
            2 => {
                shirts(shop).await;
                continue;
            }
            3 | 4 | 11 => shop.order(&order, "start", json!({})).await,
            5 | 12 => shop.order(&order, "complete", json!({})).await,
            6 => shop.order(&order, "submit-quality-check", json!({})).await,
            7 => {
                let plate = format!("D {} X", dice(99) + 1);
                correct(shop, &order, json!({"licensePlate": plate})).await
            }
            8 => leave(&kasir, &order).await,
            9 => join(&kasir, &order).await,
            10 => {
                let body = json!({"bay": dice(3) + 1, "priority": dice(10), "reason": "darurat"});
                arrange(&kasir, &order, body).await
            }
            _ => manajer.patch(&path(&order, "cancel"), json!({"reason": "hujan"})).await,
        };
        assert!(reply.status < 500, "{}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_the_table_and_the_log_say_the_same_whatever_is_lost() {
    let shop = Shop::open().await;
    let copies = Copies::of(&shop).await;
    let mut redis = shop.redis.connection();
    a_morning(&shop, 1, 90).await;
    let position = head(&shop).await;
    let kept = copies.in_table(position).await;
    assert!(kept.entries.len() > 3, "{kept:?}");
    let wash = (OutletId::new(1).unwrap(), ServiceType::CarWash);
    assert!(kept.durations[&wash].median().is_some());
    assert_eq!(copies.in_redis(position).await, kept);
    assert_eq!(Copies::rebuilt(&shop).await, kept);

    // Emptied.
    let seen = places(&board(&shop, "").await);
    let gone: i64 = redis::cmd("DEL").arg(&copies.key).query_async(&mut redis).await.unwrap();
    assert_eq!(gone, 1, "the board was in Redis");
    assert_eq!(places(&board(&shop, "").await), seen, "from the table, or from Redis filled again");
    assert_eq!(copies.in_redis(position).await, kept);
    a_morning(&shop, 2, 20).await;
    let position = head(&shop).await;
    let kept = copies.in_table(position).await;
    assert_eq!(copies.in_redis(position).await, kept, "it goes on from where it was filled");

    // Scribbled over: the first event that touches it has it filled anew.
    let order = shop.car_waiting().await;
    let position = head(&shop).await;
    copies.in_redis(position).await;
    let field = format!("entry:{}", order["id"]);
    let mut scribble = redis::cmd("HSET");
    let scribble = scribble.arg(&copies.key).arg(field).arg("{");
    let added: i64 = scribble.query_async(&mut redis).await.unwrap();
    assert_eq!(added, 0, "it stood there");
    let seen = board(&shop, "").await;
    assert!(seen.iter().any(|entry| entry["orderId"] == order["id"]), "from the table");
    shop.order(&order, "start", json!({})).await.expect(200);
    let position = head(&shop).await;
    assert_eq!(copies.in_redis(position).await, copies.in_table(position).await);
}

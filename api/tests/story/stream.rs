use std::collections::BTreeSet;
use std::time::Duration;

use chrono::Utc;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};
use projections::live::Heard;
use projections::{Live, ReadDb};
use serde_json::{Value, json};
use test_shop::{Http, Listening, Message};

use crate::shop::Shop;

const STREAM: &str = "/api/v1/stream";

/// Somebody who listens from now on, and where that is.
async fn listening(shop: &Shop, who: &Http) -> (Listening, i64) {
    let (head,): (i64,) = sqlx::query_as("SELECT position FROM log_head")
        .fetch_one(&mut shop.database.admin().await)
        .await
        .unwrap();
    // Where that is not on the replica yet, it may as well be a position of another history.
    shop.in_step(head).await;
    (resuming(who, head).await, head)
}

async fn resuming(who: &Http, after: i64) -> Listening {
    who.listen(STREAM, &[("last-event-id", after.to_string())]).await.unwrap()
}

fn position(message: &Message) -> i64 {
    message.data["position"].as_i64().unwrap()
}

/// Everything that is told up to a position.
async fn heard(stream: &mut Listening, up_to: i64) -> Vec<Message> {
    let mut heard = Vec::new();
    loop {
        let message = stream.told().await.unwrap();
        let last = message.id.is_some_and(|id| id >= up_to);
        heard.push(message);
        if last {
            return heard;
        }
    }
}

fn topics(messages: &[Message]) -> BTreeSet<&str> {
    messages.iter().map(|message| message.event.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_told_what_changed_and_finds_it_when_it_looks() {
    let shop = Shop::with_drawer().await;
    // Without asking for a position: what is told can be seen.
    let (manajer, kasir) = (shop.manajer().await.forgetful(), shop.kasir().await.forgetful());
    let (mut stream, from) = listening(&shop, &manajer).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    let order = shop.car_waiting().await;
    let messages = [stream.told().await.unwrap(), stream.told().await.unwrap()];
    let said = messages.clone().map(|message| (message.event, message.data["type"].clone()));
    let placed = json!("OrderPlaced");
    assert_eq!(said, [("orders".to_owned(), placed.clone()), ("queue".to_owned(), placed)]);
    let at = position(&messages[0]);
    assert!(at > from && messages[0].id.is_none(), "the id comes with the last of a position");
    assert_eq!((position(&messages[1]), messages[1].id), (at, Some(at)));
    let data = &messages[0].data;
    assert_eq!((&data["orderId"], &data["outletId"]), (&order["id"], &json!(1)));
    let told: Vec<&String> = data.as_object().unwrap().keys().collect();
    assert_eq!(told, ["id", "orderId", "outletId", "position", "type"], "never what an event says");
    // It was told because it can be seen.
    let board = kasir.get("/api/v1/queue").await;
    assert!(board.position() >= at);
    assert_eq!(board.expect(200)[0]["orderId"], order["id"]);
    let list = kasir.get("/api/v1/car-wash/orders").await.expect(200);
    assert_eq!(list[0]["id"], order["id"]);

    shop.order(&order, "start", json!({})).await.expect(200);
    shop.order(&order, "complete", json!({})).await.expect(200);
    let pay = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "cash"});
    let paid = shop.pay(pay).await.position();
    let messages = heard(&mut stream, paid).await;
    assert_eq!(
        topics(&messages),
        BTreeSet::from(["drawers", "orders", "payments", "queue", "takings"])
    );
    let positions: Vec<i64> = messages.iter().map(position).collect();
    assert!(positions.is_sorted(), "{positions:?}");
    let ids: Vec<i64> = messages.iter().filter_map(|message| message.id).collect();
    let every: Vec<i64> = (at + 1..=paid).collect();
    assert_eq!(ids, every, "each once, in order");
    let revenue = manajer.get("/api/v1/reports/daily-sales").await.expect(200);
    assert_eq!(revenue["totalRevenue"], 75_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_hears_what_they_missed() {
    let shop = Shop::with_drawer().await;
    let manajer = shop.manajer().await;
    let (mut always, from) = listening(&shop, &manajer).await;
    shop.car_done().await;
    let end = {
        let order = shop.car_waiting().await;
        shop.order(&order, "start", json!({})).await.position()
    };
    let all = heard(&mut always, end).await;
    assert_eq!(heard(&mut resuming(&manajer, from).await, end).await, all);
    let query = format!("?after={from}");
    let mut by_query = manajer.listen(&format!("{STREAM}{query}"), &[]).await.unwrap();
    assert_eq!(heard(&mut by_query, end).await, all);
    // From anywhere in between, while more is happening.
    for cut in all.iter().filter_map(|message| message.id).filter(|id| *id < end) {
        let mut stream = resuming(&manajer, cut).await;
        let wanted: Vec<&Message> = all.iter().filter(|m| position(m) > cut).collect();
        let again = heard(&mut stream, end).await;
        assert_eq!(again.iter().collect::<Vec<_>>(), wanted, "after {cut}");
    }
    let mut stream = resuming(&manajer, from).await;
    let more = shop.car_waiting().await;
    let (mut told, mut last) = (Vec::new(), from);
    while told.last().is_none_or(|m: &Message| m.data["orderId"] != more["id"]) {
        told.push(stream.told().await.unwrap());
        assert!(position(told.last().unwrap()) >= last, "in order");
        last = position(told.last().unwrap());
    }
    assert_eq!(told[..all.len()], all[..]);
    // A history that is not here, and one that is too long to be told.
    let mut stream = resuming(&manajer, 1_000_000).await;
    let reset = stream.told().await.unwrap();
    assert_eq!(reset.event, "reset");
    assert_eq!(reset.id, reset.data["position"].as_i64());
    assert!(reset.id.unwrap() < 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_hears_what_they_could_look_up() {
    let shop = Shop::with_drawer().await;
    let (manajer, kasir) = (shop.manajer().await, shop.kasir().await);
    let (ahmad, tamu) = (shop.staff("ahmad").await, shop.staff("tamu").await);
    let from = listening(&shop, &manajer).await.1;
    // The second is nobody's work.
    let his = shop.car_done().await;
    let wash = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [2]});
    let hers = kasir.post("/api/v1/car-wash/orders", wash).await.expect(201);
    let pay = json!({"orderId": his["id"], "amount": 75_000, "paymentMethod": "cash"});
    shop.pay(pay).await.expect(201);
    // Of everybody's interest.
    let price = json!({"name": "Sedan besar"});
    let changed = shop.admin().await.patch("/api/v1/car-wash/vehicle-types/1", price).await;
    let end = changed.position();
    changed.expect(200);
    let all = async |who: &Http| heard(&mut resuming(who, from).await, end).await;
    let hears = async |who: &Http| {
        let heard = all(who).await;
        topics(&heard).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        hears(&manajer).await,
        ["catalog", "drawers", "orders", "payments", "queue", "takings"]
    );
    assert_eq!(hears(&kasir).await, ["catalog", "drawers", "orders", "payments", "queue"]);
    assert_eq!(hears(&tamu).await, ["catalog", "orders"]);
    let told = all(&ahmad).await;
    assert_eq!(topics(&told), BTreeSet::from(["catalog", "orders", "queue"]));
    let orders = |told: &[Message]| -> BTreeSet<i64> {
        told.iter().filter_map(|message| message.data["orderId"].as_i64()).collect()
    };
    let id = |order: &Value| order["id"].as_i64().unwrap();
    assert_eq!(orders(&told), BTreeSet::from([id(&his)]), "his own work");
    assert_eq!(orders(&all(&tamu).await), BTreeSet::from([id(&his), id(&hers)]));
    // What is known to be of another outlet is left out.
    let path = format!("{STREAM}?outletId=2&after={from}");
    let mut elsewhere = manajer.listen(&path, &[]).await.unwrap();
    let heard = heard(&mut elsewhere, end).await;
    assert_eq!(topics(&heard), BTreeSet::from(["catalog", "drawers"]), "a drawer may be anywhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_token() {
    let shop = Shop::open().await;
    let refused = shop.stranger().listen(STREAM, &[]).await.unwrap_err();
    assert_eq!(refused.refused(401).0, "UNAUTHORIZED");
    let kasir = shop.kasir().await;
    for (query, id) in [("?after=x", "1"), ("?outletId=0", "1"), ("", "-1"), ("?colour=red", "1")] {
        let header = [("last-event-id", id.to_owned())];
        let refused = kasir.listen(&format!("{STREAM}{query}"), &header).await.unwrap_err();
        assert_eq!(refused.refused(400).0, "VALIDATION_ERROR", "{query}");
    }
    // The same token, but for a few seconds only.
    let login = json!({"username": "kasir", "password": crate::shop::PASSWORD});
    let token = shop.stranger().post("/api/v1/auth/login", login).await.expect(200);
    let token = token["accessToken"].as_str().unwrap();
    let secret = shop.database.config.jwt_secret.as_bytes();
    let mut lenient = Validation::new(Algorithm::HS256);
    lenient.validate_aud = false;
    let key = DecodingKey::from_secret(secret);
    let mut claims = jsonwebtoken::decode::<Value>(token, &key, &lenient).unwrap().claims;
    let key = EncodingKey::from_secret(secret);
    let header = jsonwebtoken::decode_header(token).unwrap();
    let mut stream = None;
    // Where they are over before it was let in, a few more.
    for seconds in [3, 10, 30] {
        claims["exp"] = json!(Utc::now().timestamp() + seconds);
        let short = jsonwebtoken::encode(&header, &claims, &key).unwrap();
        match shop.stranger().with_token(short).listen(STREAM, &[]).await {
            Ok(listening) => stream = Some(listening),
            Err(late) => assert_eq!(late.refused(401).0, "UNAUTHORIZED"),
        }
        if stream.is_some() {
            break;
        }
    }
    let mut stream = stream.unwrap();
    let mut said = Vec::new();
    while let Some(message) = stream.told().await {
        said.push(message);
    }
    assert_eq!(said[0].event, "ready", "and then it ends");
    assert_eq!(said[0].id, said[0].data["position"].as_i64());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_too_slow_is_cut_off_and_comes_again() {
    let shop = Shop::open().await;
    let (config, redis) = (&shop.database.config, shop.redis.clone());
    let (log_id,): (String,) = sqlx::query_as("SELECT log_id FROM log_head")
        .fetch_one(&mut shop.database.admin().await)
        .await
        .unwrap();
    // With what the shop was opened with still to be told there would be more than there is room for.
    let position = {
        let kasir = shop.kasir().await;
        let budi = json!({"name": "Budi", "phone": "0812-3456-789"});
        kasir.post("/api/v1/customers", budi).await.position()
    };
    shop.in_step(position).await;
    let read_db = ReadDb::open(&config.read, 2, config.personal_keys());
    let live = Live::with_room(&config.read, &config.primary.name, &log_id, redis, read_db, 4);
    let mut slow = live.listen(None);
    let Heard::Ready(from) = slow.next().await else { panic!("it is told from where on") };
    let mut quick = live.listen(Some(from));
    let mut end = from;
    for _ in 0..8 {
        let order = shop.car_waiting().await;
        end = shop.order(&order, "start", json!({})).await.position();
        let mut at = from;
        while at < end {
            let Heard::Told(told) = quick.next().await else { panic!("the quick one hears all") };
            at = told.position;
        }
    }
    assert!(matches!(slow.next().await, Heard::CutOff));
    let mut again = live.listen(slow.position());
    let mut at = from;
    while at < end {
        let Heard::Told(told) = again.next().await else { panic!("it hears what it missed") };
        assert_eq!(told.position, at + 1);
        at = told.position;
    }
    live.end();
    let ended = tokio::time::timeout(Duration::from_mins(1), again.next()).await.unwrap();
    assert!(matches!(ended, Heard::Ended), "{ended:?}");
}

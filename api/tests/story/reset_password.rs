//! Somebody forgot their password.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::{Metrics, Till};
use chrono::{Duration, Utc};
use commands::demo;
use infra::messages::Messages;
use serde_json::{Value, json};
use test_shop::{Http, Reply};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::sessions::{signed_in, signed_out};
use crate::shop::{PASSWORD, Shop, serve, wrong_fields};

/// What only guards against waiting for ever.
const A_MINUTE: std::time::Duration = std::time::Duration::from_mins(1);

/// A postman who hands every letter to the story.
#[derive(Debug)]
struct Postman(UnboundedSender<(String, String)>);

impl Messages for Postman {
    fn password_reset(&self, email: &str, link: &str) {
        self.0.send((email.to_owned(), link.to_owned())).unwrap();
    }
}

async fn with_postman(shop: &Shop) -> (Http, UnboundedReceiver<(String, String)>) {
    let (sender, letters) = unbounded_channel();
    let (config, metrics) = (&shop.database.config, Metrics::start().unwrap());
    let till = Till::open(config, shop.redis.clone(), metrics).await.unwrap().0;
    (Http::new(serve(till.with_messages(Arc::new(Postman(sender)))).await), letters)
}

async fn forgot(client: &Http, email: &str) -> Value {
    let reply = client.post("/api/v1/auth/forgot-password", json!({"email": email})).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.body
}

async fn reset(client: &Http, token: &str, new: &str) -> Reply {
    let body = json!({"token": token, "newPassword": new});
    client.post("/api/v1/auth/reset-password", body).await
}

async fn log_in(shop: &Shop, password: &str) -> Reply {
    let body = json!({"username": "kasir", "password": password});
    shop.stranger().post("/api/v1/auth/login", body).await
}

fn is_no_token(reply: &Reply) {
    assert_eq!(reply.refused(400), ("VALIDATION_ERROR".into(), "INVALID_TOKEN".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_chooses_another_password_once() {
    let shop = Shop::open().await;
    let (client, mut letters) = with_postman(&shop).await;
    let (_, at_work) = signed_in(&shop, "kasir").await;
    for _ in 0..4 {
        assert_eq!(log_in(&shop, "lupa").await.status, 401);
    }
    let unknown = forgot(&client, "nobody@kharisma.example").await;
    assert_eq!(forgot(&client, "Kasir@Kharisma.example").await, unknown, "nothing is given away");
    let (email, link) = letters.recv().await.unwrap();
    assert_eq!(email, "Kasir@Kharisma.example");
    let token = link.split_once("token=").unwrap().1;
    assert!(link.starts_with("http://localhost:8000/reset-password?token="), "{link}");

    let weak = reset(&client, token, "lemah").await;
    assert_eq!(wrong_fields(&weak), ["newPassword"]);
    let named = reset(&client, token, "Si-kasir-depan-1").await;
    assert_eq!(named.refused(400).1, "INVALID_FORMAT");
    assert_eq!(reset(&client, token, PASSWORD).await.refused(422).1, "PASSWORD_USED_BEFORE");
    assert_eq!(reset(&client, token, "Kata-sandi-baru-2!").await.status, 204);
    is_no_token(&reset(&client, token, "Kata-sandi-baru-3!").await);
    signed_out(&at_work.get("/api/v1/auth/me").await);
    log_in(&shop, "Kata-sandi-baru-2!").await.expect(200);
    assert_eq!(log_in(&shop, PASSWORD).await.status, 401);
    assert!(letters.try_recv().is_err(), "one letter");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_links_go_to_one_address_whoever_has_it() {
    let shop = Shop::open().await;
    let (client, mut letters) = with_postman(&shop).await;
    let mut told = Vec::new();
    for email in ["kasir@kharisma.example", "KASIR@kharisma.example", "nobody@kharisma.example"] {
        for _ in 0..4 {
            told.push(forgot(&client, email).await);
        }
    }
    assert!(told.iter().all(|reply| *reply == told[0]), "nothing is given away: {told:?}");
    // What is asked last is sent last, or nearly: whoever else is on the way counts for themselves.
    forgot(&client, "manajer@kharisma.example").await;
    let mut to = BTreeMap::new();
    while to.values().sum::<i32>() < 4 {
        let (email, link) = tokio::time::timeout(A_MINUTE, letters.recv()).await.unwrap().unwrap();
        *to.entry(email.to_lowercase()).or_insert(0) += 1;
        assert!(link.contains("token="), "{link}");
    }
    let expected = [("kasir@kharisma.example", 3), ("manajer@kharisma.example", 1)];
    assert_eq!(to, expected.map(|(email, n)| (email.to_owned(), n)).into());
    // Known or not, each address is counted, and as often.
    let sql = "SELECT COUNT(*) FROM sign_in_guards WHERE failures RLIKE '^[0-9]+ [0-9]+ [0-9]+$'";
    let mut admin = shop.database.admin().await;
    while sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut admin).await.unwrap() < 2 {
        tokio::task::yield_now().await;
    }
    let credentials = shop.credentials().await;
    let later = |minutes| Utc::now() + Duration::minutes(minutes);
    // All of the one first: what is over is forgotten for everybody.
    for (minutes, goes) in [(58, false), (61, true)] {
        for email in ["kasir@kharisma.example", "nobody@kharisma.example"] {
            let counted = credentials.one_more_letter(email, later(minutes)).await.unwrap();
            assert_eq!(counted, goes, "{email} after {minutes} minutes");
        }
    }
    assert!(letters.try_recv().is_err(), "four letters");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_good_for_an_hour_and_only_the_last_one() {
    let shop = Shop::open().await;
    let (credentials, now) = (shop.credentials().await, Utc::now());
    let kasir = demo::login_id("kasir").unwrap();
    let first = credentials.reset_token(kasir, now).await.unwrap();
    let second = credentials.reset_token(kasir, now).await.unwrap();
    is_no_token(&reset(&shop.stranger(), &first, "Kata-sandi-baru-2!").await);
    let at = |minutes| credentials.reset_of(&second, now + Duration::minutes(minutes));
    assert_eq!(at(59).await.unwrap(), Some(kasir));
    assert_eq!(at(60).await.unwrap(), None);
    for nonsense in ["", "x", &"0".repeat(64)] {
        is_no_token(&reset(&shop.stranger(), nonsense, "Kata-sandi-baru-2!").await);
    }
    // Many at once: one of them chooses.
    let choose = |n: usize| {
        let (client, token) = (shop.stranger(), second.clone());
        tokio::spawn(
            async move { reset(&client, &token, &format!("Kata-sandi-ke-{n}!")).await.status },
        )
    };
    let mut chosen = Vec::new();
    for choosing in (0..6).map(choose).collect::<Vec<_>>() {
        chosen.push(choosing.await.unwrap());
    }
    chosen.sort_unstable();
    assert_eq!(chosen, [204, 400, 400, 400, 400, 400]);
}

//! Who is signed in where, and how that ends.

use chrono::Utc;
use infra::credentials::{Credentials, Secret, SignIn, SignedIn};
use infra::keyed_hash::KeyedHash;
use infra::redis::Redis;
use infra::sessions::{Device, Entering, Sessions, Standing, Why};
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{PASSWORD, Shop, delete};

const ME: &str = "/api/v1/auth/me";
const SESSIONS: &str = "/api/v1/users/me/sessions";

/// Signs in anew: what came back, and a client with its token.
pub(crate) async fn signed_in(shop: &Shop, username: &str) -> (Value, Http) {
    let body = json!({"username": username, "password": PASSWORD});
    let data = shop.stranger().post("/api/v1/auth/login", body).await.expect(200);
    let client = shop.stranger().with_token(data["accessToken"].as_str().unwrap());
    (data, client)
}

pub(crate) async fn refresh(shop: &Shop, token: &Value) -> Reply {
    shop.stranger().post("/api/v1/auth/refresh", json!({"refreshToken": token})).await
}

/// The token is good for nothing any more.
#[track_caller]
pub(crate) fn signed_out(reply: &Reply) {
    assert_eq!(reply.refused(401).0, "UNAUTHORIZED", "{}", reply.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_on_with_another_token_each_time() {
    let shop = Shop::open().await;
    let (first, _) = signed_in(&shop, "kasir").await;
    assert_eq!((&first["expiresIn"], &first["refreshExpiresIn"]), (&json!(1800), &json!(604_800)));
    assert_eq!((&first["mustChangePassword"], &first["csrfToken"]), (&json!(false), &Value::Null));
    let mut token = first["refreshToken"].clone();
    for _ in 0..3 {
        let reply = refresh(&shop, &token).await;
        assert_eq!(reply.headers["cache-control"], "no-store");
        let next = reply.expect(200);
        assert_ne!(next["refreshToken"], token);
        assert_ne!(next["accessToken"], first["accessToken"]);
        let client = shop.stranger().with_token(next["accessToken"].as_str().unwrap());
        assert_eq!(client.get(ME).await.expect(200)["username"], "kasir");
        assert_eq!(client.get(SESSIONS).await.expect(200).as_array().unwrap().len(), 1);
        token = next["refreshToken"].clone();
    }
    for unknown in ["", "x", &"0".repeat(64), "\u{0}"] {
        signed_out(&refresh(&shop, &json!(unknown)).await);
    }
    let nothing = shop.stranger().post("/api/v1/auth/refresh", json!({})).await;
    assert_eq!(nothing.refused(400), ("VALIDATION_ERROR".into(), "MISSING_FIELD".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_comes_twice_ends_the_whole_session() {
    let shop = Shop::open().await;
    let (first, kasir) = signed_in(&shop, "kasir").await;
    let (_, elsewhere) = signed_in(&shop, "kasir").await;
    let second = refresh(&shop, &first["refreshToken"]).await.expect(200);
    let newer = shop.stranger().with_token(second["accessToken"].as_str().unwrap());
    newer.get(ME).await.expect(200);
    signed_out(&refresh(&shop, &first["refreshToken"]).await);
    signed_out(&refresh(&shop, &second["refreshToken"]).await);
    signed_out(&kasir.get(ME).await);
    signed_out(&newer.get(ME).await);
    elsewhere.get(ME).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_hand_in_the_same_token_one_goes_on_at_most_and_then_nobody() {
    let shop = Shop::open().await;
    let (first, _) = signed_in(&shop, "kasir").await;
    let there = shop.another().await;
    let hand_in = |n: usize| {
        let client = if n.is_multiple_of(2) { shop.stranger() } else { Http::new(&there) };
        let body = json!({"refreshToken": first["refreshToken"]});
        tokio::spawn(async move { client.post("/api/v1/auth/refresh", body).await })
    };
    let mut renewed = Vec::new();
    for asking in (0..8).map(hand_in).collect::<Vec<_>>() {
        let reply = asking.await.unwrap();
        if reply.status == 200 {
            renewed.push(reply.expect(200));
        } else {
            signed_out(&reply);
        }
    }
    assert_eq!(renewed.len(), 1);
    signed_out(&refresh(&shop, &renewed[0]["refreshToken"]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_counts_on_the_very_next_request_in_every_process() {
    let shop = Shop::open().await;
    let (first, kasir) = signed_in(&shop, "kasir").await;
    let (_, elsewhere) = signed_in(&shop, "kasir").await;
    let places = [shop.url.clone(), shop.another().await, shop.another_without_redis().await];
    for at in &places {
        kasir.at(at).get(ME).await.expect(200);
    }
    assert_eq!(kasir.post("/api/v1/auth/logout", json!({})).await.status, 204, "SEC-08");
    for at in &places {
        signed_out(&kasir.at(at).get(ME).await);
        signed_out(&kasir.at(at).post("/api/v1/car-wash/orders", json!({})).await);
        elsewhere.at(at).get(ME).await.expect(200);
    }
    signed_out(&refresh(&shop, &first["refreshToken"]).await);
    signed_out(&kasir.post("/api/v1/auth/logout", json!({})).await);

    // Without Redis, where the primary alone knows.
    let (second, kasir) = signed_in(&shop, "kasir").await;
    let body = json!({"refreshToken": second["refreshToken"]});
    let out = Http::new(&places[2]).post("/api/v1/auth/logout", body).await;
    assert_eq!(out.status, 204, "by a refresh token alone");
    for at in &places {
        signed_out(&kasir.at(at).get(ME).await);
    }
    signed_out(&shop.stranger().post("/api/v1/auth/logout", json!({})).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_one_by_one() {
    let shop = Shop::open().await;
    let (_, here) = signed_in(&shop, "kasir").await;
    let (_, there) = signed_in(&shop, "kasir").await;
    let (_, ahmad) = signed_in(&shop, "ahmad").await;
    let list = here.get(SESSIONS).await.expect(200);
    let all = list.as_array().unwrap();
    assert_eq!(all.len(), 2, "one's own only");
    let current: Vec<bool> = all.iter().map(|one| one["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [false, true], "the newest first");
    assert_eq!(all[0]["clientIp"], "127.0.0.1");
    let other = format!("{SESSIONS}/{}", all[0]["id"].as_str().unwrap());
    let missing = |reply: &Reply| assert_eq!(reply.refused(404).0, "NOT_FOUND");
    missing(&delete(&ahmad, &other, json!({})).await);
    there.get(ME).await.expect(200);
    assert_eq!(delete(&here, &other, json!({})).await.status, 204);
    signed_out(&there.get(ME).await);
    missing(&delete(&here, &other, json!({})).await);
    for nonsense in ["1", "x", &"g".repeat(32)] {
        missing(&delete(&here, &format!("{SESSIONS}/{nonsense}"), json!({})).await);
    }
    assert_eq!(here.get(SESSIONS).await.expect(200).as_array().unwrap().len(), 1);
}

/// The cashier, at the moment their password was found right.
async fn entering(credentials: &Credentials) -> Entering {
    let secret = Secret::Password(PASSWORD.to_owned());
    let asked = SignIn { username: "kasir", secret, address: None };
    let outcome = credentials.sign_in(asked, Utc::now()).await.unwrap();
    let SignedIn::As { user, must_change, as_of } = outcome else { panic!("{outcome:?}") };
    Entering { user, must_change, as_of }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_while_the_password_is_replaced_does_not_get_in_by_the_old_one() {
    let shop = Shop::open().await;
    let (config, credentials) = (&shop.database.config, shop.credentials().await);
    let hash = KeyedHash::new(&config.hash_secret);
    let reached = (config.primary.pool(2), config.primary.options());
    let life = config.access.sessions;
    let sessions = Sessions::new(reached, shop.redis.clone(), "a log", hash, life);
    let who = entering(&credentials).await;
    credentials.set(who.user, "kasir", "Kata-sandi-baru-2!").await.unwrap();
    assert!(sessions.begin(who, Device::default(), Utc::now()).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_primary_away_what_redis_was_told_of_ends_still_counts() {
    let shop = Shop::open().await;
    let config = &shop.database.config;
    let hash = KeyedHash::new(&config.hash_secret);
    let sessions = |primary: &infra::database::Database, redis: &Redis| {
        let reached = (primary.pool(2), primary.options());
        Sessions::new(reached, redis.clone(), "a log", hash.clone(), config.access.sessions)
    };
    let here = sessions(&config.primary, &shop.redis);
    let credentials = shop.credentials().await;
    let begin = async || {
        let who = entering(&credentials).await;
        here.begin(who, Device::default(), Utc::now()).await.unwrap().unwrap().session
    };
    let (ended, good) = (begin().await, begin().await);
    let kasir = entering(&credentials).await.user;
    assert!(here.end(kasir, &ended, Why::SignedOut).await.unwrap());
    let mut nowhere = shop.database.impatient().primary;
    nowhere.port = 1;
    let cut_off = sessions(&nowhere, &shop.redis);
    assert_eq!(cut_off.standing(&ended).await.unwrap(), Standing::Ended);
    assert_eq!(cut_off.standing(&good).await.unwrap(), Standing::Unknown, "the token has to do");
    let alone = sessions(&nowhere, &Redis::open("redis://127.0.0.1:1").unwrap());
    assert_eq!(alone.standing(&ended).await.unwrap(), Standing::Unknown);
}

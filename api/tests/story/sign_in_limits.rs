//! How often somebody may be wrong.

use chrono::{DateTime, Duration, Utc};
use commands::demo;
use infra::credentials::{Credentials, Secret, SignIn, SignedIn};
use serde_json::{Value, json};
use test_shop::Reply;

use crate::shop::{PASSWORD, Shop};

async fn log_in(shop: &Shop, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    shop.stranger().post("/api/v1/auth/login", body).await
}

async fn fail(shop: &Shop, username: &str, times: usize) {
    for _ in 0..times {
        let reply = log_in(shop, username, "salah").await;
        assert_eq!(reply.refused(401).0, "AUTHENTICATION_FAILED", "{}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_lock_a_name_whoever_has_it_and_whoever_is_at_work_goes_on() {
    let mut answers = Vec::new();
    for username in ["kasir", "nobody"] {
        let shop = Shop::open().await;
        let kasir = shop.kasir().await;
        fail(&shop, username, 5).await;
        for name in [username.to_owned(), username.to_uppercase(), format!(" {username} ")] {
            let locked = log_in(&shop, &name, PASSWORD).await;
            assert_eq!(locked.refused(401).0, "ACCOUNT_LOCKED", "SEC-02 {name}");
            let after: i64 = locked.headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1700..=1800).contains(&after), "{after}");
            answers.push(locked.body);
        }
        kasir.get("/api/v1/auth/me").await.expect(200);
        let elsewhere = log_in(&shop, "manajer", PASSWORD).await;
        assert_eq!(elsewhere.refused(429).0, "RATE_LIMIT_EXCEEDED", "SEC-04");
        assert!(elsewhere.headers.contains_key("retry-after"));
    }
    assert!(answers.iter().all(|answer: &Value| *answer == answers[0]), "nothing is given away");
}

#[tokio::test(flavor = "multi_thread")]
async fn four_failures_lock_nothing_and_a_success_clears_the_address() {
    let shop = Shop::open().await;
    for _ in 0..3 {
        fail(&shop, "kasir", 2).await;
        fail(&shop, "nobody", 1).await;
        fail(&shop, "\u{0}", 1).await;
        log_in(&shop, "kasir", PASSWORD).await.expect(200); // SEC-03
        shop.credentials().await.unlock("nobody").await.unwrap();
    }
    fail(&shop, "manajer", 5).await;
    assert_eq!(log_in(&shop, "manajer", PASSWORD).await.refused(401).0, "ACCOUNT_LOCKED");
    assert_eq!(log_in(&shop, "kasir", PASSWORD).await.refused(429).0, "RATE_LIMIT_EXCEEDED");
}

async fn sign_in(
    credentials: &Credentials,
    (username, password): (&str, &str),
    address: &str,
    now: DateTime<Utc>,
) -> SignedIn {
    let secret = Secret::Password(password.to_owned());
    let asked = SignIn { username, secret, address: Some(address) };
    credentials.sign_in(asked, now).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_name_is_let_in_after_half_an_hour_or_when_it_is_unlocked() {
    let shop = Shop::open().await;
    let (credentials, now) = (shop.credentials().await, Utc::now());
    let later = |minutes| now + Duration::minutes(minutes);
    let (right, wrong) = (("kasir", PASSWORD), ("kasir", "salah"));
    for n in 0..5 {
        // From everywhere: the name locks all the same.
        let outcome = sign_in(&credentials, wrong, &format!("10.0.0.{n}"), now).await;
        assert_eq!(outcome, SignedIn::Wrong);
    }
    let locked = sign_in(&credentials, right, "10.0.0.9", later(29)).await;
    assert!(matches!(locked, SignedIn::Locked { .. }), "{locked:?}");
    let opened = sign_in(&credentials, right, "10.0.0.9", later(31)).await;
    assert!(matches!(opened, SignedIn::As { .. }), "{opened:?}");
    for n in 0..5 {
        sign_in(&credentials, wrong, &format!("10.0.1.{n}"), later(31)).await;
    }
    assert!(matches!(
        sign_in(&credentials, right, "10.0.0.9", later(31)).await,
        SignedIn::Locked { .. }
    ));
    credentials.unlock("KASIR").await.unwrap();
    let unlocked = sign_in(&credentials, right, "10.0.0.9", later(31)).await;
    assert!(matches!(unlocked, SignedIn::As { .. }), "{unlocked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_no_way_around_the_limits() {
    let shop = Shop::open().await;
    let (credentials, now) = (shop.credentials().await, Utc::now());
    // One address and many names: whoever comes after the fifth learns nothing, not even the right.
    let spray = |n: usize| {
        let credentials = credentials.clone();
        tokio::spawn(async move {
            let name = format!("tamu{n}");
            sign_in(&credentials, (&name, "salah"), "10.9.9.9", now).await
        })
    };
    let mut wrong = 0;
    for trying in (0..30).map(spray).collect::<Vec<_>>() {
        let outcome = trying.await.unwrap();
        wrong += usize::from(outcome == SignedIn::Wrong);
        let told = matches!(outcome, SignedIn::Wrong | SignedIn::TooMany { .. });
        assert!(told, "{outcome:?}");
    }
    assert_eq!(wrong, 5);
    let right = sign_in(&credentials, ("kasir", PASSWORD), "10.9.9.9", now).await;
    assert!(matches!(right, SignedIn::TooMany { .. }), "{right:?}");
    // Everybody comes to work at once, from one shop: nobody is in anybody's way.
    let arrive = |_| {
        let credentials = credentials.clone();
        tokio::spawn(
            async move { sign_in(&credentials, ("kasir", PASSWORD), "10.1.1.1", now).await },
        )
    };
    for arriving in (0..20).map(arrive).collect::<Vec<_>>() {
        assert!(matches!(arriving.await.unwrap(), SignedIn::As { .. }));
    }
}

/// Each begins a count of their own and ends it, again and again, beside the others.
#[tokio::test(flavor = "multi_thread")]
async fn many_who_sign_in_at_once_are_not_in_each_others_way() {
    let shop = Shop::open().await;
    let (credentials, now) = (shop.credentials().await, Utc::now());
    let arrive = |n: usize| {
        let credentials = credentials.clone();
        let (_, username, _) = demo::LOGINS[n % demo::LOGINS.len()];
        let address = format!("10.2.2.{n}");
        tokio::spawn(async move {
            for _ in 0..50 {
                let outcome = sign_in(&credentials, (username, PASSWORD), &address, now).await;
                assert!(matches!(outcome, SignedIn::As { .. }), "{outcome:?}");
            }
        })
    };
    for arriving in (0..12).map(arrive).collect::<Vec<_>>() {
        arriving.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_links_that_are_asked_for_at_once_one_is_good() {
    let shop = Shop::open().await;
    let (credentials, now) = (shop.credentials().await, Utc::now());
    let kasir = demo::login_id("kasir").unwrap();
    for _ in 0..10 {
        let asking: Vec<_> = (0..4)
            .map(|_| {
                let credentials = credentials.clone();
                tokio::spawn(async move { credentials.reset_token(kasir, now).await.unwrap() })
            })
            .collect();
        let mut tokens = Vec::new();
        for token in asking {
            tokens.push(token.await.unwrap());
        }
        let mut good = 0;
        for token in tokens {
            good += usize::from(credentials.reset_of(&token, now).await.unwrap().is_some());
        }
        assert_eq!(good, 1, "the last one");
    }
}

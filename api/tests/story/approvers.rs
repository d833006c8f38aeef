//! Who approves: somebody else, whose role reaches, by a PIN or a password that nobody guesses.

use std::collections::BTreeSet;

use api::{Metrics, Till};
use chrono::{Duration, Utc};
use commands::approval::{Asked, Challenge, GOOD_FOR, give};
use commands::demo;
use domain::approval::Needed;
use domain::user::Role;
use domain::values::{Money, UserId};
use infra::hex::hex;
use infra::keyed_hash::KeyedHash;
use serde_json::json;

use crate::approvals::{
    APPROVALS, ORDERS, PASSWORD, PIN, answer, bus, challenge, order, set_pin, with_pin,
};
use crate::shop::{Shop, wrong_fields};

fn login(username: &str) -> UserId {
    demo::login_id(username).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_approves_is_somebody_else_whose_role_reaches() {
    let shop = Shop::open().await;
    let (kasir, manajer, admin) = (shop.kasir().await, with_pin(&shop).await, shop.admin().await);
    assert_eq!(set_pin(&kasir, "123456", PASSWORD).await.status, 204);
    assert_eq!(set_pin(&admin, "999999", PASSWORD).await.status, 204);
    // DSC-04: whoever asks.
    let refusal = order(&manajer, &bus(250_000), "", "").await;
    let (asked, role) = challenge(&refusal);
    assert_eq!(role, "manager");
    let own = answer(&manajer, &asked, "manajer", PIN).await;
    assert_eq!(own.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    assert!(
        own.text.contains("for themselves")
            && own.body["error"]["details"][0]["field"] == "username"
    );
    let cashier = answer(&manajer, &asked, "kasir", "123456").await;
    assert_eq!(cashier.refused(403).1, "APPROVAL_REQUIRED");
    assert_eq!(cashier.body["error"]["details"][0]["requiredRole"], "manager");
    let with_password = json!({"challenge": asked, "username": "admin", "password": PASSWORD});
    let given = manajer.post(APPROVALS, with_password).await.expect(201);
    let placed = order(&manajer, &bus(250_000), given["approval"].as_str().unwrap(), "").await;
    assert_eq!(placed.expect(201)["priceAgreement"]["approvedBy"]["username"], "admin");

    // DSC-06: above the manager's ladder.
    let (asked, role) = challenge(&order(&kasir, &bus(500_001), "", "").await);
    assert_eq!(role, "admin");
    assert_eq!(answer(&kasir, &asked, "manajer", PIN).await.refused(403).1, "APPROVAL_REQUIRED");
    let given = answer(&kasir, &asked, "admin", "999999").await.expect(201);
    order(&kasir, &bus(500_001), given["approval"].as_str().unwrap(), "").await.expect(201);
    // Even an admin does not take that much off alone.
    challenge(&order(&admin, &bus(500_001), "", "").await);
    // What the manager may do alone needs no approval, and a bad one is not asked after.
    order(&manajer, &bus(60_000), "x", "").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_ones_lock_the_name_whether_anybody_has_it_or_not() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let manajer = with_pin(&shop).await;
    let (asked, _) = challenge(&order(&kasir, &bus(60_000), "", "").await);
    // A right one begins anew.
    for pin in ["000000", "000001", "000002", "000003", PIN, "000004"] {
        let reply = answer(&kasir, &asked, "manajer", pin).await;
        assert_eq!(reply.status == 201, pin == PIN, "{pin}: {}", reply.text);
    }
    let mut answers = BTreeSet::new();
    for name in ["nobody", "admin"] {
        for n in 0..5 {
            let other = if n % 2 == 0 { name.to_owned() } else { name.to_uppercase() };
            let wrong = answer(&kasir, &asked, &other, &format!("00000{n}")).await;
            assert_eq!(wrong.refused(401).0, "AUTHENTICATION_FAILED", "{name} {n}");
            answers.insert(wrong.text);
        }
        let locked = answer(&kasir, &asked, name, "111111").await;
        assert_eq!(locked.refused(401).0, "ACCOUNT_LOCKED", "{name}");
        let wait: i64 = locked.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1700..=1800).contains(&wait), "{wait}");
        answers.insert(locked.text);
    }
    assert_eq!(answers.len(), 2, "nothing tells which names exist: {answers:?}");
    // The right password is not let through either, nor a new PIN; whoever is at work stays so.
    let right = json!({"challenge": asked, "username": "admin", "password": PASSWORD});
    assert_eq!(kasir.post(APPROVALS, right).await.refused(401).0, "ACCOUNT_LOCKED");
    let admin = shop.admin().await;
    assert_eq!(set_pin(&admin, "999999", PASSWORD).await.refused(401).0, "ACCOUNT_LOCKED");
    admin.get("/api/v1/auth/me").await.expect(200);
    // Others approve as before.
    answer(&kasir, &asked, "manajer", PIN).await.expect(201);
    // After half an hour it is over.
    let sql = "UPDATE approval_guards SET locked_until = locked_until - 1800";
    sqlx::query(sql).execute(&mut shop.database.admin().await).await.unwrap();
    assert_eq!(set_pin(&admin, "999999", PASSWORD).await.status, 204);
    // Guessing many at once is no way around it.
    let (asked, manajer) = (&asked, &manajer);
    let mut guesses = Vec::new();
    for n in 0..30 {
        let (asked, manajer) = (asked.clone(), manajer.clone());
        let pin = format!("{n:06}");
        guesses.push(tokio::spawn(async move { answer(&manajer, &asked, "admin", &pin).await }));
    }
    let mut tried = 0;
    for guess in guesses {
        tried += usize::from(guess.await.unwrap().refused(401).0 == "AUTHENTICATION_FAILED");
    }
    assert_eq!(tried, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn challenges_and_approvals_expire_and_roles_are_looked_at_again() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, with_pin(&shop).await);
    assert_eq!(set_pin(&kasir, "123456", PASSWORD).await.status, 204);
    let hash = KeyedHash::new(&shop.database.config.hash_secret);
    let put = |caller: &str, off, role, ago: Duration| {
        let asked =
            Asked::of(&hash, login(caller), "POST", ORDERS, bus(off).to_string().as_bytes());
        let needed = Needed { role, amount: Money::rupiah(off) };
        Challenge::put(login(caller), asked, needed, Utc::now() - ago, [7; 16])
    };
    let late = put("kasir", 60_000, Role::Manager, GOOD_FOR);
    let reply = answer(&kasir, &late.written(&hash), "manajer", PIN).await;
    assert_eq!(reply.refused(422).1, "INVALID_STATE");
    let metrics = Metrics::start().unwrap();
    let (till, _) = Till::open(&shop.database.config, shop.redis.clone(), metrics).await.unwrap();
    let (approval, _) = give(till.desk(), &late, login("manajer")).await.unwrap();
    let refused = order(&kasir, &bus(60_000), &approval.written(&hash), "").await;
    challenge(&refused);
    assert!(refused.text.contains("has expired"), "{}", refused.text);
    // As the shop writes them, so that nothing but the time was wrong.
    let in_time = put("kasir", 60_000, Role::Manager, Duration::zero());
    let given = answer(&kasir, &in_time.written(&hash), "manajer", PIN).await.expect(201);
    let approval = given["approval"].as_str().unwrap().to_owned();
    order(&kasir, &bus(60_000), &approval, "late").await.expect(201);

    // The role that counts is the one that approves has when the command comes.
    let low = put("manajer", 250_000, Role::Cashier, Duration::zero());
    let given = answer(&kasir, &low.written(&hash), "kasir", "123456").await.expect(201);
    let refused = order(&manajer, &bus(250_000), given["approval"].as_str().unwrap(), "").await;
    assert_eq!(challenge(&refused).1, "manager");
    assert!(refused.text.contains("may not any more"), "{}", refused.text);
    // Who has no login any more approves nothing, whatever they once said.
    let said_by = |by: i64| {
        let terms = in_time.written(&hash);
        let text = format!("{}.{by}", terms.rsplit_once('.').unwrap().0);
        format!("{text}.{}", hex(&hash.of("approval", &[text.as_bytes()])))
    };
    for (by, why) in [(999, "may not any more"), (2, "was used before")] {
        let refused = order(&kasir, &bus(60_000), &said_by(by), "").await;
        challenge(&refused);
        assert!(refused.text.contains(why), "{by}: {}", refused.text);
    }
    // So is what it is about: the approval of another amount is none.
    let less = put("manajer", 250_000, Role::Manager, Duration::zero()).written(&hash);
    let forged = less.replace(".250000.", ".250001.");
    let reply = answer(&kasir, &forged, "admin", PIN).await;
    assert_eq!(wrong_fields(&reply), ["challenge"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_ones_own_and_set_with_the_password() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let (asked, _) = challenge(&order(&kasir, &bus(60_000), "", "").await);
    assert_eq!(answer(&kasir, &asked, "manajer", PIN).await.status, 401, "there is none yet");
    let wrong = set_pin(&manajer, PIN, "salah").await;
    assert_eq!(wrong.refused(401).0, "AUTHENTICATION_FAILED");
    for bad in ["12345", "1234567", "12a456", ""] {
        assert_eq!(wrong_fields(&set_pin(&manajer, bad, PASSWORD).await), ["pin"], "{bad}");
    }
    let nobody = set_pin(&shop.stranger(), PIN, PASSWORD).await;
    assert_eq!(nobody.refused(401).0, "UNAUTHORIZED");
    assert_eq!(set_pin(&manajer, PIN, PASSWORD).await.status, 204);
    answer(&kasir, &asked, "manajer", PIN).await.expect(201);
    assert_eq!(set_pin(&manajer, "471147", PASSWORD).await.status, 204);
    assert_eq!(answer(&kasir, &asked, "manajer", PIN).await.status, 401, "the one before");
    answer(&kasir, &asked, "Manajer", "471147").await.expect(201);
    for with in [
        json!({"challenge": asked, "username": "manajer", "pin": null, "password": PASSWORD}),
        json!({"challenge": asked, "username": "manajer", "pin": "471147", "password": null}),
    ] {
        kasir.post(APPROVALS, with).await.expect(201);
    }

    let stranger = answer(&shop.stranger(), &asked, "manajer", "471147").await;
    assert_eq!(stranger.refused(401).0, "UNAUTHORIZED");
    for (body, fields) in [
        (json!({}), vec!["challenge", "username", "pin"]),
        (json!({"challenge": asked, "username": "manajer", "pin": "1"}), vec!["pin"]),
        (
            json!({"challenge": asked, "username": 1, "pin": "471147", "password": "x"}),
            vec!["username", "password"],
        ),
        (json!({"challenge": "x", "username": "manajer", "pin": "471147"}), vec!["challenge"]),
        (json!({"challenge": asked, "username": "manajer", "pin": "471147", "x": 1}), vec!["x"]),
    ] {
        assert_eq!(wrong_fields(&kasir.post(APPROVALS, body).await), fields);
    }
}

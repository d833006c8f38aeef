use domain::order::Order;
use infra::event_log::{IdempotencyKey, Loaded, LogError, forget_old_keys};
use sqlx::Executor;
use test_shop::TestDatabase;

use crate::desk::{draft, open, placed};

#[tokio::test(flavor = "multi_thread")]
async fn old_keys_are_forgotten_and_young_ones_never() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    let mut admin = database.admin().await;
    let key = |days: i64| IdempotencyKey::new(log.hash(), 3, &days.to_string(), &[b"POST"]);
    // Each used so many days ago, give or take a minute.
    for (id, days) in (1..).zip([0, 6, 8, 29, 31]) {
        let mut draft = draft("keyed");
        draft.append(&Loaded::<Order>::fresh(id), &placed()).unwrap();
        draft.once(key(days));
        log.append(draft).await.unwrap();
        let back = format!(
            "UPDATE idempotency_keys SET recorded_at = UTC_TIMESTAMP(6) - INTERVAL {days} DAY
             WHERE key_hash = x'{}'",
            key(days).text()
        );
        assert_eq!(admin.execute(back.as_str()).await.unwrap().rows_affected(), 1);
    }
    let kept = async || {
        let mut kept = Vec::new();
        for days in [0, 6, 8, 29, 31] {
            if log.kept(key(days)).await.unwrap().is_some() {
                kept.push(days);
            }
        }
        kept
    };
    // With the rights the API has, not the administrator's.
    let api = database.config.primary.pool(1);
    assert_eq!(forget_old_keys(&api, 30).await.unwrap(), 1);
    assert_eq!(kept().await, [0, 6, 8, 29]);
    assert_eq!(forget_old_keys(&api, 0).await.unwrap(), 2, "seven days at least");
    assert_eq!(kept().await, [0, 6]);
    assert_eq!(forget_old_keys(&api, 0).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_used_appends_nothing_more() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await];
    let key = IdempotencyKey::new(logs[0].hash(), 3, "k", &[b"POST"]);
    let mut outcomes = Vec::new();
    for (id, log) in (1..).zip(logs.iter().cycle().take(4)) {
        let mut draft = draft("keyed");
        draft.append(&Loaded::<Order>::fresh(id), &placed()).unwrap();
        draft.once(key);
        outcomes.push(log.append(draft).await);
    }
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
    for outcome in &outcomes[1..] {
        assert!(matches!(outcome, Err(LogError::KeyUsed)), "{outcome:?}");
    }
    assert_eq!(logs[1].head().await.unwrap(), 1);
    let kept = logs[1].kept(key).await.unwrap().unwrap();
    assert_eq!(kept.stream("order"), Some((1, 1)));
    let other = IdempotencyKey::new(logs[0].hash(), 3, "k", &[b"PATCH"]);
    assert!(matches!(logs[0].kept(other).await, Err(LogError::KeyReused)));
}

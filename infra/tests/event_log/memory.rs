//! What a process remembers of aggregates: a hint that may be wrong without anyone being misled.

use domain::order::Order;
use infra::event_log::{Loaded, LogError, Worth};
use test_shop::TestDatabase;

use crate::desk::{append, credited, draft, extend, open, placed, spoil, started};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_lost_race_only_later_events_are_read() {
    let database = TestDatabase::create().await;
    let (ours, theirs) = (open(&database).await, open(&database).await);
    extend(&ours, &mut Loaded::fresh(1), placed()).await;
    let mut seen = theirs.load::<Order>(1).await.unwrap();
    extend(&theirs, &mut seen, vec![started()]).await;
    spoil(&database, 1).await;
    let lost = append(&ours, 1, 1).await;
    assert!(matches!(lost, Err(LogError::Conflict)), "{lost:?}");
    let again = ours.load::<Order>(1).await.unwrap();
    assert_eq!((again.sequence, again.state), (2, seen.state));
    let stranger = open(&database).await.load::<Order>(1).await;
    assert!(matches!(stranger, Err(LogError::Unreadable { .. })), "all of it cannot be read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_memory_is_found_by_a_sample_of_comparisons() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    let mut order = Loaded::<Order>::fresh(1);
    let mut draft = draft("wrong");
    draft.append(&order, &[placed(), vec![credited()]].concat()).unwrap();
    let appended = log.append(draft).await.unwrap();
    order.absorb([placed(), vec![started()]].concat(), &appended); // not what was appended
    let right = log.load_at::<Order>(1, 2).await.unwrap().state;
    assert_ne!(order.state, right);
    let first = log.attempt(false).load::<Order>(1).await.unwrap();
    let mut looks = 1;
    let mut state = first.state;
    while state != right {
        assert!(looks < 5000, "never found out");
        state = log.attempt(false).load::<Order>(1).await.unwrap().state;
        looks += 1;
    }
    for _ in 0..50 {
        assert_eq!(log.attempt(false).load::<Order>(1).await.unwrap().state, right, "for good");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_from_memory_counts_only_once_it_is_appended() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    extend(&log, &mut Loaded::fresh(1), placed()).await;
    let attempt = log.attempt(false);
    let mut order = attempt.load::<Order>(1).await.unwrap();
    // One load in a hundred is compared, and may then be fresh; this one is remembered all the same.
    let worth = attempt.worth().await.unwrap();
    assert_eq!(worth, Worth::FromMemory, "a refusal now would be decided from memory");
    let events = vec![started()];
    let mut draft = draft("counts");
    draft.append(&order, &events).unwrap();
    let appended = attempt.append(draft).await.unwrap();
    order.absorb(events, &appended);
    assert_eq!(attempt.worth().await.unwrap(), Worth::Counts);
    let fresh = log.attempt(true);
    fresh.load::<Order>(1).await.unwrap();
    assert_eq!(fresh.worth().await.unwrap(), Worth::Counts);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_on_states_of_two_moments_does_not_count() {
    let database = TestDatabase::create().await;
    let (log, other) = (open(&database).await, open(&database).await);
    extend(&log, &mut Loaded::fresh(1), placed()).await;
    extend(&log, &mut Loaded::fresh(2), placed()).await;
    let attempt = log.attempt(true);
    attempt.load::<Order>(1).await.unwrap();
    let mut moved = other.load::<Order>(1).await.unwrap();
    extend(&other, &mut moved, vec![started()]).await;
    assert_eq!(attempt.worth().await.unwrap(), Worth::Counts, "one state is of one moment");
    attempt.load::<Order>(2).await.unwrap();
    assert_eq!(attempt.worth().await.unwrap(), Worth::Overtaken);
    let again = log.attempt(true);
    again.load::<Order>(1).await.unwrap();
    again.load::<Order>(2).await.unwrap();
    // Who has no events yet can be overtaken too.
    again.load::<Order>(3).await.unwrap();
    assert_eq!(again.worth().await.unwrap(), Worth::Counts);
    extend(&other, &mut Loaded::fresh(3), placed()).await;
    assert_eq!(again.worth().await.unwrap(), Worth::Overtaken);
}

use infra::event_log::{LogHead, Mark, RawLog, Verifier, audit};
use sqlx::Executor;
use test_shop::TestDatabase;

use crate::desk::{append, open};

async fn verify(log: &RawLog, head: &LogHead) -> i64 {
    let mut verifier = Verifier::new(Vec::new());
    let mut chunks = log.read(i64::MIN, head.mark.position);
    while let Some(chunk) = chunks.next().await.unwrap() {
        for event in chunk.events() {
            verifier.event(&event.unwrap()).unwrap();
        }
    }
    let end = verifier.mark();
    verifier.finish(head).unwrap();
    end.position
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_fits_at_every_moment_while_others_append() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await];
    let writing: Vec<_> = (1..=16)
        .map(|id: i64| {
            let log = logs[usize::try_from(id % 2).unwrap()].clone();
            tokio::spawn(async move {
                for sequence in 0..25 {
                    append(&log, id, sequence).await.unwrap();
                }
            })
        })
        .collect();
    let primary = RawLog::new(database.config.primary.pool(2));
    let replica = RawLog::new(database.config.work.named(&database.config.primary.name).pool(2));
    let mut audited = Mark::START;
    while audited.position < 400 {
        for log in [&primary, &replica] {
            let head = log.head().await.unwrap();
            assert_eq!(head.last, head.mark.position);
            assert_eq!(verify(log, &head).await, head.mark.position);
        }
        let found = audit(&replica, audited, 30).await.unwrap();
        assert!(found.faults.is_empty() && !found.parted, "{found:?}");
        audited = found.mark;
    }
    for writer in writing {
        writer.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_stands_before_its_predecessor_is_found_without_reading_the_rest() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    for (id, sequence) in [(1, 0), (2, 0), (1, 1), (2, 1), (1, 2)] {
        append(&log, id, sequence).await.unwrap();
    }
    let raw = RawLog::new(database.config.primary.pool(2));
    let behind = audit(&raw, Mark::START, 3).await.unwrap();
    assert!(behind.faults.is_empty() && !behind.at_end, "{behind:?}");
    let rest = audit(&raw, behind.mark, 3).await.unwrap();
    assert!(rest.faults.is_empty() && rest.at_end, "{rest:?}");
    // Order 2's first event goes, and comes back at the end: a predecessor that stands behind.
    let mut admin = database.admin().await;
    for sql in [
        "DROP TRIGGER events_are_never_changed",
        "UPDATE events SET position = 9 WHERE position = 2",
    ] {
        admin.execute(sql).await.unwrap();
    }
    let rest = audit(&raw, behind.mark, 3).await.unwrap();
    let reasons: Vec<String> = rest.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "position 4: a hole in order/2: no event with sequence 1 before it",
            "position 6: a hole: position 9 stands where 6 should",
            "position 9: a hole in order/2: sequence 1 follows 2",
        ]
    );
}

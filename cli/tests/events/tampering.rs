//! Whoever administers the server can drop the triggers and write what they like. It shows.

use crate::log::Log;

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_payload_is_found() {
    let log = Log::of_a_morning().await;
    log.intrude(&[
        "UPDATE events SET payload = REPLACE(payload, '\":', '\": ') WHERE position = 9",
    ])
    .await;
    let (position, reason) = log.run(&["verify", "--json"]).first_bad();
    assert_eq!(position, 9);
    assert!(reason.contains("hash does not fit"), "{reason}");
    let said = log.run(&["verify"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("the log does not fit, first at position 9"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_counts() {
    let log = Log::of_a_morning().await;
    log.intrude(&["CREATE TABLE kept AS SELECT * FROM events WHERE position = 1"]).await;
    for change in [
        "aggregate_type = 'usher'",
        "aggregate_id = CONCAT(aggregate_id, '0')",
        "sequence = sequence + 1",
        "event_type = 'UserRegisterer'",
        "event_version = '2'",
        "payload = REPLACE(payload, '{', '{ ')",
        "metadata = REPLACE(metadata, '{', '{ ')",
        "recorded_at = recorded_at + INTERVAL 1 MICROSECOND",
        "recorded_at = '0000-00-00 00:00:00'",
        "number = 'CW-2026-99999'",
        "chain = REVERSE(chain)",
    ] {
        log.intrude(&[&format!("UPDATE events SET {change} WHERE position = 1")]).await;
        let (position, reason) = log.run(&["verify", "--json"]).first_bad();
        assert_eq!(position, 1, "{change}: {reason}");
        log.intrude(&[
            "DELETE FROM events WHERE position = 1",
            "INSERT INTO events SELECT * FROM kept",
        ])
        .await;
        assert_eq!(log.run(&["verify", "--json"]).code, 0, "{change} was undone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_event_is_a_hole() {
    let log = Log::of_a_morning().await;
    log.intrude(&["DELETE FROM events WHERE position = 12"]).await;
    let (position, reason) = log.run(&["verify", "--json"]).first_bad();
    assert_eq!((position, reason.as_str()), (12, "a hole: position 13 stands where 12 should"));
    // Moving up what comes after closes the hole, and shows in the chain.
    log.intrude(&[
        "UPDATE events SET position = position - 1 WHERE position > 12 ORDER BY position",
    ])
    .await;
    let (position, reason) = log.run(&["verify", "--json"]).first_bad();
    assert_eq!(position, 12);
    assert!(reason.contains("hash does not fit"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_payloads_are_found_at_the_first_of_the_two() {
    let log = Log::of_a_morning().await;
    log.intrude(&[
        "SET @a = (SELECT payload FROM events WHERE position = 8)",
        "SET @b = (SELECT payload FROM events WHERE position = 15)",
        "UPDATE events SET payload = IF(position = 8, @b, @a) WHERE position IN (8, 15)",
    ])
    .await;
    assert_eq!(log.run(&["verify", "--json"]).first_bad().0, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rewritten_log_head_is_found() {
    let log = Log::of_a_morning().await;
    let head = log.head().await;
    for (change, undo, bad) in [
        ("position = position + 3", "position = position - 3", head + 1),
        ("position = position - 3", "position = position + 3", head - 3),
        ("chain = REVERSE(chain)", "chain = REVERSE(chain)", head),
    ] {
        log.intrude(&[&format!("UPDATE log_head SET {change}")]).await;
        let (position, reason) = log.run(&["verify", "--json"]).first_bad();
        assert_eq!(position, bad, "{change}: {reason}");
        assert!(reason.contains("log_head"), "{reason}");
        log.intrude(&[&format!("UPDATE log_head SET {undo}")]).await;
    }
    // The tail cut off, and the head left where it was.
    log.intrude(&[&format!("DELETE FROM events WHERE position > {}", head - 2)]).await;
    assert_eq!(log.run(&["verify", "--json"]).first_bad().0, head - 1);
    log.intrude(&["DELETE FROM log_head"]).await;
    assert_eq!(log.run(&["verify"]).code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_cut_off_with_its_head_set_back_is_found_by_an_anchor_only() {
    let log = Log::of_a_morning().await;
    let head = log.head().await;
    let anchors = std::env::temp_dir().join(format!("anchors {}", std::process::id()));
    std::fs::write(&anchors, log.run(&["verify", "--json"]).out).unwrap();
    let with_anchor = ["verify", "--json", "--anchor", anchors.to_str().unwrap()];
    assert_eq!(log.run(&with_anchor).code, 0);
    log.intrude(&[
        &format!("DELETE FROM events WHERE position > {}", head - 4),
        "UPDATE log_head SET position = (SELECT MAX(position) FROM events)",
        "UPDATE log_head h JOIN events e USING (position) SET h.chain = e.chain",
    ])
    .await;
    assert_eq!(log.run(&["verify"]).code, 0, "in itself it fits");
    let (position, reason) = log.run(&with_anchor).first_bad();
    assert_eq!(position, head - 3);
    assert!(reason.contains(&format!("the anchor at position {head}")), "{reason}");
    std::fs::remove_file(&anchors).unwrap();
}

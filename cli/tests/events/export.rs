use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use serde_json::Value;
use sqlx::{Executor, Row};

use crate::log::{Log, Said};

/// What the twenty lines of Python say of an export.
fn python(export: &str, arguments: &[&str]) -> Said {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify_export.py");
    let mut python = Command::new("python3")
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = python.stdin.take().unwrap().write_all(export.as_bytes()); // it may have seen enough
    Said::from(python.wait_with_output().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_verifies_an_export_from_the_docs_alone() {
    let log = Log::of_a_morning().await;
    let export = log.run(&["export", "--as-stored"]).out;
    let head = log.run(&["verify", "--json"]).json()["head"].clone();
    let said = python(&export, &[]);
    assert_eq!(said.code, 0, "{said:?}");
    let chain = head["chain"].as_str().unwrap();
    assert!(
        said.out.contains(&format!("position {}, chain {chain}", head["position"])),
        "{said:?}"
    );

    // From the middle it needs the chain before.
    let before: Value = serde_json::from_str(export.lines().nth(8).unwrap()).unwrap();
    let rest = log.run(&["export", "--as-stored", "--from", "10", "--to", "20"]).out;
    assert_eq!(rest.lines().count(), 11);
    assert_eq!(python(&rest, &[before["chain"].as_str().unwrap()]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_of_an_export_changed_is_found_where_it_stands() {
    let log = Log::of_a_morning().await;
    let export = log.run(&["export", "--as-stored"]).out;
    let lines: Vec<&str> = export.lines().collect();
    let (before, after) = (lines[..10].join("\n"), lines[11..].join("\n"));
    for (from, to) in [("requestId", "requestID"), ("{", "["), (":00", ":01"), ("11", "12")] {
        let changed = lines[10].replacen(from, to, 1);
        if changed != lines[10] {
            let said = python(&format!("{before}\n{changed}\n{after}"), &[]);
            assert_eq!(said.code, 1, "{said:?}");
            assert!(said.err.contains("position 11 "), "{said:?}");
        }
    }
    assert!(python(&format!("{before}\n{after}"), &[]).err.contains("position 11 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_is_handed_on_as_it_is_stored() {
    let log = Log::of_a_morning().await;
    let line = log.run(&["export", "--as-stored", "--from", "11", "--to", "11"]).json();
    let row = log
        .database
        .admin()
        .await
        .fetch_one(
            "SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
             metadata, DATE_FORMAT(recorded_at, '%Y-%m-%dT%H:%i:%s.%fZ'), number, HEX(chain) \
             FROM events WHERE position = 11",
        )
        .await
        .unwrap();
    let bytes = |n: usize| String::from_utf8(row.get_unchecked::<Vec<u8>, _>(n)).unwrap();
    assert_eq!(line["position"], 11);
    assert_eq!(line["aggregateType"], row.get::<String, _>(0));
    assert_eq!(line["aggregateId"], row.get::<String, _>(1));
    assert_eq!(line["sequence"], row.get::<i64, _>(2));
    assert_eq!(line["eventType"], row.get::<String, _>(3));
    assert_eq!(line["eventVersion"], row.get::<String, _>(4));
    assert_eq!(line["payload"], bytes(5));
    assert_eq!(line["metadata"], bytes(6));
    assert_eq!(line["recordedAt"], row.get::<String, _>(7));
    assert_eq!(line["number"].as_str(), row.get::<Option<&str>, _>(8));
    assert_eq!(line["chain"], row.get::<String, _>(9).to_lowercase());
    // Nobody is named who did not ask to know.
    let masked = log.run(&["export", "--from", "11", "--to", "11"]).json();
    assert_eq!(masked["payload"], line["payload"]);
    let metadata = masked["metadata"].as_str().unwrap();
    let stored: serde_json::Value = serde_json::from_str(&bytes(6)).unwrap();
    assert!(stored["username"].as_str().unwrap().len() > 1);
    let metadata: serde_json::Value = serde_json::from_str(metadata).unwrap();
    assert_eq!((&metadata["username"], &metadata["role"]), (&"*".into(), &stored["role"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_has_seen_enough_is_no_failure() {
    let log = Log::of_a_morning().await;
    // More than a pipe takes.
    log.intrude(&[
        "UPDATE events SET payload = JSON_QUOTE(REPEAT('x', 100000)) WHERE position > 1",
    ])
    .await;
    let mut export = log
        .command(&["export", "--as-stored"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(export.stdout.take().unwrap());
    reader.read_line(&mut String::new()).unwrap();
    drop(reader);
    let mut said = String::new();
    export.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((export.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_stops_at_a_hole() {
    let log = Log::of_a_morning().await;
    log.intrude(&["DELETE FROM events WHERE position = 12"]).await;
    let said = log.run(&["export", "--as-stored"]);
    assert_eq!((said.code, said.out.lines().count()), (1, 11));
    assert!(said.err.contains("position 13 stands where 12 should"), "{said:?}");
}

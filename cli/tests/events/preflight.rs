use crate::log::Log;

#[tokio::test(flavor = "multi_thread")]
async fn a_log_this_version_can_read_is_reported_as_such() {
    let log = Log::of_a_morning().await;
    let head = log.head().await;
    let said = log.run(&["preflight", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    let json = said.json();
    assert_eq!((&json["ok"], &json["events"]), (&true.into(), &head.into()));
    assert_eq!(json["unreadable"]["count"], 0);
    assert!(json["eventsPerSecond"].as_u64().unwrap() > 0);
    let said = log.run(&["preflight", "--replica"]);
    assert_eq!(said.code, 0, "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cannot_read_is_named_and_counted() {
    let log = Log::of_a_morning().await;
    log.intrude(&[
        "UPDATE events SET aggregate_type = 'spaceship' WHERE position = 4",
        "UPDATE events SET payload = '{\"Unheard\": {}}' WHERE position IN (9, 10)",
    ])
    .await;
    let said = log.run(&["preflight", "--json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let json = said.json();
    assert_eq!((&json["ok"], &json["unreadable"]["count"]), (&false.into(), &3.into()));
    let first = json["unreadable"]["first"].as_array().unwrap();
    let positions: Vec<i64> = first.iter().map(|one| one["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, [4, 9, 10]);
    assert!(first[0]["reason"].as_str().unwrap().contains("spaceship"));
    let said = log.run(&["preflight"]);
    assert!(
        said.out.contains("position 9:") && said.err.contains("3 events cannot be read"),
        "{said:?}"
    );
}

use crate::log::Log;

#[tokio::test(flavor = "multi_thread")]
async fn a_log_as_it_was_written_fits_on_both_servers() {
    let log = Log::of_a_morning().await;
    let head = log.head().await;
    let said = log.run(&["verify", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    let json = said.json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["events"], head);
    assert_eq!(json["head"]["position"], head);
    assert_eq!(json["head"]["chain"].as_str().unwrap().len(), 64);
    assert!(json["firstBad"].is_null());
    assert!(json["eventsPerSecond"].as_u64().unwrap() > 0);

    let said = log.run(&["verify"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.starts_with(&format!("{head} events fit")), "{said:?}");
    // The replica follows in its own time.
    let copy = loop {
        let copy = log.run(&["verify", "--replica", "--json"]);
        assert_eq!(copy.code, 0, "{copy:?}");
        if copy.json()["events"] == head {
            break copy.json();
        }
    };
    assert_eq!(copy["head"], json["head"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_usage_and_a_server_that_is_away_have_codes_of_their_own() {
    let log = Log::of_a_morning().await;
    assert_eq!(log.run(&["verify", "--anker"]).code, 2);
    assert_eq!(log.run(&["export", "--from", "0"]).code, 2);
    assert_eq!(log.run(&["export", "--from", "7", "--to", "6"]).code, 2);
    let away = log.command(&["verify"]).env("DB_PORT", "1").output().unwrap();
    assert_eq!(away.status.code(), Some(1));
    assert!(away.stdout.is_empty());
}

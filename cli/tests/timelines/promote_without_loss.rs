use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::json;

use crate::pair::{Pair, Role, done, refused};
use crate::shop::{Serve, furnish};

const HEAD: &str = "SELECT position FROM log_head";

/// A switch-over by plan: the old primary is fenced and gives all it has.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_fenced_primary_holds_is_fetched_before_a_promotion() {
    let pair = Pair::start();
    furnish(&pair.variables).await;
    pair.until_has_all("Gtid_Slave_Pos").await;
    let common = pair.ask(Role::Replica, HEAD).await;
    pair.execute(Role::Replica, "STOP SLAVE IO_THREAD").await;
    let serve = Serve::start(&pair.variables).await;
    serve.sell(1).await;
    pair.execute(Role::Primary, "SET GLOBAL read_only = 1").await;
    assert_eq!(serve.place().await.unwrap().status, 503, "a fenced primary sells nothing");

    let said = refused(&pair.promote(&[]));
    let missing =
        format!("holds 6 events after position {common} that this server has not received");
    assert!(said.contains(&missing), "{said}");
    let said = refused(&pair.promote(&["--lose-tail", "--margin", "5"]));
    assert!(said.contains("a margin of 5 is too small"), "{said}");
    pair.execute(Role::Replica, "START SLAVE").await;
    let report = done(&pair.promote(&["--json"]));
    assert_eq!(report["after"]["position"].to_string(), pair.ask(Role::Primary, HEAD).await);
    assert_eq!(report["leftBehind"], 0);
    assert_eq!(report["oldPrimaries"][0]["standing"], "read_only");

    // A second run knows nobody to ask any more; with the old primary named it begins another.
    let said = refused(&pair.promote(&[]));
    assert!(said.contains("replicates from nobody"), "{said}");
    let old = pair.address(Role::Primary);
    let again = done(&pair.promote(&["--old-primary", &old, "--json"]));
    assert_eq!((&again["oldEpoch"], &again["epoch"]), (&json!(2), &json!(3)));
    assert_eq!(again["after"], report["after"], "no event was lost in between");
    let itself = pair.address(Role::Replica);
    let third = done(&pair.promote(&["--old-primary", &itself, "--epoch", "7", "--json"]));
    assert_eq!((&third["oldEpoch"], &third["epoch"]), (&json!(3), &json!(7)));
    assert_eq!(third["oldPrimaries"][0]["standing"], "this_server");
    let said = refused(&pair.promote(&["--old-primary-is-gone", "--epoch", "7"]));
    assert!(said.contains("epoch 7 is not new"), "{said}");
    pair.execute(Role::Primary, "SET GLOBAL read_only = 0").await;
    let said = refused(&pair.promote(&["--old-primary", &old, "--old-primary-is-gone"]));
    assert!(said.contains("takes writes"), "nobody can vouch against what is seen: {said}");
}

/// MariaDB throws received events away when replication by GTID is started with both threads
/// stopped. With the primary gone there is nobody to fetch them from again.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_and_not_applied_survives_a_promotion() {
    let mut pair = Pair::start();
    furnish(&pair.variables).await;
    pair.until_has_all("Gtid_Slave_Pos").await;
    pair.execute(Role::Replica, "STOP SLAVE SQL_THREAD").await;
    Serve::start(&pair.variables).await.sell(2).await;
    pair.until_has_all("Gtid_IO_Pos").await;
    pair.execute(Role::Replica, "STOP SLAVE IO_THREAD").await;
    let all = pair.ask(Role::Primary, HEAD).await;
    pair.leave_alone();
    pair.kill(Role::Primary);
    let report = done(&pair.promote(&["--json"]));
    assert_eq!(report["after"]["position"].to_string(), all);

    // As a pair they cannot be started again: the replica would take the old history over.
    pair.signal(Role::Replica, Signal::SIGTERM);
    let up = pair.start_again();
    assert!(refused(&up).contains("has been promoted"));
}

/// Wherever a promotion is killed, the next one finishes the work.
#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_killed_anywhere_can_be_repeated() {
    let mut pair = Pair::start();
    furnish(&pair.variables).await;
    Serve::start(&pair.variables).await.sell(1).await;
    pair.until_has_all("Gtid_Slave_Pos").await;
    let numbers = "SELECT MIN(last) FROM number_heads WHERE series LIKE 'LD-%'";
    pair.leave_alone();
    pair.kill(Role::Primary);
    let old = pair.address(Role::Primary);
    let mut killed = 0;
    let report = loop {
        let arguments = ["--old-primary", &old, "--json"];
        let mut promoting = pair.promoting(Role::Replica, &arguments).spawn().unwrap();
        // A little later each time, until it is through.
        tokio::time::sleep(Duration::from_millis(7 * killed)).await;
        promoting.kill().unwrap();
        let output = promoting.wait_with_output().unwrap();
        if output.status.success() {
            break done(&output);
        }
        let ran_to_a_refusal = output.status.code().is_some();
        assert!(!ran_to_a_refusal, "{}", String::from_utf8_lossy(&output.stderr));
        killed += 1;
    };
    assert!(killed > 2, "it was killed {killed} times only");
    let epoch = report["epoch"].as_i64().unwrap();
    assert_eq!(pair.ask(Role::Replica, "SELECT epoch FROM log_head").await, epoch.to_string());
    let rows = pair.ask(Role::Replica, "SELECT COUNT(*) FROM log_epochs").await;
    assert_eq!(rows, epoch.to_string(), "each that began is in the list");
    let margins = (epoch - 1) * 1000;
    assert_eq!(pair.ask(Role::Replica, numbers).await, margins.to_string());
    assert_eq!(pair.ask(Role::Replica, "@@read_only").await, "0");
    assert_eq!(pair.replication("Master_Host").await, "");
}

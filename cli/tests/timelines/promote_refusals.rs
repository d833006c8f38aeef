use nix::sys::signal::Signal;
use serde_json::json;

use crate::pair::{Pair, Role, done, refused};

#[test]
fn a_promotion_with_wrong_usage_exits_with_two() {
    for wrong in [
        &["--margin", "0"][..],
        &["--margin", "many"],
        &["--old-primary", "somewhere"],
        &["--colour", "red"],
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kharisma"))
            .args(["log", "promote"])
            .args(wrong)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_refuses_what_it_cannot_know_and_what_would_lose_something() {
    let pair = Pair::start();
    let elsewhere = |name: &str, value: &str| {
        let mut promoting = pair.promoting(Role::Replica, &[]);
        refused(&promoting.env(name, value).output().unwrap())
    };
    let said = elsewhere("DB_NAME", "nothing");
    assert!(said.contains("has no log in a database nothing"), "{said}");
    let said = elsewhere("DB_NAME", "kharisma_read");
    assert!(said.contains("has no log in a database kharisma_read"), "{said}");
    let said = elsewhere("DB_PORT", "1");
    assert!(said.contains("127.0.0.1:1, cannot be reached"), "{said}");
    let said = refused(&pair.promoting(Role::Primary, &[]).output().unwrap());
    assert!(said.contains("replicates from nobody"), "{said}");

    // Frozen, it may go on where it stood.
    pair.signal(Role::Primary, Signal::SIGSTOP);
    let said = refused(&pair.promote(&[]));
    pair.signal(Role::Primary, Signal::SIGCONT);
    assert!(said.contains("accepts connections and does not answer"), "{said}");
    assert!(said.contains("--old-primary-is-gone"), "{said}");

    // One that lets nobody ask it may take writes.
    let root = "SET PASSWORD FOR kharisma_admin@'127.0.0.1' = PASSWORD('another')";
    let mut admin = pair.admin(Role::Primary).await;
    let run = async |admin: &mut sqlx::MySqlConnection, sql: &str| {
        sqlx::Executor::execute(admin, sql).await.unwrap();
    };
    run(&mut admin, "SET sql_log_bin = 0").await;
    run(&mut admin, root).await;
    let said = refused(&pair.promote(&[]));
    assert!(said.contains("nobody can tell whether the old primary"), "{said}");
    assert!(said.contains("Access denied"), "{said}");
    let would = done(&pair.promote(&["--old-primary-is-gone", "--dry-run", "--json"]));
    assert_eq!(would["oldPrimaries"][0]["standing"], json!("taken_for_gone"));

    // Replication that is broken holds something that nobody has applied.
    let trap = "INSERT INTO number_heads VALUES ('TRAP', 1)";
    let past_the_binlog = format!("SET sql_log_bin = 0; {trap}");
    pair.execute(Role::Replica, &past_the_binlog).await;
    run(&mut admin, "SET sql_log_bin = 1").await;
    run(&mut admin, trap).await;
    pair.until("Last_SQL_Errno", |number| number != "0").await;
    let said = refused(&pair.promote(&["--old-primary-is-gone"]));
    assert!(said.contains("stands at an error"), "{said}");
    assert_eq!(pair.ask(Role::Replica, "SELECT epoch FROM log_head").await, "1");
    assert_eq!(pair.ask(Role::Replica, "@@read_only").await, "1");
}

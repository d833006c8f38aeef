use std::process::Stdio;
use std::time::{Duration, Instant};

use domain::order::Order;
use infra::event_log::{Draft, EventLog, Loaded, LogError, Mark, Metadata, Tail};
use infra::keyed_hash::KeyedHash;
use serde_json::json;

use crate::pair::{Pair, Role, done, refused};
use crate::proxy::Proxy;
use crate::shop::{Serve, furnish};

/// Reads a log to its end, on that server.
async fn read(tail: &Tail, mut mark: Mark) -> Result<Vec<Mark>, LogError> {
    let mut marks = Vec::new();
    loop {
        let records = tail.after(mark, 100).await?;
        let Some(last) = records.last() else { return Ok(marks) };
        mark = last.mark;
        marks.extend(records.iter().map(|record| record.mark));
    }
}

async fn append_order(log: &EventLog, id: i64) -> Result<i64, LogError> {
    let json = include_str!("../../../domain/tests/golden/OrderPlaced.v1.json");
    let at = "2026-11-23T03:00:00Z".parse().unwrap();
    let mut draft = Draft::new(&Metadata::default(), at).unwrap();
    draft.append(&Loaded::<Order>::fresh(id), &[serde_json::from_str(json).unwrap()]).unwrap();
    log.append(draft).await.map(|appended| appended.position)
}

/// The whole story: a tail is lost with the primary, and nothing of it ever comes back.
#[tokio::test(flavor = "multi_thread")]
async fn a_tail_that_is_lost_is_passed_over_and_its_readers_stop_where_it_parted() {
    let mut pair = Pair::start();
    furnish(&pair.variables).await;
    let name = Proxy::to(pair.port(Role::Primary)).await;
    let old_serve = Serve::start(&pair.variables_at(name.port)).await;
    let through_name = pair.log(Role::Primary).named("kharisma");
    let through_name = infra::database::Database { port: name.port, ..through_name };
    let (old_log, _) = EventLog::open(
        through_name.options(),
        through_name.pool(1),
        KeyedHash::new("any"),
        pair.keys(),
    )
    .await
    .unwrap();

    // Three orders stand, none is paid: the first receipt of the day is drawn in the tail.
    for _ in 0..3 {
        old_serve.place().await.unwrap().expect(201);
    }
    append_order(&old_log, 900_001).await.unwrap();
    pair.until_has_all("Gtid_Slave_Pos").await;
    pair.execute(Role::Replica, "STOP SLAVE IO_THREAD").await;
    // By a till that was just opened: the ids it takes for itself are known to the primary only.
    let lost = Serve::start(&pair.variables).await.sell(4).await;
    let on_primary =
        read(&Tail::new(pair.log(Role::Primary).pool(1), pair.keys()), Mark::START).await.unwrap();
    let tail = Tail::new(pair.log(Role::Replica).pool(1), pair.keys());
    let common = *read(&tail, Mark::START).await.unwrap().last().unwrap();
    let in_the_tail = *on_primary.last().unwrap();
    assert_eq!(in_the_tail.position - common.position, 24, "six events a wash");
    let ahead = tail.after(in_the_tail, 10).await;
    assert!(matches!(ahead, Err(LogError::EndsBefore { .. })), "only behind so far: {ahead:?}");

    // Two servers that both take writes would be two histories.
    let said = refused(&pair.promote(&[]));
    assert!(
        said.contains("takes writes: fence it first, with `SET GLOBAL read_only = 1`"),
        "{said}"
    );
    assert!(said.contains(&pair.address(Role::Primary)), "{said}");
    assert_eq!(pair.replication("Slave_SQL_Running").await, "Yes", "nothing has been touched");

    pair.leave_alone();
    pair.kill(Role::Primary);
    let would = done(&pair.promote(&["--dry-run", "--json"]));
    assert_eq!((&would["promoted"], &would["epoch"]), (&json!(false), &json!(2)));
    assert_eq!(pair.replication("Slave_SQL_Running").await, "Yes", "it only looked");
    let report = done(&pair.promote(&["--json", "--margin", "500"]));
    assert_eq!(report["promoted"], true);
    assert_eq!((&report["oldEpoch"], &report["epoch"]), (&json!(1), &json!(2)));
    assert_eq!(report["after"]["position"], common.position);
    assert_eq!(report["oldPrimaries"][0]["standing"], "unreachable");
    assert_eq!(pair.replication("Master_Host").await, "", "it follows nobody, for good");
    for (variable, value) in
        [("read_only", "0"), ("sync_binlog", "1"), ("innodb_flush_log_at_trx_commit", "1")]
    {
        assert_eq!(pair.ask(Role::Replica, &format!("@@{variable}")).await, value, "{variable}");
    }

    // Readers: the log ends before the mark, and later holds something else there.
    let left = LogError::HistoryLeft {
        position: in_the_tail.position,
        after: common.position,
        epoch: 2,
        only: true,
    };
    let stopped = tail.after(in_the_tail, 10).await.unwrap_err();
    assert_eq!(stopped.to_string(), left.to_string());
    assert!(tail.after(common, 10).await.unwrap().is_empty(), "who read less just goes on");

    // Whoever began on the old epoch appends nothing any more, whatever the name leads to.
    name.move_to(pair.port(Role::Replica));
    let parted = append_order(&old_log, 900_002).await;
    assert!(matches!(parted, Err(LogError::Parted)), "{parted:?}");
    assert!(!old_log.is_usable());
    if let Ok(reply) = old_serve.place().await {
        assert_eq!(reply.status, 503, "{}", reply.text);
    }
    let (code, said) = old_serve.end().await;
    assert_eq!(code, 1);
    assert!(said.contains("began another epoch"), "{said}");

    // The shop goes on, and nothing a customer of the tail holds is given out again.
    let serve = Serve::start(&pair.variables_at(name.port)).await;
    let given = serve.sell(5).await;
    assert!(given.numbers.is_disjoint(&lost.numbers), "{given:?} {lost:?}");
    assert!(given.orders.first() > lost.orders.last(), "{given:?} {lost:?}");
    assert!(given.payments.first() > lost.payments.last(), "{given:?} {lost:?}");
    let receipt = given.numbers.iter().find(|number| number.starts_with("RCP")).unwrap();
    assert!(receipt.ends_with("-501"), "past the margin, in a series begun in the tail: {receipt}");
    let now = read(&tail, common).await.unwrap();
    let positions: Vec<i64> = now.iter().map(|mark| mark.position).collect();
    let dense: Vec<i64> = (1..=30).map(|n| common.position + n).collect();
    assert_eq!(positions, dense, "the new history goes on where the old one was left");
    let stopped = tail.after(in_the_tail, 10).await.unwrap_err();
    assert_eq!(stopped.to_string(), left.to_string(), "a longer history is not that history");

    parted_read_tables_are_named_and_filled_anew(&pair, &serve, in_the_tail).await;
}

async fn parted_read_tables_are_named_and_filled_anew(pair: &Pair, serve: &Serve, tail: Mark) {
    let (chain, at) = (tail.chain.map(|b| format!("{b:02x}")).concat(), tail.position);
    let orders = projections::runtime::named("orders").unwrap();
    let (version, shape) = (orders.version, orders.shape());
    let names = orders.tables().names().join(",");
    let filled = format!(
        "REPLACE INTO kharisma_read.orders_checkpoint
         SELECT 1, log_id, {version}, '{shape}', '{names}', 1, FALSE, 0, {at}, x'{chain}',
         x'{chain}', NULL, 0, 0 FROM log_head"
    );
    pair.execute(Role::Replica, &filled).await;
    let status = async || {
        let health = serve.health().await;
        let projections = health["projections"].as_array().unwrap().clone();
        let orders = projections.into_iter().find(|p| p["name"] == "orders").unwrap();
        orders["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status().await, "parted");

    // A worker makes them anew by itself.
    let variables = pair.variables_at(pair.port(Role::Replica));
    let mut process = tokio::process::Command::new(env!("CARGO_BIN_EXE_kharisma"));
    process.arg("work").envs(&variables).env("LOG_LEVEL", "off").stdout(Stdio::null());
    let _working = process.kill_on_drop(true).spawn().unwrap();
    let begun = Instant::now();
    while status().await != "in_step" {
        assert!(begun.elapsed() < Duration::from_mins(2), "the read tables are not filled");
        tokio::time::sleep(Duration::from_millis(10)).await; // until the condition holds
    }
}

//! Benchmarks, as far as they can be tried without measuring: the paths keep what they acknowledge,
//! the report has its form, and a build that would measure nonsense refuses.
#![allow(clippy::unwrap_used)] // tests

use std::process::{Command, Output};

use bench::append::{Aggregates, Path, Plan, WorkerProgram, measure};
use bench::machine::Machine;
use bench::{freshness, http, queries, replay};
use serde_json::Value;
use test_shop::TestDatabase;

const PROGRAM: &str = env!("CARGO_BIN_EXE_kharisma");

/// All paths, both ways in two processes, for a few commands.
fn a_glimpse() -> Plan {
    Plan {
        seconds: 0.5,
        warm_up: 0.1,
        concurrency: vec![1, 6],
        processes: vec![1, 2],
        aggregates: Aggregates::ALL.to_vec(),
        paths: Path::ALL.to_vec(),
        hot: 40,
        repeat: 1,
    }
}

/// The report, as programs read it. Whatever a path lost or wrote twice would fail it.
async fn report(plan: &Plan) -> Value {
    let database = TestDatabase::create().await;
    let config = &database.config;
    let admin = config.admin.clone().unwrap();
    let folder = std::env::temp_dir().join(format!("kharisma-{}", config.primary.name));
    std::fs::create_dir_all(&folder).unwrap();
    let machine = Machine::look(&folder, &database.primary_as_admin(), true).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let arguments = ["bench", "worker"].map(str::to_owned).to_vec();
    let program = WorkerProgram { program: PROGRAM.into(), arguments };
    let prefix = format!("{}_bench", config.primary.name);
    let access = (config, &admin);
    let measured = measure(plan, machine, access, &prefix, &program, |_| {}).await.unwrap();
    assert!(measured.to_string().contains("raw_multi_row"), "and as people do");
    serde_json::to_value(&measured).unwrap()
}

#[tokio::test]
async fn every_path_keeps_what_it_acknowledges_and_the_report_has_its_form() {
    let report = report(&a_glimpse()).await;
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2 * 4 + 2 * 2);
    for row in rows {
        let names: Vec<&String> = row.as_object().unwrap().keys().collect();
        let known = ["aggregates", "commandsPerSecond", "concurrency", "eventsPerSecond", "p50Ms"];
        assert_eq!(names, [known.as_slice(), &["p99Ms", "path", "processes"]].concat());
        assert!(row["commandsPerSecond"].as_f64().unwrap() > 0.0, "{row}");
        assert!(row["p50Ms"].as_f64() <= row["p99Ms"].as_f64(), "{row}");
    }
    for ratio in ["oursToStockAt6", "oursToRawMultiRowAt6", "ours2ProcessesToOneOnSame"] {
        assert!(report["ratios"][ratio].as_f64().unwrap() > 0.0, "{ratio}");
    }
    for fact in ["cpu", "cores", "memory", "os", "mariadb", "fsyncMicros"] {
        assert!(!report["machine"][fact].is_null(), "{fact}");
    }
}

fn kharisma(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

#[cfg(debug_assertions)] // an optimised one would measure
#[test]
fn a_build_without_optimisation_refuses_to_bench() {
    let refused = kharisma(&["bench", "append"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("cargo run --release -p cli -- bench append"), "{said}");
}

#[test]
fn a_path_nobody_knows_is_wrong_usage() {
    let refused = kharisma(&["bench", "append", "--only", "theirs"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("ours, stock, single_row, raw_multi_row"), "{said}");
}

/// The run's primary, with the read tables beside the log, and room for a benchmark's databases.
async fn one_server() -> (TestDatabase, Machine) {
    let mut database = TestDatabase::create().await;
    let (host, port) = (database.config.primary.host.clone(), database.config.primary.port);
    for on_replica in [&mut database.config.read, &mut database.config.work] {
        on_replica.host.clone_from(&host);
        on_replica.port = port;
    }
    let folder = std::env::temp_dir().join(format!("kharisma-{}", database.config.primary.name));
    std::fs::create_dir_all(&folder).unwrap();
    let machine = Machine::look(&folder, &database.primary_as_admin(), false).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    (database, machine)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_replayed_into_tables_by_ours_and_by_stock() {
    let (database, machine) = one_server().await;
    let plan = replay::Plan { events: vec![2000], stock: 50, each: false };
    let admin = database.config.admin.clone().unwrap();
    let prefix = format!("{}_replay", database.config.primary.name);
    let access = (&database.config, &admin);
    let measured = replay::measure(&plan, machine, access, &prefix, |_| {}).await.unwrap();
    let report = serde_json::to_value(&measured).unwrap();
    let of = |row: &Value| (row["path"].to_string(), row["projection"].to_string());
    let rows: Vec<_> = report["rows"].as_array().unwrap().iter().map(of).collect();
    let expected = [("scan", "all"), ("ours", "orders"), ("ours", "all"), ("stock", "orders")];
    assert_eq!(rows, expected.map(|(path, of)| (format!("{path:?}"), format!("{of:?}"))));
    for row in report["rows"].as_array().unwrap() {
        assert!(row["eventsPerSecond"].as_f64().unwrap() > 0.0, "{row}");
    }
    assert!(report["rows"][0]["events"].as_i64().unwrap() >= 2000, "{report}");
    assert!(report["ratios"]["ordersOursToStock"].as_f64().unwrap() > 0.0, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_seen_in_a_read_model() {
    let database = TestDatabase::create().await;
    let admin = database.config.admin.clone().unwrap();
    let (_, machine) = one_server().await;
    let access = (&database.config, &admin);
    let measured = freshness::measure((0.5, 40.0), machine, access, |_| {}).await.unwrap();
    let report = serde_json::to_value(&measured).unwrap();
    for (row, path) in report["rows"].as_array().unwrap().iter().zip(["replication", "ours"]) {
        assert_eq!(row["path"], path);
        assert!(row["p50Ms"].as_f64().unwrap() <= row["p99Ms"].as_f64().unwrap(), "{row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_a_small_shop_can_be_read() {
    let (database, machine) = one_server().await;
    let admin = database.config.admin.clone().unwrap();
    let plan = queries::Plan { orders: 3000, rounds: 1 };
    let access = (&database.config, &admin);
    let measured = queries::measure(plan, machine, access, |_| {}).await.unwrap();
    let report = serde_json::to_value(&measured).unwrap();
    let rows = report["rows"].as_array().unwrap();
    for (list, page) in
        [("orders", "first"), ("orders", "filtered"), ("customer search", "filtered")]
    {
        let row = rows.iter().find(|row| row["list"] == list && row["page"] == page).unwrap();
        assert!(row["read"].as_u64().unwrap() > 0 && row["p99Ms"].as_f64().unwrap() > 0.0, "{row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_is_measured_alone_and_while_people_sign_in() {
    let database = TestDatabase::create().await;
    let admin = database.config.admin.clone().unwrap();
    let (_, machine) = one_server().await;
    let access = (&database.config, &admin);
    let program = http::Program { program: PROGRAM.into(), variables: database.variables.clone() };
    let plan = http::Plan { seconds: 0.5, rounds: 2, concurrency: 2, logins: 3 };
    let measured = http::measure(plan, machine, access, &program, |_| {}).await.unwrap();
    assert!(measured.to_string().contains("tillP99LoginsToQuiet"), "as people read it");
    let report = serde_json::to_value(&measured).unwrap();
    let of = |row: &Value| format!("{} {}", row["path"], row["request"]).replace('"', "");
    let rows: Vec<_> = report["rows"].as_array().unwrap().iter().map(of).collect();
    let asked = ["till", "order", "start", "look", "complete", "queue"];
    let both = ["quiet", "logins"].map(|path| asked.map(|request| format!("{path} {request}")));
    assert_eq!(
        rows,
        [both.concat(), vec!["logins login".to_owned(), "door login".to_owned()]].concat()
    );
    for row in report["rows"].as_array().unwrap() {
        assert!(row["perSecond"].as_f64().unwrap() > 0.0, "{row}");
        assert!(row["p50Ms"].as_f64().unwrap() <= row["p99Ms"].as_f64().unwrap(), "{row}");
    }
    for ratio in ["tillP50LoginsToQuiet", "tillP99LoginsToQuiet", "tillPerSecondLoginsToQuiet"] {
        assert!(report["ratios"][ratio].as_f64().unwrap() > 0.0, "{ratio}");
    }
}

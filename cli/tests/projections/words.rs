//! What `kharisma projections` says, and how it ends.

use serde_json::Value;

use crate::shop::{Shop, until};

fn keys(line: &Value) -> Vec<&str> {
    line.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_says_what_it_did_and_exits_by_it() {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let order = shop.place().await;
    shop.in_step().await;

    until("every projection is somebody's", || async {
        let lines = shop.operator(&["list", "--json"]).await.json();
        lines.as_array().unwrap().iter().all(|line| line["status"] == "working")
    })
    .await;
    let said = shop.operator(&["list", "--json"]).await;
    let lines = said.json();
    assert_eq!(lines.as_array().unwrap().len(), projections::runtime::ALL.len());
    let expected = [
        "generation",
        "lag",
        "lagSeconds",
        "name",
        "owner",
        "parked",
        "position",
        "reached",
        "sizeBytes",
        "status",
        "version",
    ];
    for line in lines.as_array().unwrap() {
        let mut keys = keys(line);
        keys.sort_unstable();
        assert_eq!(keys, expected, "{line}");
        assert_eq!((&line["status"], &line["lag"]), (&"working".into(), &0.into()), "{line}");
        assert!(line["sizeBytes"].as_i64().unwrap() > 0, "{line}");
        assert!(line["owner"].as_str().unwrap().ends_with(&format!(":{}", worker.pid())));
    }
    let table = shop.operator(&["list"]).await.done();
    assert_eq!(table.lines().count(), projections::runtime::ALL.len() + 1, "{table}");
    worker.stop().await;
    assert_eq!(shop.standing("orders").await["status"], "idle");

    wrong_usage(&shop).await;
    differences(&shop, order).await;
    rebuilds(&shop).await;
}

async fn wrong_usage(shop: &Shop) {
    for arguments in [
        &["verify"][..],
        &["verify", "ordes"],
        &["verify", "orders", "--all"],
        &["rebuild", "orders", "ordes"],
        &["rebuild"],
        &["rollback"],
        &["pause", "everything"],
        &["resume"],
        &["parked", "show", "orders", "0"],
        &["parked", "skip", "orders", "1"],
        &["parked", "list", "ordes"],
        &["lists"],
    ] {
        let said = shop.operator(arguments).await;
        assert_eq!(said.code, 2, "{arguments:?}: {said:?}");
        assert!(said.out.is_empty(), "{said:?}");
    }
    let said = shop.operator(&["verify", "ordes"]).await;
    assert!(said.err.contains("there is no such projection; there are: orders, queue"), "{said:?}");

    let said = shop.operator(&["parked", "show", "orders", "1"]).await;
    assert!(said.refused().contains("the event at position 1 is not parked of orders"));
    let said = shop.operator(&["parked", "retry", "orders", "1"]).await;
    assert!(said.refused().contains("is not parked"));
    let said = shop.operator(&["rollback", "orders"]).await;
    assert!(said.refused().contains("orders: there are no tables of before"), "{said:?}");
    let mut away = shop.command(&["list"]);
    let output = away.env("DB_READ_PORT", "1").output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the log cannot be read at 127.0.0.1:1"), "{said}");
}

async fn differences(shop: &Shop, order: i64) {
    let said = shop.operator(&["verify", "orders", "employees"]).await.done();
    assert!(said.contains("orders: 0 of "), "{said}");
    for sql in [
        format!("UPDATE orders SET number = 'CW-1' WHERE id = {order}"),
        "DELETE FROM employees WHERE id = 2".to_owned(),
        format!(
            "INSERT INTO queue SELECT order_id + 1000, entry FROM queue WHERE order_id = {order}"
        ),
    ] {
        shop.intrude(&sql).await;
    }
    let said = shop.operator(&["verify", "--all", "--json"]).await;
    assert!(said.refused().contains("rows differ in: orders, queue, employees"), "{said:?}");
    let lines = said.json();
    let of = |name: &str| {
        let mut lines = lines.as_array().unwrap().iter();
        lines.find(|line| line["name"] == name).unwrap()["differences"].clone()
    };
    for (name, table, key, how) in [
        ("orders", "orders", order.to_string(), "other"),
        ("queue", "queue", (order + 1000).to_string(), "too_many"),
        ("employees", "employees", "2".to_owned(), "missing"),
    ] {
        let found = of(name);
        assert_eq!(found["count"], 1, "{name}: {found}");
        let first = serde_json::json!([{"table": table, "key": key, "how": how}]);
        assert_eq!(found["first"], first, "{name}");
    }
    assert_eq!(of("catalog")["count"], 0);
    let said = shop.operator(&["verify", "employees"]).await;
    assert_eq!(said.code, 1);
    assert!(said.out.contains("employees 2: missing"), "{said:?}");
}

/// Nobody works: a rebuild needs no worker.
async fn rebuilds(shop: &Shop) {
    let said = shop.operator(&["rebuild", "--all", "--json"]).await;
    assert_eq!(said.code, 0, "{said:?}");
    let lines = said.json();
    assert_eq!(lines.as_array().unwrap().len(), projections::runtime::ALL.len());
    let head = shop.head().await;
    for line in lines.as_array().unwrap() {
        let mut keys = keys(line);
        keys.sort_unstable();
        let expected =
            ["differences", "events", "eventsPerSecond", "name", "ok", "parked", "position"];
        assert_eq!(keys, expected, "{line}");
        assert_eq!(
            (&line["ok"], &line["position"], &line["events"]),
            (&true.into(), &head.into(), &head.into())
        );
        let spoilt = ["orders", "queue", "employees"].iter().any(|name| line["name"] == *name);
        assert_eq!(line["differences"]["count"], i64::from(spoilt), "{line}");
    }
    shop.is_exact().await;
    assert!(shop.operator(&["rebuild", "orders"]).await.done().contains("rows as before"));
    shop.operator(&["rebuild", "orders", "--drop-old", "--diff"]).await.done();
    let said = shop.operator(&["rollback", "orders"]).await;
    assert!(said.refused().contains("there are no tables of before"), "{said:?}");
    let said = shop.operator(&["rollback", "queue"]).await.done();
    assert!(said.contains("queue: back to the tables of before, at position"), "{said}");
    let said = shop.operator(&["verify", "queue"]).await;
    assert!(said.refused().contains("rows differ in: queue"), "what was wrong is back: {said:?}");
    shop.operator(&["rollback", "queue"]).await.done();
    shop.is_exact().await;

    let all = projections::runtime::names().map(|name| format!("{name}: paused\n"));
    assert_eq!(shop.operator(&["pause", "--all"]).await.done(), all.collect::<String>());
    assert_eq!(shop.standing("takings").await["status"], "paused");
    shop.operator(&["resume", "--all"]).await.done();
    assert_eq!(shop.standing("takings").await["status"], "idle");
}

//! Where a shop may keep what is known about somebody: every table of both servers, Redis, the files that
//! are handed out, the log for itself.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use infra::database::Database;
use infra::event_log::{RawLog, Verifier};
use projections::runtime::{ALL, Site, drop_old, list};
use sqlx::{ConnectOptions, Row};

use crate::shop::Shop;

/// Everything in every database of the shop on that server, and whom it names.
pub(crate) async fn found_on(server: &Database, shop: &Shop, said: &[&str]) -> BTreeSet<String> {
    let like = format!("{}%", shop.database.config.primary.name);
    let mut connection = server.options().connect().await.unwrap();
    let sql =
        "SELECT table_schema, table_name, GROUP_CONCAT(column_name) FROM information_schema.columns
               WHERE table_schema LIKE ? GROUP BY 1, 2";
    let tables = sqlx::query(sql).bind(like).fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 20, "{}", tables.len());
    let mut found = BTreeSet::new();
    for row in tables {
        let (schema, table, columns): (String, String, String) =
            (row.get(0), row.get(1), row.get(2));
        let shown: Vec<String> = columns
            .split(',')
            .map(|column| format!("IFNULL(CONVERT(`{column}` USING utf8mb4), '')"))
            .collect();
        for said in said {
            let sql = format!(
                "SELECT COUNT(*) FROM `{schema}`.`{table}` WHERE CONCAT_WS('|', {}) LIKE ?",
                shown.join(", ")
            );
            let row = sqlx::query(&sql).bind(format!("%{said}%")).fetch_one(&mut connection).await;
            match row {
                Ok(row) if row.get::<i64, _>(0) > 0 => {
                    found.insert(format!("{schema}.{table}: {said}"));
                }
                Ok(_) => {}
                // Tables of before are thrown away meanwhile: they name nobody any more.
                Err(error) => {
                    let error = error.into_database_error().unwrap();
                    let code = error.code().unwrap();
                    assert!(["42S02", "42000"].contains(&code.as_ref()), "{error}");
                }
            }
        }
    }
    found
}

/// Everything in Redis that names them.
pub(crate) async fn found_in_redis(shop: &Shop, said: &[&str]) -> BTreeSet<String> {
    let mut redis = shop.redis.connection();
    let pool = shop.database.config.primary.pool(1);
    let id = sqlx::query("SELECT log_id FROM log_head").fetch_one(&pool).await.unwrap();
    let of_the_shop = format!("*{}*", id.get::<String, _>(0));
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(of_the_shop).query_async(&mut redis).await.unwrap();
    assert!(!keys.is_empty());
    let mut found = BTreeSet::new();
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut redis).await.unwrap();
        if kind != "hash" {
            continue;
        }
        let all: Vec<String> =
            redis::cmd("HGETALL").arg(&key).query_async(&mut redis).await.unwrap();
        let all = all.join("|");
        for said in said {
            if all.contains(*said) {
                found.insert(format!("{key}: {said}"));
            }
        }
    }
    found
}

/// With the keys gone: not even whoever has the master key.
pub(crate) async fn the_log_alone_tells_nobody(shop: &Shop, position: i64, said: &[&str]) {
    let primary = shop.database.primary_as_admin();
    let raw = RawLog::with_keys(primary.pool(1), shop.database.config.personal_keys());
    let mut verifier = Verifier::new(Vec::new());
    let mut events = raw.read(1, position);
    while let Some(chunk) = events.next().await.unwrap() {
        for event in chunk.events().map(Result::unwrap) {
            verifier.event(&event).unwrap();
            let told = format!("{:?}", event.decode().unwrap());
            assert!(!said.iter().any(|said| told.contains(said)), "{told}");
        }
    }
    let head = raw.head().await.unwrap();
    verifier.finish(&head).unwrap();
}

/// From the first event on.
pub(crate) async fn rebuilt_the_rows_are_the_same(site: &Site) {
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    for definition in ALL {
        drop_old(site, definition).await.unwrap();
        let feed = site.feed(100);
        let found = projections::runtime::verify(site, &feed, definition, &|_| (), &stopping);
        let (_, found) = found.await.unwrap();
        assert_eq!(found.count, 0, "{}: {found:?}", definition.name);
    }
}

/// Until every projection that is kept has that position.
pub(crate) async fn in_step(site: &Site, position: i64) {
    loop {
        let standing = list(site).await.unwrap();
        if standing.iter().all(|standing| standing.position >= position) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await; // until they have
    }
}

/// Waits until nothing is found any more but what is allowed to be: tables of before and Redis follow a
/// moment after the rows.
pub(crate) async fn nothing_is_left(shop: &Shop, said: &[&str], but: &[&str]) {
    let begun = Instant::now();
    loop {
        let mut left = found_in_redis(shop, said).await;
        for server in [shop.database.primary_as_admin(), shop.database.read_as_admin()] {
            left.extend(found_on(&server, shop, said).await);
        }
        left.retain(|found| !but.iter().any(|but| found.ends_with(but)));
        if left.is_empty() {
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "{left:?}");
        tokio::time::sleep(Duration::from_millis(20)).await; // until nothing is left
    }
    let admin = shop.admin().await;
    for file in ["/audit-log/export", "/audit-log/export?format=ndjson", "/audit-log/access/export"]
    {
        let file = admin.get(&format!("/api/v1{file}")).await;
        assert_eq!(file.status, 200, "{}", file.text);
        assert!(!said.iter().any(|said| file.text.contains(said)), "{}", file.text);
    }
}

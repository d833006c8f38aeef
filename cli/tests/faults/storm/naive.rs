//! What people would pick instead: an auto-increment key, and a reader who asks for what comes after
//! the last one. The key is given out before the commit, so the reader steps over what commits late.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, Row};
use test_shop::TestDatabase;

use super::evidence::is_exactly;

const WRITERS: usize = 32;

async fn connect(database: &TestDatabase) -> MySqlConnection {
    database.primary_as_admin().options().connect().await.unwrap()
}

/// Transactions of several steps, one after the other.
async fn write(mut connection: MySqlConnection, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        for step in [
            "BEGIN",
            "INSERT INTO naive_events (payload) VALUES ('happened')",
            "SELECT COUNT(*) FROM log_head",
            "COMMIT",
        ] {
            connection.execute(step).await.unwrap();
        }
    }
    connection.close().await.unwrap();
}

async fn ids(connection: &mut MySqlConnection, after: i64) -> Vec<i64> {
    let sql = format!("SELECT id FROM naive_events WHERE id > {after} ORDER BY id");
    let rows = connection.fetch_all(sql.as_str()).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_after_an_auto_increment_key_loses_events_and_is_seen_to() {
    let _sky = super::SKY.lock().await;
    let database = TestDatabase::create().await;
    let mut reader = connect(&database).await;
    let table = "CREATE TABLE naive_events \
                 (id BIGINT AUTO_INCREMENT PRIMARY KEY, payload VARCHAR(20) NOT NULL)";
    reader.execute(table).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let mut writing = Vec::new();
    for _ in 0..WRITERS {
        writing.push(tokio::spawn(write(connect(&database).await, stop.clone())));
    }
    let (begun, mut seen) = (Instant::now(), Vec::new());
    // What stands before the last one read will not be read again: is all of it read?
    let lost = loop {
        for _ in 0..50 {
            seen.extend(ids(&mut reader, seen.last().copied().unwrap_or(0)).await);
        }
        let last = seen.last().copied().unwrap_or(0);
        let mut all = ids(&mut reader, 0).await;
        all.retain(|id| *id <= last);
        if !is_exactly(&all, &seen) {
            break all.len() - seen.len();
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "it lost nothing: is the check blind?");
    };
    stop.store(true, Ordering::Relaxed);
    for writer in writing {
        writer.await.unwrap();
    }
    println!("{lost} of {} events lost after {:?}", lost + seen.len(), begun.elapsed());
}

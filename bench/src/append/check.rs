//! Whether a path kept what it acknowledged: a benchmark that loses events is worthless.

use sqlx::{Executor, MySqlConnection, Row};

use super::path::Path;
use crate::BenchError;

/// Looks whether the database holds `expected` events, none twice and none missing; and whether
/// positions are dense, where they are to be.
pub(super) async fn check(
    connection: &mut MySqlConnection,
    path: Path,
    expected: u64,
) -> Result<(), BenchError> {
    let wrong = |what: String| Err(BenchError::Wrong { path: path.name(), what });
    let expected = i64::try_from(expected).unwrap_or(i64::MAX);
    let found = number(connection, "SELECT COUNT(*) FROM events").await?;
    if found != expected {
        return wrong(format!("{expected} events were acknowledged and {found} are there"));
    }
    let torn = number(
        connection,
        "SELECT COUNT(*) FROM (SELECT 1 FROM events GROUP BY aggregate_type, aggregate_id
         HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)) AS torn",
    )
    .await?;
    if torn != 0 {
        return wrong(format!("{torn} histories have holes"));
    }
    if path == Path::Stock {
        return Ok(());
    }
    // Positions are the primary key: as many as events, from 1 to their number, is dense.
    for sql in
        ["SELECT MIN(position) - 1 + COUNT(*) FROM events", "SELECT MAX(position) FROM events"]
    {
        let found = number(connection, sql).await?;
        if found != expected {
            return wrong(format!("{sql} is {found}, not {expected}"));
        }
    }
    if path == Path::Ours {
        let head = number(connection, "SELECT position FROM log_head").await?;
        if head != expected {
            return wrong(format!("the log's head says {head}, not {expected}"));
        }
    }
    Ok(())
}

async fn number(connection: &mut MySqlConnection, sql: &str) -> Result<i64, sqlx::Error> {
    let sql = format!("SELECT CAST(({sql}) AS SIGNED)");
    connection.fetch_one(sql.as_str()).await?.try_get(0)
}

#[cfg(test)]
mod tests {
    use test_shop::TestDatabase;

    use super::super::rows::{End, insert, insert_events, rows};
    use super::super::workload::Workload;
    use super::*;

    #[tokio::test]
    async fn an_event_that_is_missing_and_a_hole_are_seen() {
        let database = TestDatabase::create().await;
        let mut connection = database.admin().await;
        let command = Workload { first: 1, count: 1, seed: 1 }.command(1);
        let two = rows(&command, 1).unwrap();
        let end = End::of(&mut connection).await.unwrap();
        let end = insert(&mut connection, &insert_events(2), &two, end).await.unwrap();
        check(&mut connection, Path::RawMultiRow, 2).await.unwrap();
        let said = |seen: Result<(), BenchError>| seen.unwrap_err().to_string();
        let lost = check(&mut connection, Path::RawMultiRow, 3).await;
        assert!(said(lost).contains("3 events were acknowledged and 2 are there"));
        let behind = check(&mut connection, Path::Ours, 2).await;
        assert!(said(behind).contains("the log's head says 0, not 2"));

        let third = rows(&command, 3).unwrap().remove(0);
        let skipping = End { position: end.position + 1, ..end };
        insert(&mut connection, &insert_events(1), &[third], skipping).await.unwrap();
        let hole = check(&mut connection, Path::RawMultiRow, 3).await;
        assert!(said(hole).contains("MAX(position) FROM events is 4, not 3"));
    }
}

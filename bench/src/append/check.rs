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

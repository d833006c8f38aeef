//! What the server says it will do, and what it did.

use projections::list::Statement;
use sqlx::mysql::MySqlRow;
use sqlx::{Executor, MySqlConnection, Row};

/// Tables that are never large may be read from end to end.
const SMALL: [&str; 6] = ["users", "u", "employees", "e", "outlets", "one"];

/// How a statement is carried out.
pub(crate) struct Plan {
    /// What is wrong with it, if anything is.
    pub(crate) wrong: Option<String>,
    /// Whether rows of a table are sorted; those of a page are.
    pub(crate) sorts: bool,
    /// By which indexes.
    pub(crate) keys: String,
}

pub(crate) async fn explained(connection: &mut MySqlConnection, statement: &Statement) -> Plan {
    let sql = format!("EXPLAIN {}", statement.sql);
    let explained = Statement { sql, bound: statement.bound.clone() };
    let steps = explained.query().persistent(false).fetch_all(connection).await.unwrap();
    let mut plan = Plan { wrong: None, sorts: false, keys: String::new() };
    for step in &steps {
        let text = |column| step.try_get::<Option<String>, _>(column).ok().flatten();
        let table = text("table").unwrap_or_default();
        let made = table.is_empty() || table.starts_with('<');
        let (kind, extra) = (text("type").unwrap_or_default(), text("Extra").unwrap_or_default());
        if !made {
            plan.keys.extend([table.as_str(), ".", &text("key").unwrap_or_default(), " "]);
        }
        if kind == "ALL" && !made && !SMALL.contains(&table.as_str()) {
            plan.wrong = Some(format!("{table} is read from end to end"));
        }
        plan.sorts |= !made && extra.contains("filesort");
    }
    plan
}

/// Runs it: its rows, and how many rows and entries of indexes were looked at for them.
pub(crate) async fn looked_at(
    connection: &mut MySqlConnection,
    statement: &Statement,
) -> (Vec<MySqlRow>, i64) {
    forget(connection).await;
    let rows = statement.query().persistent(false).fetch_all(&mut *connection).await.unwrap();
    (rows, counted(connection).await)
}

pub(crate) async fn forget(connection: &mut MySqlConnection) {
    connection.execute("FLUSH STATUS").await.unwrap();
}

/// How much was looked at since.
pub(crate) async fn counted(connection: &mut MySqlConnection) -> i64 {
    let sql = "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_key', 'Handler_read_next',
        'Handler_read_prev', 'Handler_read_first', 'Handler_read_last', 'Handler_read_rnd_next',
        'Handler_icp_attempts')";
    let counted = sqlx::query(sql).fetch_all(connection).await.unwrap();
    let number = |row: &MySqlRow| row.get::<String, _>(1).parse::<i64>().unwrap();
    counted.iter().map(number).sum()
}

//! The read tables of a large shop, filled by a few statements: it would take the workers an hour.

use domain::values::BusinessDay;
use infra::database::Database;
use infra::read_db::{Tables, worker_pool_of};
use sqlx::{ConnectOptions, Executor, MySqlPool};
use tokio::task::JoinSet;

use crate::BenchError;

/// What needs nothing else; what needs orders, in two lines that do not need each other.
const FIRST: [&str; 2] = [include_str!("orders.sql"), include_str!("beside.sql")];
const THEN: [&str; 2] = [include_str!("payments.sql"), include_str!("shown.sql")];

/// Words of names.
const NAMES: &str = "'Budi','Siti','Dewi','Agus','Eko','Rina','Wati','Joko','Sri','Andi','Putri',
    'Hadi','Yanto','Lestari','Bambang','Ratna','Slamet','Indah','Rudi','Nur','Tono','Ayu','Dedi',
    'Fitri','Hendra','Lina','Made','Ketut','Wayan','Komang','Santoso','Wijaya','Halim','Gunawan',
    'Susanto','Hartono','Setiawan','Kusuma','Pratama','Saputra'";

/// How large the shop is, and what is shown of its things.
#[derive(Debug, Clone)]
pub struct Shop {
    /// How many orders were placed within two years: a thousand at least.
    pub orders: u64,
    /// Of how many customers: a hundred at least.
    pub customers: u64,
    /// The last day.
    pub today: BusinessDay,
    /// JSON that is shown of each thing of a kind, by the kind; of what is not here, `{}`.
    pub shown: Vec<(String, String)>,
}

impl Shop {
    /// Makes all read tables in that database, which is there, and fills them.
    ///
    /// # Errors
    /// [`BenchError::Database`].
    pub async fn fill(&self, database: &Database) -> Result<(), BenchError> {
        // Each statement is slow, and nobody wants to read it.
        let pool =
            worker_pool_of(database.options().disable_statement_logging(), database.patience, 2);
        let mut connection = pool.acquire().await?;
        for tables in Tables::all() {
            tables.make(&mut connection).await?;
        }
        drop(connection);
        for files in [FIRST, THEN] {
            let mut running = JoinSet::new();
            for file in files {
                running.spawn(run(pool.clone(), self.written_in(file)));
            }
            for outcome in running.join_all().await {
                outcome?;
            }
        }
        let tables = Tables::all().flat_map(|tables| tables.rows().collect::<Vec<_>>());
        let sql =
            format!("ANALYZE NO_WRITE_TO_BINLOG TABLE {}", tables.collect::<Vec<_>>().join(", "));
        sqlx::query(&sql).fetch_all(&pool).await?;
        pool.close().await;
        Ok(())
    }

    fn written_in(&self, file: &str) -> String {
        let mut sql = file
            .replace("{orders}", &self.orders.to_string())
            .replace("{customers}", &self.customers.to_string())
            .replace("{today}", &self.today.to_string())
            .replace("{names}", NAMES);
        for (kind, json) in &self.shown {
            sql = sql.replace(&format!("'{{{kind}}}'"), &quoted(json));
        }
        sql
    }
}

/// Tables that are empty are filled in bulk, each index sorted first, if nothing is looked up.
async fn run(pool: MySqlPool, file: String) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?.detach(); // its settings are its own
    connection.execute("SET unique_checks = 0, foreign_key_checks = 0").await?;
    for statement in file.split(";\n").filter(|statement| statement.contains("INSERT")) {
        let statement = plainly(statement);
        connection.execute(statement.as_str()).await?;
    }
    Ok(())
}

/// What nobody gave is empty.
fn plainly(statement: &str) -> String {
    let mut parts = statement.split("'{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |sql, part| match part.split_once("}'") {
        Some((name, rest)) if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
            format!("{sql}'{{}}'{rest}")
        }
        _ => format!("{sql}'{{{part}"),
    })
}

fn quoted(json: &str) -> String {
    format!("'{}'", json.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_stands_in_the_statements_and_nothing_is_left_open() {
        let shop = Shop {
            orders: 1000,
            customers: 100,
            today: BusinessDay::parse("2026-11-30").unwrap(),
            shown: vec![("customer".to_owned(), r#"{"name":"Bu 'Ani'\n"}"#.to_owned())],
        };
        for file in FIRST.into_iter().chain(THEN) {
            let sql = plainly(&shop.written_in(file));
            assert!(!sql.replace("'{}'", "").replace("'{\"", "").contains('{'), "{sql}");
        }
        let beside = shop.written_in(FIRST[1]);
        assert!(beside.contains(r#"'{"name":"Bu ''Ani''\\n"}'"#), "{beside}");
    }
}

//! Many rows in few statements, and those of few lengths: however many rows there are this time, the
//! server has prepared the statements before.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::{MySql, MySqlConnection, Row};

use crate::json;

/// The most rows of one statement, which may hold no more than 65,535 values, and 16 MB.
const MOST: usize = 512;
/// Fewer than this are one statement, however many they are.
const FEW: usize = 16;

/// A statement that values are bound to.
pub(crate) type Bound<'q> = sqlx::query::Query<'q, MySql, MySqlArguments>;

/// A table whose rows are written many at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    table: &'static str,
    /// In the order in which they are bound.
    columns: &'static [&'static str],
    /// What becomes of rows that are there already.
    there: There,
}

#[derive(Debug, Clone, Copy)]
enum There {
    /// There are none.
    Never,
    /// These columns are set to what is written.
    Set(&'static [&'static str]),
    /// To these columns is added what is written.
    Add(&'static [&'static str]),
}

impl Rows {
    /// Rows that are not there yet.
    pub(crate) const fn new(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, there: There::Never }
    }

    /// Of rows that are there, these columns are set to what is written.
    pub(crate) const fn or_set(self, columns: &'static [&'static str]) -> Self {
        Self { there: There::Set(columns), ..self }
    }

    /// Of rows that are there, what is written is added to these columns.
    pub(crate) const fn or_add(self, columns: &'static [&'static str]) -> Self {
        Self { there: There::Add(columns), ..self }
    }

    /// Writes rows, to each of which every column is bound.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub(crate) async fn write<T>(
        self,
        connection: &mut MySqlConnection,
        rows: &[T],
        bind: impl for<'q> Fn(Bound<'q>, &'q T) -> Bound<'q>,
    ) -> Result<(), sqlx::Error> {
        for run in runs(rows) {
            let sql = self.statement(run.len());
            let query = run.iter().fold(sqlx::query(&sql), &bind);
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }

    fn statement(self, rows: usize) -> String {
        let Self { table, columns, there } = self;
        let row = format!("({})", marks(columns.len()));
        let rows = vec![row.as_str(); rows].join(", ");
        let otherwise = match there {
            There::Never => String::new(),
            There::Set(columns) => otherwise(columns, |column| format!("VALUES({column})")),
            There::Add(columns) => {
                otherwise(columns, |column| format!("{column} + VALUES({column})"))
            }
        };
        format!("INSERT INTO {table} ({}) VALUES {rows}{otherwise}", columns.join(", "))
    }
}

fn otherwise(columns: &[&str], value: impl Fn(&str) -> String) -> String {
    let set: Vec<_> =
        columns.iter().map(|column| format!("{column} = {}", value(column))).collect();
    format!(" ON DUPLICATE KEY UPDATE {}", set.join(", "))
}

/// The rows that a statement finds by their ids, which follow it: `SELECT … WHERE id IN`.
///
/// # Errors
/// [`sqlx::Error`].
pub(crate) async fn read(
    connection: &mut MySqlConnection,
    statement: &str,
    ids: &[i64],
) -> Result<Vec<MySqlRow>, sqlx::Error> {
    let mut rows = Vec::with_capacity(ids.len());
    for run in runs(ids) {
        let sql = format!("{statement} ({})", marks(run.len()));
        let query = run.iter().fold(sqlx::query(&sql), Bound::bind);
        rows.append(&mut query.fetch_all(&mut *connection).await?);
    }
    Ok(rows)
}

/// State and version by id, of the rows that a statement finds by their ids: `SELECT id, version, state …
/// WHERE id IN`.
///
/// # Errors
/// [`sqlx::Error`].
pub(crate) async fn states<A: DeserializeOwned>(
    connection: &mut MySqlConnection,
    statement: &str,
    ids: &[i64],
) -> Result<BTreeMap<i64, (A, i64)>, sqlx::Error> {
    let rows = read(connection, statement, ids).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, (json::read(row, 2)?, row.try_get(1)?)))).collect()
}

/// Changes the rows that are found by their ids, which follow the statement: `DELETE FROM … WHERE id IN`.
///
/// # Errors
/// [`sqlx::Error`].
pub(crate) async fn change(
    connection: &mut MySqlConnection,
    statement: &str,
    ids: &[i64],
) -> Result<(), sqlx::Error> {
    for run in runs(ids) {
        let sql = format!("{statement} ({})", marks(run.len()));
        let query = run.iter().fold(sqlx::query(&sql), Bound::bind);
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// Runs whose length is a power of two, the longest first, and then the few that are left.
fn runs<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = match rows.len() {
            0 => return None,
            few if few < FEW => few,
            many => MOST.min(1 << many.ilog2()),
        };
        let (run, rest) = rows.split_at(length);
        rows = rest;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_of_few_lengths_and_leave_nothing_out() {
        let lengths = |count: usize| runs(&vec![(); count]).map(<[()]>::len).collect::<Vec<_>>();
        assert_eq!(lengths(0), [0; 0]);
        assert_eq!(lengths(1), [1]);
        assert_eq!(lengths(15), [15]);
        assert_eq!(lengths(16), [16]);
        assert_eq!(lengths(31), [16, 15]);
        assert_eq!(lengths(800), [512, 256, 32]);
        assert_eq!(lengths(1300), [512, 512, 256, 16, 4]);
        let rows: Vec<usize> = (0..1023).collect();
        assert_eq!(runs(&rows).flatten().copied().collect::<Vec<_>>(), rows);
    }

    #[test]
    fn a_statement_says_what_becomes_of_rows_that_are_there() {
        let rows = Rows::new("jobs", &["day", "count"]);
        assert_eq!(rows.statement(2), "INSERT INTO jobs (day, count) VALUES (?, ?), (?, ?)");
        assert_eq!(
            rows.or_set(&["count"]).statement(1),
            "INSERT INTO jobs (day, count) VALUES (?, ?) ON DUPLICATE KEY UPDATE count = VALUES(count)"
        );
        assert_eq!(
            rows.or_add(&["count", "day"]).statement(1),
            "INSERT INTO jobs (day, count) VALUES (?, ?) \
             ON DUPLICATE KEY UPDATE count = count + VALUES(count), day = day + VALUES(day)"
        );
    }
}

//! What is asked about workers.

use chrono::NaiveDate;
use domain::employee::EmployeeStatus;
use domain::values::EmployeeId;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, Row};

use crate::{ReadError, Snapshot};

/// A paid worker.
#[derive(Debug, Clone)]
pub struct EmployeeRow {
    /// Their id.
    pub id: i64,
    /// Where they work.
    pub outlet_id: i64,
    /// Their name.
    pub name: String,
    /// Their phone.
    pub phone: Option<String>,
    /// First day of work.
    pub hire_date: NaiveDate,
    /// active, inactive
    pub status: String,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

impl FromRow<'_, MySqlRow> for EmployeeRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            outlet_id: row.try_get("outlet_id")?,
            name: row.try_get("name")?,
            phone: row.try_get("phone")?,
            hire_date: row.try_get("hire_date")?,
            status: row.try_get("status")?,
            version: row.try_get("version")?,
        })
    }
}

/// Which workers are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmployeeFilter {
    /// Those who work here now, or those who left.
    pub status: Option<EmployeeStatus>,
}

/// One worker.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    id: EmployeeId,
) -> Result<Option<EmployeeRow>, ReadError> {
    let sql =
        "SELECT id, outlet_id, name, phone, hire_date, status, version FROM employees WHERE id = ?";
    Ok(sqlx::query_as(sql).bind(id.get()).fetch_optional(snapshot.connection()).await?)
}

/// A page of workers by name, and how many there are.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: EmployeeFilter,
    limit: u32,
    offset: u64,
) -> Result<(Vec<EmployeeRow>, i64), ReadError> {
    let wanted = filter.status.map_or("%", EmployeeStatus::name);
    let rows = sqlx::query_as(
        "SELECT id, outlet_id, name, phone, hire_date, status, version FROM employees WHERE status LIKE ?
         ORDER BY name, id LIMIT ? OFFSET ?",
    )
    .bind(wanted)
    .bind(limit)
    .bind(offset)
    .fetch_all(snapshot.connection())
    .await?;
    let (total,) = sqlx::query_as("SELECT COUNT(*) FROM employees WHERE status LIKE ?")
        .bind(wanted)
        .fetch_one(snapshot.connection())
        .await?;
    Ok((rows, total))
}

//! Who works here?

use chrono::NaiveDate;
use domain::employee::EmployeeEvent;
use infra::event_log::ShopEvent;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};
use crate::{ReadError, Snapshot};

/// The projection.
#[derive(Debug)]
pub struct Employees;

impl Projection for Employees {
    const NAME: &'static str = "employees";
    const VERSION: i32 = 1;
    const TABLES: &'static [&'static str] = &["employees"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            let ShopEvent::Employee(event) = applied.event else { continue };
            match event {
                EmployeeEvent::EmployeeRegistered {
                    employee_id,
                    outlet_id,
                    name,
                    phone,
                    hire_date,
                    ..
                } => {
                    sqlx::query(
                        "REPLACE INTO employees (id, outlet_id, name, phone, hire_date)
                         VALUES (?, ?, ?, ?, ?)",
                    )
                    .bind(employee_id.get())
                    .bind(outlet_id.get())
                    .bind(name.get().as_str())
                    .bind(phone.as_ref().map(|phone| phone.get().as_str()))
                    .bind(hire_date)
                    .execute(&mut *connection)
                    .await?;
                }
            }
        }
        Ok(())
    }
}

/// A paid worker.
#[derive(Debug, Clone)]
pub struct EmployeeRow {
    /// Their id.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their phone.
    pub phone: Option<String>,
    /// First day of work.
    pub hire_date: NaiveDate,
}

impl FromRow<'_, MySqlRow> for EmployeeRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            phone: row.try_get("phone")?,
            hire_date: row.try_get("hire_date")?,
        })
    }
}

/// A page of employees by name, and how many there are.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    limit: u32,
    offset: u64,
) -> Result<(Vec<EmployeeRow>, i64), ReadError> {
    let rows = sqlx::query_as(
        "SELECT id, name, phone, hire_date FROM employees ORDER BY name, id LIMIT ? OFFSET ?",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(snapshot.connection())
    .await?;
    let (total,) =
        sqlx::query_as("SELECT COUNT(*) FROM employees").fetch_one(snapshot.connection()).await?;
    Ok((rows, total))
}

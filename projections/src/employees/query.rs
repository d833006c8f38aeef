//! What is asked about workers.

use chrono::NaiveDate;
use domain::employee::EmployeeStatus;
use domain::values::EmployeeId;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, Row};

use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// What they are called.
pub const BY_NAME: Sort = Sort { name: "name", column: "e.name", kind: Kind::Text };

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

impl EmployeeFilter {
    /// How a list of them is read.
    pub fn listing(self) -> Listing {
        let conditions =
            Conditions::default().when(self.status.map(EmployeeStatus::name), "e.status = ?");
        Listing {
            found: Source::new("employees AS e FORCE INDEX (by_name)", conditions),
            in_order: None,
            id: "e.id",
            columns: "one.id, one.outlet_id, one.name, one.phone, one.hire_date, one.status, \
                      one.version",
            shown: "employees AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

/// A page of workers.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: EmployeeFilter,
    paging: &Paging,
) -> Result<Page<EmployeeRow>, ReadError> {
    filter.listing().read(snapshot, paging, |row| Ok(EmployeeRow::from_row(row)?)).await
}

//! What is asked about what people earn.

use chrono::NaiveDate;
use domain::values::{BusinessDay, DayRange, EmployeeId, Money};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source, Value};
use crate::{ReadError, Snapshot};

/// A share that somebody was given, or that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeLine {
    /// The order.
    pub order_id: i64,
    /// Its printed number; none while the orders are behind.
    pub order_number: Option<String>,
    /// Its service.
    pub service_type: String,
    /// The day it is booked on.
    pub business_day: BusinessDay,
    /// completed, kept, reversed
    pub kind: String,
    /// How much: below zero if it was taken back.
    pub amount: Money,
}

/// What somebody earned in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earner {
    /// Who.
    pub employee_id: i64,
    /// What they are called now.
    pub name: String,
    /// Jobs they earned something by, or would have if they had cost anything.
    pub jobs: i64,
    /// What they were given.
    pub earned: Money,
    /// What was taken back with refunds.
    pub taken_back: Money,
    /// Days with a job.
    pub days_worked: i64,
}

impl Earner {
    /// What is left for them.
    pub fn total(&self) -> Money {
        self.earned - self.taken_back
    }
}

/// By the day a share is booked on.
pub const BY_DAY: Sort = Sort { name: "date", column: "i.business_day", kind: Kind::Day };

/// How a list of somebody's shares is read. An event gives nobody two.
pub fn lines_of(employee: EmployeeId, days: DayRange) -> Listing {
    let employee = employee.get();
    let conditions = Conditions::default()
        .and("i.employee_id = ?", [Value::Number(employee)])
        .and("i.business_day >= ?", [Value::Day(days.first())])
        .and("i.business_day <= ?", [Value::Day(days.last())]);
    Listing {
        found: Source::new("income AS i FORCE INDEX (by_employee)", conditions),
        in_order: None,
        id: "i.position",
        columns: "one.order_id, o.number, one.service_type, one.business_day, one.kind, one.amount",
        shown: format!(
            "income AS one ON one.position = page.list_id AND one.employee_id = {employee} \
             LEFT JOIN orders AS o ON o.id = one.order_id"
        ),
    }
}

/// A page of somebody's shares. The snapshot must be of the orders, too.
///
/// # Errors
/// [`ReadError`].
pub async fn lines(
    snapshot: &mut Snapshot,
    employee: EmployeeId,
    days: DayRange,
    paging: &Paging,
) -> Result<Page<IncomeLine>, ReadError> {
    lines_of(employee, days).read(snapshot, paging, line).await
}

fn line(row: &MySqlRow) -> Result<IncomeLine, ReadError> {
    Ok(IncomeLine {
        order_id: row.try_get(0)?,
        order_number: row.try_get(1)?,
        service_type: row.try_get(2)?,
        business_day: row.try_get::<NaiveDate, _>(3)?.into(),
        kind: row.try_get(4)?,
        amount: Money::rupiah(row.try_get(5)?),
    })
}

/// What is summed of each employee.
const SUMS: &str = "CAST(SUM(jobs) AS SIGNED) AS jobs, CAST(SUM(earned) AS SIGNED) AS earned,
    CAST(SUM(taken_back) AS SIGNED) AS taken_back,
    COUNT(DISTINCT CASE WHEN jobs > 0 THEN business_day END) AS days_worked";

/// What one employee earned in a period; none if there never was such an employee. The snapshot must
/// be of the employees, too.
///
/// # Errors
/// [`ReadError`].
pub async fn sums_of(
    snapshot: &mut Snapshot,
    employee: EmployeeId,
    days: DayRange,
) -> Result<Option<Earner>, ReadError> {
    let sql = format!(
        "SELECT e.id, e.name, s.jobs, s.earned, s.taken_back, s.days_worked
         FROM employees AS e CROSS JOIN (SELECT {SUMS} FROM income_by_day
             WHERE employee_id = ? AND business_day BETWEEN ? AND ?) AS s
         WHERE e.id = ?"
    );
    let row = sqlx::query(&sql)
        .bind(employee.get())
        .bind(days.first().date())
        .bind(days.last().date())
        .bind(employee.get())
        .fetch_optional(snapshot.connection())
        .await?;
    row.as_ref().map(earner).transpose()
}

/// What everybody earned in a period, by name: all who work here, and who did and earned something. The
/// snapshot must be of the employees, too.
///
/// # Errors
/// [`ReadError`].
pub async fn earners(snapshot: &mut Snapshot, days: DayRange) -> Result<Vec<Earner>, ReadError> {
    let sql = format!(
        "SELECT e.id, e.name, s.jobs, s.earned, s.taken_back, s.days_worked
         FROM employees AS e LEFT JOIN (SELECT employee_id, {SUMS} FROM income_by_day
             WHERE business_day BETWEEN ? AND ? GROUP BY employee_id) AS s
             ON s.employee_id = e.id
         WHERE s.employee_id IS NOT NULL OR e.status = 'active'
         ORDER BY e.name, e.id"
    );
    let query = sqlx::query(&sql).bind(days.first().date()).bind(days.last().date());
    query.fetch_all(snapshot.connection()).await?.iter().map(earner).collect()
}

fn earner(row: &MySqlRow) -> Result<Earner, ReadError> {
    let sum = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.unwrap_or(0));
    Ok(Earner {
        employee_id: row.try_get(0)?,
        name: row.try_get(1)?,
        jobs: sum(2)?,
        earned: Money::rupiah(sum(3)?),
        taken_back: Money::rupiah(sum(4)?),
        days_worked: sum(5)?,
    })
}

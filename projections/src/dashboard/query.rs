//! What the dashboard shows.

use chrono::NaiveDate;
use domain::order::ServiceType;
use domain::values::{BusinessDay, DayRange};
use sqlx::mysql::MySqlRow;
use sqlx::{MySqlConnection, Row};

use super::{Services, Sums};
use crate::{ReadError, Snapshot};

/// What is summed, in the order of the fields.
const SUMS: &str = "CAST(SUM(orders) AS SIGNED), CAST(SUM(gross) AS SIGNED),
    CAST(SUM(discount) AS SIGNED), CAST(SUM(tax) AS SIGNED), CAST(SUM(refunds) AS SIGNED),
    CAST(SUM(refunded) AS SIGNED), CAST(SUM(employee_cost) AS SIGNED),
    CAST(SUM(business_income) AS SIGNED)";

fn sums(row: &MySqlRow, first: usize) -> Result<Sums, sqlx::Error> {
    let mut numbers = [0; 8];
    for (n, number) in numbers.iter_mut().enumerate() {
        *number = row.try_get(first + n)?;
    }
    Ok(Sums::of_numbers(numbers))
}

fn service(name: &str) -> Result<ServiceType, ReadError> {
    let known = ServiceType::ALL.into_iter().find(|service| service.name() == name);
    known.ok_or_else(|| ReadError::Unreadable(format!("{name} is no service")))
}

/// What each service came to in a period, at all outlets; zeros if that was nothing.
///
/// # Errors
/// [`ReadError`].
pub async fn by_service(snapshot: &mut Snapshot, days: DayRange) -> Result<Services, ReadError> {
    services(snapshot.connection(), days).await
}

pub(super) async fn services(
    tables: &mut MySqlConnection,
    days: DayRange,
) -> Result<Services, ReadError> {
    let sql = format!(
        "SELECT service_type, {SUMS} FROM dashboard_days
         WHERE business_day BETWEEN ? AND ? GROUP BY service_type"
    );
    let query = sqlx::query(&sql).bind(days.first().date()).bind(days.last().date());
    let mut services = ServiceType::ALL.map(|service| (service, Sums::default()));
    for row in query.fetch_all(tables).await? {
        let found = service(row.try_get(0)?)?;
        for (_, known) in services.iter_mut().filter(|(service, _)| *service == found) {
            *known = sums(&row, 1)?;
        }
    }
    Ok(services)
}

/// What a service came to on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySums {
    /// The day.
    pub day: BusinessDay,
    /// The service.
    pub service: ServiceType,
    /// What it came to.
    pub sums: Sums,
}

/// What each service came to on each day of a period, in order; days with nothing are left out.
///
/// # Errors
/// [`ReadError`].
pub async fn by_day(snapshot: &mut Snapshot, days: DayRange) -> Result<Vec<DaySums>, ReadError> {
    let sql = format!(
        "SELECT business_day, service_type, {SUMS} FROM dashboard_days
         WHERE business_day BETWEEN ? AND ?
         GROUP BY business_day, service_type ORDER BY business_day"
    );
    let query = sqlx::query(&sql).bind(days.first().date()).bind(days.last().date());
    let rows = query.fetch_all(snapshot.connection()).await?;
    let day = |row: &MySqlRow| {
        let day = row.try_get::<NaiveDate, _>(0)?.into();
        Ok(DaySums { day, service: service(row.try_get(1)?)?, sums: sums(row, 2)? })
    };
    rows.iter().map(day).collect()
}

/// The first day anything is known of.
///
/// # Errors
/// [`ReadError`].
pub async fn first_day(snapshot: &mut Snapshot) -> Result<Option<BusinessDay>, ReadError> {
    first(snapshot.connection()).await
}

pub(super) async fn first(tables: &mut MySqlConnection) -> Result<Option<BusinessDay>, ReadError> {
    let sql = "SELECT MIN(business_day) FROM dashboard_days";
    let row = sqlx::query(sql).fetch_one(tables).await?;
    Ok(row.try_get::<Option<NaiveDate>, _>(0)?.map(Into::into))
}

//! What the dashboard shows.

use chrono::NaiveDate;
use domain::order::ServiceType;
use domain::values::{BusinessDay, DayRange, Money};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::Sums;
use crate::{ReadError, Snapshot};

/// What is summed, in the order of the fields.
const SUMS: &str = "CAST(SUM(orders) AS SIGNED), CAST(SUM(gross) AS SIGNED),
    CAST(SUM(discount) AS SIGNED), CAST(SUM(tax) AS SIGNED), CAST(SUM(refunds) AS SIGNED),
    CAST(SUM(refunded) AS SIGNED), CAST(SUM(employee_cost) AS SIGNED),
    CAST(SUM(business_income) AS SIGNED)";

fn sums(row: &MySqlRow, first: usize) -> Result<Sums, sqlx::Error> {
    let number = |n: usize| row.try_get::<i64, _>(first + n);
    let money = |n: usize| number(n).map(Money::rupiah);
    Ok(Sums {
        orders: number(0)?,
        gross: money(1)?,
        discount: money(2)?,
        tax: money(3)?,
        refunds: number(4)?,
        refunded: money(5)?,
        employee_cost: money(6)?,
        business_income: money(7)?,
    })
}

fn service(name: &str) -> Result<ServiceType, ReadError> {
    let known = ServiceType::ALL.into_iter().find(|service| service.name() == name);
    known.ok_or_else(|| ReadError::Unreadable(format!("{name} is no service")))
}

/// What each service came to in a period, at all outlets; zeros if that was nothing.
///
/// # Errors
/// [`ReadError`].
pub async fn by_service(
    snapshot: &mut Snapshot,
    days: DayRange,
) -> Result<[(ServiceType, Sums); 4], ReadError> {
    let sql = format!(
        "SELECT service_type, {SUMS} FROM dashboard_days
         WHERE business_day BETWEEN ? AND ? GROUP BY service_type"
    );
    let query = sqlx::query(&sql).bind(days.first().date()).bind(days.last().date());
    let mut services = ServiceType::ALL.map(|service| (service, Sums::default()));
    for row in query.fetch_all(snapshot.connection()).await? {
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
    let row = sqlx::query("SELECT MIN(business_day) FROM dashboard_days")
        .fetch_one(snapshot.connection())
        .await?;
    Ok(row.try_get::<Option<NaiveDate>, _>(0)?.map(Into::into))
}

/// How many orders stand so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOrders {
    /// Their service.
    pub service: ServiceType,
    /// As outsiders see it: pending, in_progress, or completed and not paid.
    pub status: &'static str,
    /// How many.
    pub orders: i64,
}

/// How orders stand that something is still to be done about. They are counted where the lists of
/// orders find them, so that the two agree: an order leaves these rows when it is paid or called off.
/// The snapshot must be of the orders.
///
/// # Errors
/// [`ReadError`].
pub async fn open_orders(snapshot: &mut Snapshot) -> Result<Vec<OpenOrders>, ReadError> {
    const STATUSES: [&str; 3] = ["pending", "in_progress", "completed"];
    let rows = sqlx::query(
        "SELECT service_type, status, COUNT(*) FROM orders
         WHERE service_type IN ('car_wash', 'laundry', 'carpet', 'water_delivery')
         AND status IN ('pending', 'in_progress', 'completed') AND NOT deleted
         GROUP BY service_type, status",
    )
    .fetch_all(snapshot.connection())
    .await?;
    let mut open = Vec::new();
    for service in ServiceType::ALL {
        open.extend(STATUSES.map(|status| OpenOrders { service, status, orders: 0 }));
    }
    for row in rows {
        let (found, status, orders): (&str, &str, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        for known in &mut open {
            if known.service.name() == found && known.status == status {
                known.orders = orders;
            }
        }
    }
    Ok(open)
}

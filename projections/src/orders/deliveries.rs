//! What water is to be brought, when, and by whom.

use domain::order::DeliveryStatus;
use domain::values::{BusinessDay, EmployeeId};
use sqlx::mysql::MySqlArguments;
use sqlx::query::Query;
use sqlx::{MySql, Row};

use super::query::{COUNTED, OrderRow, Paging, order_row};
use crate::{ReadError, Snapshot};

/// Which deliveries.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter {
    /// Only of that day or later.
    pub from: Option<BusinessDay>,
    /// Only of that day or earlier.
    pub to: Option<BusinessDay>,
    /// Only of that status.
    pub status: Option<DeliveryStatus>,
    /// Only of that driver.
    pub driver: Option<EmployeeId>,
}

fn conditions(filter: &DeliveryFilter) -> String {
    let mut sql = "(delivery_date IS NOT NULL OR delivery_status <> 'scheduled') \
                   AND service_type = 'water_delivery' \
                   AND NOT deleted AND status <> 'cancelled'"
        .to_owned();
    for (given, condition) in [
        (filter.from.is_some(), " AND delivery_date >= ?"),
        (filter.to.is_some(), " AND delivery_date <= ?"),
        (filter.status.is_some(), " AND delivery_status = ?"),
        (filter.driver.is_some(), " AND driver_id = ?"),
    ] {
        if given {
            sql.push_str(condition);
        }
    }
    sql
}

type Bound<'q> = Query<'q, MySql, MySqlArguments>;

fn bind<'q>(mut query: Bound<'q>, filter: &DeliveryFilter) -> Bound<'q> {
    for day in [filter.from, filter.to].into_iter().flatten() {
        query = query.bind(day.date());
    }
    if let Some(status) = filter.status {
        query = query.bind(status.name());
    }
    if let Some(driver) = filter.driver {
        query = query.bind(driver.get());
    }
    query
}

/// A page of the orders whose day of delivery is set, or which were sent without one, by day, hours and age, and how many match
/// (counted up to 10,001). Those without agreed hours come first of a day.
///
/// # Errors
/// [`ReadError`].
pub async fn deliveries(
    snapshot: &mut Snapshot,
    filter: &DeliveryFilter,
    paging: Paging,
) -> Result<(Vec<OrderRow>, i64), ReadError> {
    let conditions = conditions(filter);
    let sql = format!(
        "SELECT version, state FROM orders WHERE {conditions} \
         ORDER BY delivery_date, delivery_window, id LIMIT ? OFFSET ?"
    );
    let rows = bind(sqlx::query(&sql), filter)
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let orders = rows.iter().map(order_row).collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE {conditions} LIMIT {}) AS matches",
        COUNTED + 1
    );
    let counted = bind(sqlx::query(&sql), filter).fetch_one(snapshot.connection()).await?;
    Ok((orders, counted.try_get(0)?))
}

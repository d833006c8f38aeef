//! Finding orders.

use chrono::{DateTime, Utc};
use domain::order::{Order, ServiceType};
use domain::values::{CustomerId, OrderId};
use sqlx::mysql::MySqlArguments;
use sqlx::query::Query;
use sqlx::{MySql, Row};

use crate::customers::THEIRS;
use crate::{ReadError, Snapshot};

/// An order as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Its state.
    pub order: Order,
    /// How many events made it.
    pub version: i64,
}

/// Which orders.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Only of that service.
    pub service: Option<ServiceType>,
    /// With those that were taken from view.
    pub deleted: bool,
    /// Only of that public status.
    pub status: Option<String>,
    /// Only of that customer, whatever record of theirs it was placed for: a snapshot for that must be
    /// of the customers, too.
    pub customer: Option<CustomerId>,
    /// Only placed then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only placed then or earlier.
    pub to: Option<DateTime<Utc>>,
}

/// Which page of a list, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: u32,
    /// Rows a page.
    pub limit: u32,
    /// Oldest first; else newest first.
    pub ascending: bool,
}

impl Paging {
    /// How many rows lie before the page.
    pub const fn offset(&self) -> u64 {
        (self.page as u64 - 1) * self.limit as u64
    }
}

/// Matches are counted no further than this.
pub(crate) const COUNTED: i64 = 10_000;

fn conditions(filter: &OrderFilter) -> String {
    let mut sql = "TRUE".to_owned();
    let theirs = format!(" AND {THEIRS}");
    for (given, condition) in [
        (filter.service.is_some(), " AND service_type = ?"),
        (!filter.deleted, " AND NOT deleted"),
        (filter.status.is_some(), " AND status = ?"),
        (filter.customer.is_some(), theirs.as_str()),
        (filter.from.is_some(), " AND created_at >= ?"),
        (filter.to.is_some(), " AND created_at <= ?"),
    ] {
        if given {
            sql.push_str(condition);
        }
    }
    sql
}

type Bound<'q> = Query<'q, MySql, MySqlArguments>;

fn bind<'q>(mut query: Bound<'q>, filter: &OrderFilter) -> Bound<'q> {
    if let Some(service) = filter.service {
        query = query.bind(service.name());
    }
    if let Some(status) = &filter.status {
        query = query.bind(status.clone());
    }
    if let Some(customer) = filter.customer {
        query = query.bind(customer.get());
    }
    for instant in [filter.from, filter.to].into_iter().flatten() {
        query = query.bind(instant.naive_utc()); // as DATETIME: a TIMESTAMP ends in 2038
    }
    query
}

/// A page of orders, and how many match (counted up to [`COUNTED`] + 1).
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &OrderFilter,
    paging: Paging,
) -> Result<(Vec<OrderRow>, i64), ReadError> {
    let conditions = conditions(filter);
    let direction = if paging.ascending { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT version, state FROM orders WHERE {conditions} \
         ORDER BY created_at {direction}, id {direction} LIMIT ? OFFSET ?"
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

/// One order; if a service is named, of that service only. Also one that was taken from view.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    service: Option<ServiceType>,
    id: OrderId,
) -> Result<Option<OrderRow>, ReadError> {
    let row = sqlx::query("SELECT version, state FROM orders WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    let found = row.as_ref().map(order_row).transpose()?;
    Ok(found.filter(|row| {
        let ticket = row.order.ticket();
        ticket.is_some_and(|ticket| service.is_none_or(|service| service == ticket.service()))
    }))
}

pub(crate) fn order_row(row: &sqlx::mysql::MySqlRow) -> Result<OrderRow, ReadError> {
    let state: &[u8] = row.try_get_unchecked(1)?;
    let order = serde_json::from_slice(state).map_err(|e| ReadError::Unreadable(e.to_string()))?;
    Ok(OrderRow { order, version: row.try_get(0)? })
}

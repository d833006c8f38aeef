//! The orders of a customer, whatever record of theirs they were placed for.

use domain::values::CustomerId;
use sqlx::Row;

use crate::orders::{COUNTED, OrderRow, Paging, order_row};
use crate::{ReadError, Snapshot};

/// Whether something is of a customer, whatever record of theirs it was written down for.
pub(crate) const THEIRS: &str =
    "customer_id IN (SELECT theirs.id FROM customers AS theirs JOIN customers AS one
    ON theirs.survivor_id = one.survivor_id WHERE one.id = ?)";

/// A page of the orders of all records that are one customer by now, and how many there are (counted
/// up to 10,001). The snapshot must be of both projections.
///
/// # Errors
/// [`ReadError`].
pub async fn orders_of(
    snapshot: &mut Snapshot,
    customer: CustomerId,
    paging: Paging,
) -> Result<(Vec<OrderRow>, i64), ReadError> {
    let direction = if paging.ascending { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT version, state FROM orders WHERE {THEIRS} \
         ORDER BY created_at {direction}, id {direction} LIMIT ? OFFSET ?"
    );
    let rows = sqlx::query(&sql)
        .bind(customer.get())
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let orders = rows.iter().map(order_row).collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE {THEIRS} LIMIT {}) AS matches",
        COUNTED + 1
    );
    let counted = sqlx::query(&sql).bind(customer.get()).fetch_one(snapshot.connection()).await?;
    Ok((orders, counted.try_get(0)?))
}

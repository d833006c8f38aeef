//! Finding subscriptions.

use domain::subscription::{Status, Subscription};
use domain::values::{CustomerId, SubscriptionId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::customers::THEIRS;
use crate::orders::{COUNTED, Paging};
use crate::places::Today;
use crate::{ReadError, Snapshot};

/// A subscription as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct SubscriptionRow {
    /// Its state.
    pub subscription: Subscription,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

/// Which subscriptions.
#[derive(Debug, Clone, Copy, Default)]
pub struct SubscriptionFilter {
    /// Only of that customer, whatever record of theirs it was started for.
    pub customer: Option<CustomerId>,
    /// Only those that stand so today.
    pub status: Option<Status>,
}

fn conditions(filter: &SubscriptionFilter, today: &Today) -> String {
    let mut sql = "TRUE".to_owned();
    if filter.customer.is_some() {
        sql.push_str(" AND (customer_id = ? OR ");
        sql.push_str(THEIRS);
        sql.push(')');
    }
    let day = today.sql();
    let paused =
        format!("COALESCE(paused_from <= {day}, FALSE) AND COALESCE(paused_until >= {day}, TRUE)");
    let standing = match filter.status {
        None => "TRUE".to_owned(),
        Some(Status::Ended) => "ended".to_owned(),
        Some(Status::Paused) => format!("NOT ended AND {paused}"),
        Some(Status::Active) => format!("NOT ended AND NOT ({paused})"),
    };
    format!("{sql} AND {standing}")
}

/// A page of subscriptions by age, and how many match (counted up to 10,001). The snapshot must be
/// of customers, too.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &SubscriptionFilter,
    today: &Today,
    paging: Paging,
) -> Result<(Vec<SubscriptionRow>, i64), ReadError> {
    let conditions = conditions(filter, today);
    let direction = if paging.ascending { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT version, state FROM subscriptions WHERE {conditions} \
         ORDER BY created_at {direction}, id {direction} LIMIT ? OFFSET ?"
    );
    let mut query = sqlx::query(&sql);
    let counting = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM subscriptions WHERE {conditions} LIMIT {}) AS matches",
        COUNTED + 1
    );
    let mut count = sqlx::query(&counting);
    if let Some(customer) = filter.customer {
        query = query.bind(customer.get()).bind(customer.get());
        count = count.bind(customer.get()).bind(customer.get());
    }
    let rows =
        query.bind(paging.limit).bind(paging.offset()).fetch_all(snapshot.connection()).await?;
    let subscriptions = rows.iter().map(subscription_row).collect::<Result<_, _>>()?;
    let counted = count.fetch_one(snapshot.connection()).await?;
    Ok((subscriptions, counted.try_get(0)?))
}

/// One subscription.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    id: SubscriptionId,
) -> Result<Option<SubscriptionRow>, ReadError> {
    let row = sqlx::query("SELECT version, state FROM subscriptions WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    row.as_ref().map(subscription_row).transpose()
}

/// Subscriptions that have something due, by id, after that one: 500 at most. `with_ordered`: those
/// whose order of that day is made, too.
///
/// # Errors
/// [`ReadError`].
pub async fn due(
    snapshot: &mut Snapshot,
    today: &Today,
    with_ordered: bool,
    after: Option<SubscriptionId>,
) -> Result<Vec<SubscriptionId>, ReadError> {
    let day = today.sql();
    let ordered = if with_ordered { format!(" OR ordered_for = {day}") } else { String::new() };
    let sql = format!(
        "SELECT id FROM subscriptions WHERE id > ? AND (next_due <= {day}{ordered}) \
         ORDER BY id LIMIT 500"
    );
    let rows = sqlx::query(&sql)
        .bind(after.map_or(0, SubscriptionId::get))
        .fetch_all(snapshot.connection())
        .await?;
    let id = |row: &MySqlRow| {
        SubscriptionId::new(row.try_get(0)?).map_err(|e| ReadError::Unreadable(e.to_string()))
    };
    rows.iter().map(id).collect()
}

fn subscription_row(row: &MySqlRow) -> Result<SubscriptionRow, ReadError> {
    let state: &[u8] = row.try_get_unchecked(1)?;
    let subscription =
        serde_json::from_slice(state).map_err(|e| ReadError::Unreadable(e.to_string()))?;
    Ok(SubscriptionRow { subscription, version: row.try_get(0)? })
}

//! Finding subscriptions.

use domain::subscription::{Status, Subscription};
use domain::values::{CustomerId, SubscriptionId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::customers::records_of;
use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::places::Today;
use crate::{ReadError, Snapshot};

/// When they were started.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "s.created_at", kind: Kind::Instant };

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

impl SubscriptionFilter {
    /// How a list of them is read. `records`: those of the customer, if one is named.
    pub fn listing(&self, records: &[i64], today: &Today) -> Listing {
        let mut all = Conditions::default();
        if self.customer.is_some() {
            all = all.among("s.customer_id", records.iter().copied());
        }
        let day = today.sql();
        let paused = format!(
            "COALESCE(s.paused_from <= {day}, FALSE) AND COALESCE(s.paused_until >= {day}, TRUE)"
        );
        all = match self.status {
            None => all,
            Some(Status::Ended) => all.and("s.ended = TRUE", []),
            Some(Status::Paused) => all.and("s.ended = FALSE", []).and(paused, []),
            Some(Status::Active) => {
                all.and("s.ended = FALSE", []).and(format!("NOT ({paused})"), [])
            }
        };
        Listing {
            found: Source::new("subscriptions AS s", all),
            in_order: None,
            id: "s.id",
            columns: "one.version, one.state",
            shown: "subscriptions AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

/// A page of subscriptions. The snapshot must be of customers, too.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &SubscriptionFilter,
    today: &Today,
    paging: &Paging,
) -> Result<Page<SubscriptionRow>, ReadError> {
    let records = match filter.customer {
        Some(customer) => records_of(snapshot, customer).await?,
        None => Vec::new(),
    };
    filter.listing(&records, today).read(snapshot, paging, subscription_row).await
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
    let subscription = json::read(row, 1)?;
    Ok(SubscriptionRow { subscription, version: row.try_get(0)? })
}

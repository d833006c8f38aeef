//! Finding payments and refunds.

use chrono::{DateTime, Utc};
use domain::payment::{Payment, PaymentMethod, RefundStatus};
use domain::values::{OrderId, PaymentId, RefundId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// When payments were written down.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "p.created_at", kind: Kind::Instant };
/// When refunds were asked for.
pub const REFUNDS_BY_AGE: Sort =
    Sort { name: "createdAt", column: "r.created_at", kind: Kind::Instant };

/// A payment as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct PaymentRow {
    /// Its state.
    pub payment: Payment,
    /// How many events made it.
    pub version: i64,
}

/// Which payments.
#[derive(Debug, Clone, Default)]
pub struct PaymentFilter {
    /// Only of that order.
    pub order: Option<OrderId>,
    /// Only by that means.
    pub method: Option<PaymentMethod>,
    /// Only of that status.
    pub status: Option<String>,
    /// Only written down then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only written down then or earlier.
    pub to: Option<DateTime<Utc>>,
}

/// Which refunds.
#[derive(Debug, Clone, Default)]
pub struct RefundFilter {
    /// Only of that payment.
    pub payment: Option<PaymentId>,
    /// Only of that order's payments.
    pub order: Option<OrderId>,
    /// Only of that status.
    pub status: Option<RefundStatus>,
    /// Only asked for then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only asked for then or earlier.
    pub to: Option<DateTime<Utc>>,
}

impl PaymentFilter {
    /// How a list of them is read.
    pub fn listing(&self) -> Listing {
        let conditions = Conditions::default()
            .when(self.order.map(OrderId::get), "p.order_id = ?")
            .when(self.method.map(PaymentMethod::name), "p.method = ?")
            .when(self.status.clone(), "p.status = ?")
            .when(self.from, "p.created_at >= ?")
            .when(self.to, "p.created_at <= ?");
        Listing {
            found: Source::new("payments AS p", conditions),
            in_order: None,
            id: "p.id",
            columns: "one.version, one.state",
            shown: "payments AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

impl RefundFilter {
    /// How a list of them is read.
    pub fn listing(&self) -> Listing {
        let conditions = Conditions::default()
            .when(self.payment.map(PaymentId::get), "r.payment_id = ?")
            .when(self.order.map(OrderId::get), "r.order_id = ?")
            .when(self.status.map(RefundStatus::name), "r.status = ?")
            .when(self.from, "r.created_at >= ?")
            .when(self.to, "r.created_at <= ?");
        Listing {
            found: Source::new("refunds AS r", conditions),
            in_order: None,
            id: "r.id",
            columns: "p.version, p.state, one.id",
            shown: "refunds AS one ON one.id = page.list_id \
                    STRAIGHT_JOIN payments AS p ON p.id = one.payment_id"
                .to_owned(),
        }
    }
}

fn payment_row(row: &MySqlRow) -> Result<PaymentRow, ReadError> {
    let payment = json::read(row, 1)?;
    Ok(PaymentRow { payment, version: row.try_get(0)? })
}

fn refund_row(row: &MySqlRow) -> Result<(PaymentRow, RefundId), ReadError> {
    let id = RefundId::new(row.try_get(2)?).map_err(|e| ReadError::Unreadable(e.to_string()))?;
    Ok((payment_row(row)?, id))
}

/// A page of payments.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &PaymentFilter,
    paging: &Paging,
) -> Result<Page<PaymentRow>, ReadError> {
    filter.listing().read(snapshot, paging, payment_row).await
}

/// A page of refunds, each with its payment.
///
/// # Errors
/// [`ReadError`].
pub async fn list_refunds(
    snapshot: &mut Snapshot,
    filter: &RefundFilter,
    paging: &Paging,
) -> Result<Page<(PaymentRow, RefundId)>, ReadError> {
    filter.listing().read(snapshot, paging, refund_row).await
}

/// One payment.
///
/// # Errors
/// [`ReadError`].
pub async fn find(snapshot: &mut Snapshot, id: PaymentId) -> Result<Option<PaymentRow>, ReadError> {
    let row = sqlx::query("SELECT version, state FROM payments WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    row.as_ref().map(payment_row).transpose()
}

/// The payment that a refund is of.
///
/// # Errors
/// [`ReadError`].
pub async fn find_refund(
    snapshot: &mut Snapshot,
    id: RefundId,
) -> Result<Option<PaymentRow>, ReadError> {
    let row = sqlx::query(
        "SELECT p.version, p.state FROM refunds AS r JOIN payments AS p ON p.id = r.payment_id
         WHERE r.id = ?",
    )
    .bind(id.get())
    .fetch_optional(snapshot.connection())
    .await?;
    row.as_ref().map(payment_row).transpose()
}

//! Finding invoices, and accounts with something to invoice.

use domain::invoice::{Invoice, InvoiceStatus};
use domain::values::{BusinessDay, CustomerId, InvoiceId, Month};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::customers::records_of;
use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// When they were issued.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "i.created_at", kind: Kind::Instant };

/// An invoice as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct InvoiceRow {
    /// Its state.
    pub invoice: Invoice,
    /// How many events made it.
    pub version: i64,
}

/// Which invoices.
#[derive(Debug, Clone, Default)]
pub struct InvoiceFilter {
    /// Only those that stand so.
    pub status: Option<InvoiceStatus>,
    /// Only of that customer, whatever record of theirs it was written for.
    pub customer: Option<CustomerId>,
    /// Only for that month.
    pub month: Option<Month>,
}

impl InvoiceFilter {
    /// How a list of them is read. `records`: those of the customer, if one is named.
    pub fn listing(&self, records: &[i64], today: BusinessDay) -> Listing {
        let mut all = Conditions::default();
        if self.customer.is_some() {
            all = all.among("i.customer_id", records.iter().copied());
        }
        all = all.when(self.month.map(|month| month.to_string()), "i.month = ?");
        all = match self.status {
            None => all,
            Some(status @ (InvoiceStatus::Open | InvoiceStatus::Partial)) => all
                .and("i.standing = ?", [status.name().into()])
                .and("i.due_on >= ?", [today.into()]),
            Some(status @ (InvoiceStatus::Paid | InvoiceStatus::WrittenOff)) => {
                all.and("i.standing = ?", [status.name().into()])
            }
            Some(InvoiceStatus::Overdue) => {
                let owed = [InvoiceStatus::Open, InvoiceStatus::Partial].map(InvoiceStatus::name);
                all.among("i.standing", owed).and("i.due_on < ?", [today.into()])
            }
        };
        Listing {
            found: Source::new("invoices AS i", all),
            in_order: None,
            id: "i.id",
            columns: "one.version, one.state",
            shown: "invoices AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

/// A page of invoices. The snapshot must be of customers, too.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &InvoiceFilter,
    today: BusinessDay,
    paging: &Paging,
) -> Result<Page<InvoiceRow>, ReadError> {
    let records = match filter.customer {
        Some(customer) => records_of(snapshot, customer).await?,
        None => Vec::new(),
    };
    filter.listing(&records, today).read(snapshot, paging, invoice_row).await
}

/// How many invoices of a month there are.
///
/// # Errors
/// [`ReadError`].
pub async fn count_of(snapshot: &mut Snapshot, month: Month) -> Result<i64, ReadError> {
    let row = sqlx::query("SELECT COUNT(*) FROM invoices WHERE month = ?")
        .bind(month.to_string())
        .fetch_one(snapshot.connection())
        .await?;
    Ok(row.try_get(0)?)
}

/// One invoice.
///
/// # Errors
/// [`ReadError`].
pub async fn find(snapshot: &mut Snapshot, id: InvoiceId) -> Result<Option<InvoiceRow>, ReadError> {
    let row = sqlx::query("SELECT version, state FROM invoices WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    row.as_ref().map(invoice_row).transpose()
}

/// Accounts with something that was delivered by the end of that month, is owed for and stands on no
/// invoice, and without an invoice of the month: by customer, after that one, 500 at most.
///
/// # Errors
/// [`ReadError`].
pub async fn to_invoice(
    snapshot: &mut Snapshot,
    month: Month,
    after: Option<CustomerId>,
) -> Result<Vec<CustomerId>, ReadError> {
    let rows = sqlx::query(
        "SELECT DISTINCT d.customer_id FROM receivable_debts AS d
         WHERE d.invoice_id IS NULL AND d.delivered_on <= ? AND d.owed > 0 AND d.customer_id > ?
         AND NOT EXISTS (SELECT 1 FROM invoices AS i
             WHERE i.customer_id = d.customer_id AND i.month = ?)
         ORDER BY d.customer_id LIMIT 500",
    )
    .bind(month.last_day().date())
    .bind(after.map_or(0, CustomerId::get))
    .bind(month.to_string())
    .fetch_all(snapshot.connection())
    .await?;
    let id = |row: &MySqlRow| {
        CustomerId::new(row.try_get(0)?).map_err(|e| ReadError::Unreadable(e.to_string()))
    };
    rows.iter().map(id).collect()
}

fn invoice_row(row: &MySqlRow) -> Result<InvoiceRow, ReadError> {
    let invoice = json::read(row, 1)?;
    Ok(InvoiceRow { invoice, version: row.try_get(0)? })
}

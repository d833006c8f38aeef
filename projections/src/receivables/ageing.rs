//! Who owes how much on a day, and since when.

use chrono::NaiveDate;
use domain::values::{BusinessDay, Money};
use sqlx::Row;

use crate::{ReadError, Snapshot};

/// What a customer owes by one due day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// Whose debt it is.
    pub customer_id: i64,
    /// What they are called; nothing, if there is no record any more.
    pub name: Option<String>,
    /// The last day on which it was paid in time; none, if it stood on no invoice then.
    pub due_on: Option<BusinessDay>,
    /// How much, in Rupiah.
    pub owed: Money,
}

/// What was owed at the end of a day for what was delivered by then, by customer and due day. The
/// snapshot must be of customers, too.
///
/// # Errors
/// [`ReadError`].
pub async fn as_of(snapshot: &mut Snapshot, day: BusinessDay) -> Result<Vec<Owing>, ReadError> {
    let rows = sqlx::query(
        "SELECT d.customer_id, c.name, i.due_on, CAST(SUM(m.amount) AS SIGNED) AS owed
         FROM receivable_debts AS d
         JOIN receivable_moves AS m ON m.order_id = d.order_id AND m.day <= ?
         LEFT JOIN invoices AS i ON i.id = d.invoice_id AND i.issued_on <= ?
         LEFT JOIN customers AS c ON c.id = d.customer_id
         WHERE d.delivered_on <= ? AND (d.owed > 0 OR d.last_day > ?)
         GROUP BY d.customer_id, c.name, i.due_on
         HAVING owed <> 0
         ORDER BY c.name, d.customer_id, i.due_on",
    )
    .bind(day.date())
    .bind(day.date())
    .bind(day.date())
    .bind(day.date())
    .fetch_all(snapshot.connection())
    .await?;
    let owing = |row: &sqlx::mysql::MySqlRow| {
        Ok(Owing {
            customer_id: row.try_get(0)?,
            name: row.try_get(1)?,
            due_on: row.try_get::<Option<NaiveDate>, _>(2)?.map(BusinessDay::from),
            owed: Money::rupiah(row.try_get(3)?),
        })
    };
    rows.iter().map(owing).collect()
}

/// What is owed on invoices that are overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    /// How many invoices.
    pub invoices: i64,
    /// What is still owed on them, in Rupiah.
    pub owed: Money,
}

/// What is overdue today: of the invoices that are not paid, which are few.
///
/// # Errors
/// [`ReadError`].
pub async fn overdue(snapshot: &mut Snapshot, today: BusinessDay) -> Result<Overdue, ReadError> {
    let row = sqlx::query(
        "SELECT COUNT(DISTINCT i.id), CAST(COALESCE(SUM(d.owed), 0) AS SIGNED)
         FROM invoices AS i JOIN receivable_debts AS d ON d.invoice_id = i.id
         WHERE i.standing IN ('open', 'partial') AND i.due_on < ? AND d.owed > 0",
    )
    .bind(today.date())
    .fetch_one(snapshot.connection())
    .await?;
    Ok(Overdue { invoices: row.try_get(0)?, owed: Money::rupiah(row.try_get(1)?) })
}

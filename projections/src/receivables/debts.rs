//! How each delivery's debt stands, and by how much it moved on which day.

use domain::account::{AccountEvent, Debt};
use domain::values::{BusinessDay, CustomerId, OrderId};
use sqlx::{MySqlConnection, Row};

/// The rows an event touches besides its own account's.
pub(super) fn touched(event: &AccountEvent) -> Vec<String> {
    let of = |order: &OrderId| format!("debt/{order}");
    match event {
        AccountEvent::DebtsMoved { debts, .. } => {
            debts.iter().map(|debt| of(&debt.order_id)).collect()
        }
        AccountEvent::DebtsInvoiced { order_ids, .. } => order_ids.iter().map(of).collect(),
        AccountEvent::AccountMergedInto { into, .. } => vec![format!("account/{into}")],
        AccountEvent::AccountTookOver { .. } => Vec::new(),
    }
}

pub(super) async fn apply(
    connection: &mut MySqlConnection,
    event: &AccountEvent,
) -> Result<(), sqlx::Error> {
    match event {
        AccountEvent::DebtsMoved { customer_id, debts, business_day, .. } => {
            for debt in debts {
                moved(connection, *customer_id, debt, *business_day).await?;
            }
        }
        AccountEvent::DebtsInvoiced { invoice_id, order_ids, .. } => {
            let marks = vec!["?"; order_ids.len()].join(", ");
            let sql =
                format!("UPDATE receivable_debts SET invoice_id = ? WHERE order_id IN ({marks})");
            let query = sqlx::query(&sql).bind(invoice_id.get());
            let query = order_ids.iter().fold(query, |query, id| query.bind(id.get()));
            query.execute(connection).await?;
        }
        // The past goes over with them.
        AccountEvent::AccountMergedInto { customer_id, into, .. } => {
            sqlx::query("UPDATE receivable_debts SET customer_id = ? WHERE customer_id = ?")
                .bind(into.get())
                .bind(customer_id.get())
                .execute(connection)
                .await?;
        }
        AccountEvent::AccountTookOver { .. } => {}
    }
    Ok(())
}

async fn moved(
    connection: &mut MySqlConnection,
    customer: CustomerId,
    debt: &Debt,
    day: BusinessDay,
) -> Result<(), sqlx::Error> {
    let known = sqlx::query("SELECT customer_id, owed FROM receivable_debts WHERE order_id = ?")
        .bind(debt.order_id.get())
        .fetch_optional(&mut *connection)
        .await?;
    let known: Option<(i64, i64)> =
        known.map(|row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?))).transpose()?;
    // Settled on the account of somebody it is no longer ordered for.
    if known.is_some_and(|(whose, _)| whose != customer.get() && !debt.owed.is_positive()) {
        return Ok(());
    }
    let more = debt.owed.get() - known.map_or(0, |(_, owed)| owed);
    sqlx::query(
        "INSERT INTO receivable_debts
         (order_id, customer_id, owed, delivered_on, invoice_id, last_day)
         VALUES (?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id), owed = VALUES(owed),
         delivered_on = VALUES(delivered_on), invoice_id = VALUES(invoice_id),
         last_day = GREATEST(last_day, VALUES(last_day))",
    )
    .bind(debt.order_id.get())
    .bind(customer.get())
    .bind(debt.owed.get())
    .bind(debt.delivered_on.map(BusinessDay::date))
    .bind(debt.invoice_id.map(domain::values::InvoiceId::get))
    .bind(day.date())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO receivable_moves (order_id, day, amount) VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE amount = amount + VALUES(amount)",
    )
    .bind(debt.order_id.get())
    .bind(day.date())
    .bind(more)
    .execute(connection)
    .await?;
    Ok(())
}

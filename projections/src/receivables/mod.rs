//! Who owes how much on monthly bills, since when, and which bills are there? Each row of an invoice
//! holds its state as the domain folds it. Every debt keeps by how much it moved on which day, so that
//! what was owed on a day of the past can be summed.

mod ageing;
mod debts;
mod query;

pub use ageing::{Overdue, Owing, as_of, overdue};
pub use query::{BY_AGE, InvoiceFilter, InvoiceRow, count_of, find, list, to_invoice};

use cqrs_es::Aggregate;
use domain::invoice::{Invoice, InvoiceEvent, InvoiceStatus};
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Receivables;

impl Projection for Receivables {
    const NAME: &'static str = "receivables";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["account", "invoice"];

    /// The debts it moves, and the account they go over to.
    fn touches(event: &ShopEvent) -> Option<Vec<String>> {
        let ShopEvent::Account(event) = event else { return Some(Vec::new()) };
        Some(debts::touched(event))
    }

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            match applied.event {
                ShopEvent::Account(event) => debts::apply(connection, event).await?,
                ShopEvent::Invoice(event) => {
                    let mut invoice = load(connection, event).await?;
                    invoice.apply(event.clone());
                    save(connection, &invoice, applied.sequence).await?;
                }
                ShopEvent::Catalog(_)
                | ShopEvent::Customer(_)
                | ShopEvent::DayBook(_)
                | ShopEvent::Drawer(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Order(_)
                | ShopEvent::Outlet(_)
                | ShopEvent::Payment(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Settlement(_)
                | ShopEvent::Subscription(_)
                | ShopEvent::Till(_)
                | ShopEvent::User(_) => {}
            }
        }
        Ok(())
    }
}

async fn load(
    connection: &mut MySqlConnection,
    event: &InvoiceEvent,
) -> Result<Invoice, sqlx::Error> {
    let row = sqlx::query("SELECT state FROM invoices WHERE id = ?")
        .bind(event.invoice_id().get())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Invoice::default()) };
    json::read(&row, 0)
}

async fn save(
    connection: &mut MySqlConnection,
    invoice: &Invoice,
    version: i64,
) -> Result<(), sqlx::Error> {
    let Some(bill) = invoice.bill() else { return Ok(()) };
    let state = json::written(invoice)?;
    sqlx::query(
        "REPLACE INTO invoices (id, customer_id, month, issued_on, due_on, standing, created_at,
         version, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(bill.id.get())
    .bind(bill.customer_id.get())
    .bind(bill.month.to_string())
    .bind(bill.issued_on.date())
    .bind(bill.due_on.date())
    // On the day it was due nothing is overdue.
    .bind(InvoiceStatus::name(bill.status(bill.due_on)))
    .bind(bill.issued_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
    .bind(version)
    .bind(state)
    .execute(connection)
    .await?;
    Ok(())
}

//! Which payments are there, which refunds, and what is the state of one? Each row holds the payment's
//! state as the domain folds it, refunds and all, so the reply to a query is made by the same code as
//! the reply to a command; the columns beside it are for finding and sorting.

mod query;

pub use query::{
    BY_AGE, PaymentFilter, PaymentRow, REFUNDS_BY_AGE, RefundFilter, find, find_refund, list,
    list_refunds,
};

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::payment::{Payment, Receipt};
use infra::event_log::ShopEvent;
use sqlx::{MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Payments;

/// Rows in one statement: it may hold no more than 65,535 values, and 16 MB.
const AT_ONCE: usize = 1000;

/// State and version by id.
type Rows = BTreeMap<i64, (Payment, i64)>;

impl Projection for Payments {
    const NAME: &'static str = "payments";
    const VERSION: i32 = 2;
    const READS: &'static [&'static str] = &["payment"];
    const LISTED: &'static [&'static str] = &["payments", "refunds"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let of_payment = |applied: &Applied<'_>| match applied.event {
            ShopEvent::Payment(event) => Some(event.payment_id().get()),
            ShopEvent::Account(_)
            | ShopEvent::Catalog(_)
            | ShopEvent::Invoice(_)
            | ShopEvent::Customer(_)
            | ShopEvent::DayBook(_)
            | ShopEvent::Drawer(_)
            | ShopEvent::Employee(_)
            | ShopEvent::Order(_)
            | ShopEvent::Outlet(_)
            | ShopEvent::Settings(_)
            | ShopEvent::Settlement(_)
            | ShopEvent::Subscription(_)
            | ShopEvent::Till(_)
            | ShopEvent::User(_) => None,
        };
        let mut touched: Vec<i64> = events.iter().filter_map(of_payment).collect();
        touched.sort_unstable();
        touched.dedup();
        if touched.is_empty() {
            return Ok(());
        }
        let mut rows = load(connection, &touched).await?;
        for applied in events {
            if let ShopEvent::Payment(event) = applied.event {
                let (payment, version) = rows.entry(event.payment_id().get()).or_default();
                payment.apply(event.clone());
                *version = applied.sequence;
            }
        }
        save(connection, &rows).await?;
        save_refunds(connection, &rows).await
    }
}

async fn load(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Rows, ProjectionError> {
    let mut rows = Rows::new();
    for ids in ids.chunks(AT_ONCE) {
        let marks = vec!["?"; ids.len()].join(", ");
        let sql = format!("SELECT id, version, state FROM payments WHERE id IN ({marks})");
        let query = ids.iter().fold(sqlx::query(&sql), sqlx::query::Query::bind);
        for row in query.fetch_all(&mut *connection).await? {
            let state: &[u8] = row.try_get_unchecked(2)?;
            let payment = serde_json::from_slice(state)
                .map_err(|e| sqlx::Error::Decode(e.to_string().into()))?;
            rows.insert(row.try_get(0)?, (payment, row.try_get(1)?));
        }
    }
    Ok(rows)
}

async fn save(connection: &mut MySqlConnection, rows: &Rows) -> Result<(), ProjectionError> {
    let taken: Vec<(&Payment, &Receipt, i64)> = rows
        .values()
        .filter_map(|(payment, version)| Some((payment, payment.receipt()?, *version)))
        .collect();
    for taken in taken.chunks(AT_ONCE) {
        let marks = vec!["(?, ?, ?, ?, ?, ?, ?, ?)"; taken.len()].join(", ");
        let sql = format!(
            "INSERT INTO payments \
             (id, order_id, outlet_id, method, status, created_at, version, state) VALUES {marks} \
             ON DUPLICATE KEY UPDATE status = VALUES(status), version = VALUES(version), \
             state = VALUES(state)"
        );
        let mut query = sqlx::query(&sql);
        for (payment, receipt, version) in taken {
            let state = serde_json::to_string(payment)
                .map_err(|e| sqlx::Error::Encode(e.to_string().into()))?;
            query = query
                .bind(receipt.id.get())
                .bind(receipt.order_id.get())
                .bind(receipt.outlet_id.get())
                .bind(receipt.method.name())
                .bind(receipt.status())
                .bind(receipt.created_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
                .bind(version)
                .bind(state);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

async fn save_refunds(
    connection: &mut MySqlConnection,
    rows: &Rows,
) -> Result<(), ProjectionError> {
    let receipts = rows.values().filter_map(|(payment, _)| payment.receipt());
    let refunds: Vec<_> = receipts
        .flat_map(|receipt| receipt.refunds.iter().map(move |refund| (receipt, refund)))
        .collect();
    for refunds in refunds.chunks(AT_ONCE) {
        let marks = vec!["(?, ?, ?, ?, ?)"; refunds.len()].join(", ");
        let sql = format!(
            "INSERT INTO refunds (id, payment_id, order_id, status, created_at) VALUES {marks} \
             ON DUPLICATE KEY UPDATE status = VALUES(status)"
        );
        let mut query = sqlx::query(&sql);
        for (receipt, refund) in refunds {
            query = query
                .bind(refund.id.get())
                .bind(receipt.id.get())
                .bind(receipt.order_id.get())
                .bind(refund.status.name())
                .bind(refund.requested_at.naive_utc());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

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
use sqlx::MySqlConnection;

use crate::json;
use crate::many::{self, Rows};
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Payments;

/// State and version by id.
type States = BTreeMap<i64, (Payment, i64)>;

const PAYMENTS: Rows = Rows::new(
    "payments",
    &["id", "order_id", "outlet_id", "method", "status", "created_at", "version", "state"],
)
.or_set(&["status", "version", "state"]);

const REFUNDS: Rows =
    Rows::new("refunds", &["id", "payment_id", "order_id", "status", "created_at"])
        .or_set(&["status"]);

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
        let found = "SELECT id, version, state FROM payments WHERE id IN";
        let mut states: States = many::states(connection, found, &touched).await?;
        for applied in events {
            if let ShopEvent::Payment(event) = applied.event {
                let (payment, version) = states.entry(event.payment_id().get()).or_default();
                payment.apply(event.clone());
                *version = applied.sequence;
            }
        }
        save(connection, &states).await?;
        save_refunds(connection, &states).await
    }
}

async fn save(connection: &mut MySqlConnection, states: &States) -> Result<(), ProjectionError> {
    let mut taken: Vec<(&Receipt, i64, Vec<u8>)> = Vec::with_capacity(states.len());
    for (payment, version) in states.values() {
        if let Some(receipt) = payment.receipt() {
            taken.push((receipt, *version, json::written(payment)?));
        }
    }
    let write = PAYMENTS.write(connection, &taken, |query, (receipt, version, state)| {
        query
            .bind(receipt.id.get())
            .bind(receipt.order_id.get())
            .bind(receipt.outlet_id.get())
            .bind(receipt.method.name())
            .bind(receipt.status())
            .bind(receipt.created_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
            .bind(version)
            .bind(state)
    });
    Ok(write.await?)
}

async fn save_refunds(
    connection: &mut MySqlConnection,
    states: &States,
) -> Result<(), ProjectionError> {
    let receipts = states.values().filter_map(|(payment, _)| payment.receipt());
    let refunds: Vec<_> = receipts
        .flat_map(|receipt| receipt.refunds.iter().map(move |refund| (receipt, refund)))
        .collect();
    let write = REFUNDS.write(connection, &refunds, |query, (receipt, refund)| {
        query
            .bind(refund.id.get())
            .bind(receipt.id.get())
            .bind(receipt.order_id.get())
            .bind(refund.status.name())
            .bind(refund.requested_at.naive_utc())
    });
    Ok(write.await?)
}

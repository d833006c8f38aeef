//! What have banks and wallets sent, and what are they going to? Each row of a settlement holds its
//! state as the domain folds it. Every card and wallet payment, and every refund of one, is a line that
//! keeps the day its money arrived, so that what was waited for on a day of the past can be listed.

mod expected;
mod query;

pub use expected::{
    ExpectedFilter, ExpectedLine, ExpectedSums, LINES_BY_AGE, LineKind, expected, sums,
};
pub use query::{BY_AGE, SettlementFilter, SettlementRow, find, list};

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::log::PrintedNumber;
use domain::payment::{PaymentEvent, PaymentMethod};
use domain::settlement::{Settlement, SettlementEvent};
use domain::values::{BusinessDay, Money, OrderId, OutletId, PaymentId};
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Settlements;

impl Projection for Settlements {
    const NAME: &'static str = "settlements";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["payment", "settlement"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            match applied.event {
                ShopEvent::Payment(event) => of_payment(connection, event).await?,
                ShopEvent::Settlement(event) => {
                    save(connection, event, applied.sequence).await?;
                }
                ShopEvent::Account(_)
                | ShopEvent::Catalog(_)
                | ShopEvent::Customer(_)
                | ShopEvent::DayBook(_)
                | ShopEvent::Drawer(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Invoice(_)
                | ShopEvent::Order(_)
                | ShopEvent::Outlet(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Subscription(_)
                | ShopEvent::Till(_)
                | ShopEvent::User(_) => {}
            }
        }
        Ok(())
    }
}

async fn save(
    connection: &mut MySqlConnection,
    event: &SettlementEvent,
    version: i64,
) -> Result<(), sqlx::Error> {
    let mut settlement = Settlement::default();
    settlement.apply(event.clone());
    let Ok(statement) = settlement.statement() else { return Ok(()) };
    let state = json::written(&settlement)?;
    sqlx::query(
        "REPLACE INTO settlements (id, outlet_id, method, settled_on, created_at, version, state)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(statement.id.get())
    .bind(statement.outlet_id.get())
    .bind(statement.method.name())
    .bind(statement.settled_on.date())
    .bind(statement.recorded_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
    .bind(version)
    .bind(state)
    .execute(connection)
    .await?;
    Ok(())
}

/// What a payment brings to the lines, and when: nothing yet while it is announced.
struct Brought<'a> {
    payment_id: PaymentId,
    order_id: OrderId,
    order_number: Option<&'a PrintedNumber>,
    receipt_number: Option<&'a PrintedNumber>,
    outlet_id: OutletId,
    method: PaymentMethod,
    amount: Money,
    came: Option<(DateTime<Utc>, BusinessDay)>,
}

#[allow(clippy::too_many_lines)] // one arm for each of what happens to a payment
async fn of_payment(
    connection: &mut MySqlConnection,
    event: &PaymentEvent,
) -> Result<(), sqlx::Error> {
    match event {
        PaymentEvent::PaymentReceived {
            payment_id,
            order_id,
            order_number,
            receipt_number,
            outlet_id,
            method,
            amount,
            received_at,
            business_day,
            ..
        } => {
            let brought = Brought {
                payment_id: *payment_id,
                order_id: *order_id,
                order_number: order_number.as_ref(),
                receipt_number: receipt_number.as_ref(),
                outlet_id: *outlet_id,
                method: *method,
                amount: *amount,
                came: Some((*received_at, *business_day)),
            };
            insert(connection, &brought).await
        }
        PaymentEvent::PaymentAnnounced {
            payment_id,
            order_id,
            order_number,
            outlet_id,
            method,
            amount,
            ..
        } => {
            let brought = Brought {
                payment_id: *payment_id,
                order_id: *order_id,
                order_number: order_number.as_ref(),
                receipt_number: None,
                outlet_id: *outlet_id,
                method: *method,
                amount: *amount,
                came: None,
            };
            insert(connection, &brought).await
        }
        PaymentEvent::PaymentConfirmed {
            payment_id,
            receipt_number,
            business_day,
            occurred_at,
            ..
        } => {
            let sql = "UPDATE settlement_lines
                 SET receipt_number = ?, happened_at = ?, business_day = ?
                 WHERE kind = 'payment' AND id = ?";
            let query = sqlx::query(sql)
                .bind(receipt_number.as_ref().map(PrintedNumber::as_str))
                .bind(occurred_at.naive_utc())
                .bind(business_day.date())
                .bind(payment_id.get());
            query.execute(connection).await.map(drop)
        }
        PaymentEvent::PaymentFailed { payment_id, .. }
        | PaymentEvent::PaymentVoided { payment_id, .. } => {
            let sql = "DELETE FROM settlement_lines WHERE kind = 'payment' AND id = ?";
            sqlx::query(sql).bind(payment_id.get()).execute(connection).await.map(drop)
        }
        PaymentEvent::RefundPaidOut {
            payment_id,
            refund_id,
            amount,
            business_day,
            occurred_at,
            ..
        } => {
            let sql = "INSERT INTO settlement_lines
                 (kind, id, payment_id, order_id, order_number, receipt_number, outlet_id, method,
                  amount, happened_at, business_day)
                 SELECT 'refund', ?, id, order_id, order_number, receipt_number, outlet_id, method,
                  ?, ?, ? FROM settlement_lines WHERE kind = 'payment' AND id = ?";
            sqlx::query(sql)
                .bind(refund_id.get())
                .bind(-amount.get())
                .bind(occurred_at.naive_utc())
                .bind(business_day.date())
                .bind(payment_id.get())
                .execute(&mut *connection)
                .await?;
            let sql = "UPDATE settlement_lines SET refunded = refunded + ?
                 WHERE kind = 'payment' AND id = ?";
            let query = sqlx::query(sql).bind(amount.get()).bind(payment_id.get());
            query.execute(connection).await.map(drop)
        }
        PaymentEvent::PaymentSettled { payment_id, settlement_id, settled_on, .. } => {
            settled(connection, ("payment", payment_id.get()), settlement_id.get(), *settled_on)
                .await
        }
        PaymentEvent::RefundSettled { refund_id, settlement_id, settled_on, .. } => {
            settled(connection, ("refund", refund_id.get()), settlement_id.get(), *settled_on).await
        }
        PaymentEvent::RefundRequested { .. }
        | PaymentEvent::RefundApproved { .. }
        | PaymentEvent::RefundRejected { .. } => Ok(()),
    }
}

/// Only cards and wallets are waited for; cash and transfers have no lines.
async fn insert(
    connection: &mut MySqlConnection,
    brought: &Brought<'_>,
) -> Result<(), sqlx::Error> {
    if !brought.method.settled_later() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO settlement_lines
         (kind, id, payment_id, order_id, order_number, receipt_number, outlet_id, method, amount,
          happened_at, business_day)
         VALUES ('payment', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(brought.payment_id.get())
    .bind(brought.payment_id.get())
    .bind(brought.order_id.get())
    .bind(brought.order_number.map(PrintedNumber::as_str))
    .bind(brought.receipt_number.map(PrintedNumber::as_str))
    .bind(brought.outlet_id.get())
    .bind(brought.method.name())
    .bind(brought.amount.get())
    .bind(brought.came.map(|(at, _)| at.naive_utc()))
    .bind(brought.came.map(|(_, day)| day.date()))
    .execute(connection)
    .await?;
    Ok(())
}

async fn settled(
    connection: &mut MySqlConnection,
    (kind, id): (&str, i64),
    settlement_id: i64,
    settled_on: BusinessDay,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE settlement_lines SET settlement_id = ?, settled_on = ?
         WHERE kind = ? AND id = ?";
    let query = sqlx::query(sql).bind(settlement_id).bind(settled_on.date()).bind(kind).bind(id);
    query.execute(connection).await.map(drop)
}

//! Which subscriptions are there, and what of them is due? Each row holds the subscription's state as
//! the domain folds it; the columns beside it are for finding and sorting.

mod query;

pub use query::{BY_AGE, SubscriptionFilter, SubscriptionRow, due, find, list};

use cqrs_es::Aggregate;
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::values::BusinessDay;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Subscriptions;

impl Projection for Subscriptions {
    const NAME: &'static str = "subscriptions";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["subscription"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            let ShopEvent::Subscription(event) = applied.event else { continue };
            let mut subscription = load(connection, event).await?;
            subscription.apply((**event).clone());
            save(connection, &subscription, applied.sequence).await?;
        }
        Ok(())
    }
}

async fn load(
    connection: &mut MySqlConnection,
    event: &SubscriptionEvent,
) -> Result<Subscription, sqlx::Error> {
    let row = sqlx::query("SELECT state FROM subscriptions WHERE id = ?")
        .bind(event.subscription_id().get())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Subscription::default()) };
    json::read(&row, 0)
}

async fn save(
    connection: &mut MySqlConnection,
    subscription: &Subscription,
    version: i64,
) -> Result<(), sqlx::Error> {
    let Some(agreement) = subscription.agreement() else { return Ok(()) };
    let state = json::written(subscription)?;
    let pause = agreement.pauses.last();
    sqlx::query(
        "REPLACE INTO subscriptions (id, outlet_id, customer_id, created_at, ended, paused_from,
         paused_until, next_due, ordered_for, version, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(agreement.id.get())
    .bind(agreement.outlet_id.get())
    .bind(agreement.customer_id.get())
    .bind(agreement.started_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
    .bind(agreement.ended_at.is_some())
    .bind(pause.map(|pause| pause.from.date()))
    .bind(pause.and_then(|pause| pause.until).map(BusinessDay::date))
    .bind(agreement.next_due().map(BusinessDay::date))
    .bind(agreement.ordered.map(|(due, _)| due.date()))
    .bind(version)
    .bind(state)
    .execute(connection)
    .await?;
    Ok(())
}

//! What a subscription looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use commands::Done;
use domain::customer::WaterTerms;
use domain::outlet::Outlet;
use domain::subscription::{Agreement, Subscription, SubscriptionError};
use domain::values::{AddressId, BusinessDay};
use infra::event_log::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Reply};
use crate::state::Till;

/// A subscription.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionReply {
    id: i64,
    /// To be sent as `If-Match`.
    version: i64,
    /// active, paused, ended; today.
    status: &'static str,
    outlet_id: i64,
    customer_id: i64,
    product_id: i64,
    quantity: i64,
    /// daily, weekly, biweekly, monthly
    frequency: &'static str,
    /// The first due date that nothing became of yet; none if it is over, or nobody knows until
    /// when it is paused.
    next_date: Option<String>,
    /// One of the customer's; none is the usual one.
    address_id: Option<i64>,
    /// prepaid, cod, invoice; none is as the customer does.
    terms: Option<&'static str>,
    window: Option<String>,
    notes: Option<String>,
    /// Of today, or to come.
    pause: Option<PauseReply>,
    last_ordered: Option<OrderedReply>,
    last_skipped: Option<SkippedReply>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

/// Days on which nothing is due, both included.
#[derive(Debug, Serialize, ToSchema)]
struct PauseReply {
    from: String,
    /// None: until it is resumed.
    until: Option<String>,
}

/// A due date and its order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OrderedReply {
    date: String,
    order_id: i64,
}

/// A due date for which no order could be made.
#[derive(Debug, Serialize, ToSchema)]
struct SkippedReply {
    date: String,
    /// customer_gone, product_gone, undeliverable, refused
    reason: &'static str,
}

impl SubscriptionReply {
    /// The subscription as it stands on a day.
    pub(super) fn of(agreement: &Agreement, version: i64, today: BusinessDay) -> Self {
        Self {
            id: agreement.id.get(),
            version,
            status: agreement.status(today).name(),
            outlet_id: agreement.outlet_id.get(),
            customer_id: agreement.customer_id.get(),
            product_id: agreement.product_id.get(),
            quantity: agreement.quantity.as_whole().unwrap_or_default(),
            frequency: agreement.rhythm.frequency.name(),
            next_date: agreement.next_due().map(|day| day.to_string()),
            address_id: agreement.address_id.map(AddressId::get),
            terms: agreement.terms.map(WaterTerms::name),
            window: agreement.window.map(|window| window.to_string()),
            notes: agreement.notes.as_ref().map(|notes| notes.get().to_string()),
            pause: agreement.pause(today).map(|pause| PauseReply {
                from: pause.from.to_string(),
                until: pause.until.map(|until| until.to_string()),
            }),
            last_ordered: agreement.ordered.map(|(due, order_id)| OrderedReply {
                date: due.to_string(),
                order_id: order_id.get(),
            }),
            last_skipped: agreement
                .skipped
                .map(|(due, reason)| SkippedReply { date: due.to_string(), reason: reason.name() }),
            created_at: agreement.started_at,
            updated_at: agreement.updated_at,
            ended_at: agreement.ended_at,
        }
    }
}

/// What a command came to, with the subscription as it stands today.
pub(super) async fn shown(
    till: &Till,
    done: &Done<Loaded<Subscription>>,
) -> Result<SubscriptionReply, ApiError> {
    let agreement = done.what.state.agreement().ok_or(SubscriptionError::NotFound)?;
    // The command looked at its calendar: this process remembers it.
    let outlet: Loaded<Outlet> =
        till.desk.log.attempt(false).load(agreement.outlet_id.get()).await?;
    let today = outlet.state.calendar().business_day(Utc::now());
    Ok(SubscriptionReply::of(agreement, done.what.sequence, today))
}

/// The reply to a change.
pub(super) async fn changed(
    till: &Till,
    done: &Done<Loaded<Subscription>>,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    let reply = Reply::ok(shown(till, done).await?).at(done.what.position);
    Ok(reply.version(done.what.sequence).replayed(done.replayed))
}

//! What becomes of a due date: an order, or a reason why there is none. One of both, once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Agreement, Subscription, SubscriptionError, SubscriptionEvent};
use crate::values::{BusinessDay, OrderId};

/// Why no order could be made for a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkippedBecause {
    /// The customer gets no new orders: inactive or deleted.
    CustomerGone,
    /// The product is not sold any more.
    ProductGone,
    /// There is no address any more, or it lies outside every zone now.
    Undeliverable,
    /// They may owe no more.
    CreditUsedUp,
    /// The shop's rules do not take such an order any more.
    Refused,
}

impl SkippedBecause {
    /// The reason as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerGone => "customer_gone",
            Self::ProductGone => "product_gone",
            Self::Undeliverable => "undeliverable",
            Self::CreditUsedUp => "credit_used_up",
            Self::Refused => "refused",
        }
    }
}

/// Says that an order was made for a due date.
#[derive(Debug, Clone, Copy)]
pub struct OrderDue {
    /// The due date.
    pub due: BusinessDay,
    /// The order.
    pub order_id: OrderId,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether it is the turn of that due date: they are settled one after the other.
///
/// # Errors
/// [`SubscriptionError::NotDue`] for any other, such as one that was settled before;
/// [`SubscriptionError::Ended`], [`SubscriptionError::NotFound`].
pub fn order_due(
    subscription: &Subscription,
    cmd: OrderDue,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let OrderDue { due, order_id, at: occurred_at } = cmd;
    let subscription_id = its_turn(subscription, due)?.id;
    Ok(vec![SubscriptionEvent::DeliveryOrdered { subscription_id, due, order_id, occurred_at }])
}

/// Says that no order could be made for a due date.
#[derive(Debug, Clone, Copy)]
pub struct SkipDue {
    /// The due date.
    pub due: BusinessDay,
    /// Why.
    pub reason: SkippedBecause,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether it is the turn of that due date.
///
/// # Errors
/// As for [`order_due`].
pub fn skip_due(
    subscription: &Subscription,
    cmd: SkipDue,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let SkipDue { due, reason, at: occurred_at } = cmd;
    let subscription_id = its_turn(subscription, due)?.id;
    Ok(vec![SubscriptionEvent::DeliverySkipped { subscription_id, due, reason, occurred_at }])
}

fn its_turn(
    subscription: &Subscription,
    due: BusinessDay,
) -> Result<&Agreement, SubscriptionError> {
    let agreement = subscription.open()?;
    if agreement.next_due() == Some(due) {
        Ok(agreement)
    } else {
        Err(SubscriptionError::NotDue(due))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, day, ordered, subscribed};
    use super::*;
    use crate::log::LogEvent;
    use crate::order::fixtures::now;

    #[test]
    fn each_due_date_is_settled_once_in_turn() {
        let on = |due| SkipDue { due: day(due), reason: SkippedBecause::CustomerGone, at: now() };
        let early = skip_due(&subscribed(), on("2026-12-02"));
        assert_eq!(early, Err(SubscriptionError::NotDue(day("2026-12-02"))));
        let subscription = ordered(&subscribed(), "2026-11-25");
        let again = skip_due(&subscription, on("2026-11-25"));
        assert_eq!(again, Err(SubscriptionError::NotDue(day("2026-11-25"))));
        let events = skip_due(&subscription, on("2026-12-02")).unwrap();
        assert_eq!(events[0].claims_for_good().unwrap().value, "1/2026-12-02");
        let agreement = after(&subscription, events);
        let agreement = agreement.agreement().unwrap();
        assert_eq!(agreement.next_due(), Some(day("2026-12-09")));
        assert_eq!(agreement.skipped, Some((day("2026-12-02"), SkippedBecause::CustomerGone)));
        assert_eq!(agreement.ordered.map(|(due, _)| due), Some(day("2026-11-25")));
    }
}

//! Bringing nothing any more.

use chrono::{DateTime, Utc};

use super::{Subscription, SubscriptionError, SubscriptionEvent};
use crate::user::Actor;

/// Ends a subscription.
#[derive(Debug, Clone)]
pub struct EndSubscription {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether it is over, for good. Orders that were made stay.
///
/// # Errors
/// [`SubscriptionError::Ended`], [`SubscriptionError::NotFound`].
pub fn end(
    subscription: &Subscription,
    cmd: EndSubscription,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let subscription_id = subscription.open()?.id;
    let EndSubscription { by, at: occurred_at } = cmd;
    Ok(vec![SubscriptionEvent::SubscriptionEnded { subscription_id, by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, day, subscribed};
    use super::super::{Status, due_between};
    use super::*;
    use crate::order::fixtures::{kasir, now};

    #[test]
    fn nothing_is_due_of_what_ended() {
        let cmd = || EndSubscription { by: kasir(), at: now() };
        let over = after(&subscribed(), end(&subscribed(), cmd()).unwrap());
        assert_eq!(due_between(&over, day("2026-11-01"), day("2027-11-01")), []);
        assert_eq!(over.agreement().unwrap().status(day("2026-11-23")), Status::Ended);
        assert_eq!(end(&over, cmd()), Err(SubscriptionError::Ended));
        assert_eq!(end(&Subscription::default(), cmd()), Err(SubscriptionError::NotFound));
    }
}

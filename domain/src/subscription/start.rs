//! Agreeing to bring water again and again.

use chrono::{DateTime, Utc};

use super::{Frequency, Subscription, SubscriptionError, SubscriptionEvent};
use crate::customer::WaterTerms;
use crate::user::Actor;
use crate::values::{
    AddressId, BusinessDay, CustomerId, Notes, OutletId, Personal, ProductId, Quantity, Subject,
    SubscriptionId, TimeWindow,
};

/// Starts a subscription. Customer, product and address were looked up before.
#[derive(Debug, Clone)]
pub struct StartSubscription {
    /// The new subscription's id.
    pub subscription_id: SubscriptionId,
    /// Who brings it.
    pub outlet_id: OutletId,
    /// Who gets it.
    pub customer_id: CustomerId,
    /// What.
    pub product_id: ProductId,
    /// How many of it.
    pub quantity: Quantity,
    /// How often.
    pub frequency: Frequency,
    /// The first due date.
    pub next_date: BusinessDay,
    /// Where, of the customer's addresses; else to the usual one.
    pub address_id: Option<AddressId>,
    /// When it is paid for; else as the customer does.
    pub terms: Option<WaterTerms>,
    /// Between which hours.
    pub window: Option<TimeWindow>,
    /// What every order says besides.
    pub notes: Option<Notes>,
    /// The outlet's day.
    pub today: BusinessDay,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// The first due date lies at most so many days ahead: a year nobody mistypes.
const AHEAD: u64 = 366;

/// A due date somebody names lies between two days.
///
/// # Errors
/// [`SubscriptionError::TooEarly`], [`SubscriptionError::TooLate`].
pub(super) fn soon(
    next_date: BusinessDay,
    earliest: BusinessDay,
    today: BusinessDay,
) -> Result<(), SubscriptionError> {
    let field = "nextDate";
    if next_date < earliest {
        return Err(SubscriptionError::TooEarly { field, earliest });
    }
    let latest = today.plus(AHEAD);
    if next_date > latest {
        return Err(SubscriptionError::TooLate { field, latest });
    }
    Ok(())
}

/// Decides whether the subscription starts.
///
/// # Errors
/// [`SubscriptionError::AlreadyStarted`]; [`SubscriptionError::TooEarly`] for a day that has passed,
/// [`SubscriptionError::TooLate`].
pub fn start(
    subscription: &Subscription,
    cmd: StartSubscription,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    if subscription.agreement().is_some() {
        return Err(SubscriptionError::AlreadyStarted);
    }
    soon(cmd.next_date, cmd.today, cmd.today)?;
    let subject = Subject::Customer(cmd.customer_id);
    Ok(vec![SubscriptionEvent::SubscriptionStarted {
        subscription_id: cmd.subscription_id,
        outlet_id: cmd.outlet_id,
        customer_id: cmd.customer_id,
        product_id: cmd.product_id,
        quantity: cmd.quantity,
        frequency: cmd.frequency,
        next_date: cmd.next_date,
        address_id: cmd.address_id,
        terms: cmd.terms,
        window: cmd.window,
        notes: cmd.notes.map(|notes| Personal::about(subject, notes)),
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::due_between;
    use super::super::fixtures::{day, gallons, subscribed};
    use super::*;

    #[test]
    fn the_first_due_date_has_not_passed_and_is_near() {
        let on = |next_date| StartSubscription { next_date, ..gallons() };
        let started = |cmd| start(&Subscription::default(), cmd);
        assert!(started(on(day("2026-11-23"))).is_ok(), "today");
        let (field, earliest, latest) = ("nextDate", day("2026-11-23"), day("2027-11-24"));
        let refused = started(on(day("2026-11-22")));
        assert_eq!(refused, Err(SubscriptionError::TooEarly { field, earliest }));
        let refused = started(on(day("2027-11-25")));
        assert_eq!(refused, Err(SubscriptionError::TooLate { field, latest }));
        assert_eq!(start(&subscribed(), gallons()), Err(SubscriptionError::AlreadyStarted));
    }

    #[test]
    fn it_is_due_from_the_first_date_on() {
        let due = due_between(&subscribed(), day("2026-11-01"), day("2026-12-09"));
        assert_eq!(due, ["2026-11-25", "2026-12-02", "2026-12-09"].map(day));
        assert_eq!(due_between(&Subscription::default(), day("2026-11-01"), day("2027-01-01")), []);
    }
}

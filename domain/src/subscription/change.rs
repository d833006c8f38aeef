//! Agreeing on something else from the next order on.

use chrono::{DateTime, Utc};

use super::start::soon;
use super::{Frequency, Subscription, SubscriptionError, SubscriptionEvent};
use crate::customer::WaterTerms;
use crate::user::Actor;
use crate::values::{AddressId, BusinessDay, Notes, Personal, ProductId, Quantity, TimeWindow};

/// What changes of a subscription; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::option_option)] // to leave and to take away are two things
pub struct SubscriptionEdits {
    /// What.
    pub product_id: Option<ProductId>,
    /// How many of it.
    pub quantity: Option<Quantity>,
    /// How often.
    pub frequency: Option<Frequency>,
    /// The next due date. Earlier ones that nothing became of are given up.
    pub next_date: Option<BusinessDay>,
    /// Where, of the customer's addresses; else to the usual one.
    pub address_id: Option<Option<AddressId>>,
    /// When it is paid for; else as the customer does.
    pub terms: Option<Option<WaterTerms>>,
    /// Between which hours.
    pub window: Option<Option<TimeWindow>>,
    /// What every order says besides.
    pub notes: Option<Option<Notes>>,
}

/// Changes a subscription. What is named was looked up before.
#[derive(Debug, Clone)]
pub struct ChangeSubscription {
    /// What changes.
    pub edits: SubscriptionEdits,
    /// The outlet's day.
    pub today: BusinessDay,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. Orders that were made stay as they are.
///
/// # Errors
/// [`SubscriptionError::Ended`], [`SubscriptionError::NotFound`]; [`SubscriptionError::TooEarly`]
/// for a next date that has passed or was settled, [`SubscriptionError::TooLate`].
pub fn change(
    subscription: &Subscription,
    cmd: ChangeSubscription,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let known = subscription.open()?;
    let ChangeSubscription { edits, today, by, at: occurred_at } = cmd;
    let (subscription_id, mut events) = (known.id, Vec::new());

    let product_id = edits.product_id.unwrap_or(known.product_id);
    let quantity = edits.quantity.unwrap_or(known.quantity);
    if (product_id, quantity) != (known.product_id, known.quantity) {
        let by = by.clone();
        events.push(SubscriptionEvent::SubscribedWaterChanged {
            subscription_id,
            product_id,
            quantity,
            by,
            occurred_at,
        });
    }

    // What is due next by the rhythm alone: a pause ends, and then it goes on as before.
    let open = known.settled.map_or(known.rhythm.first, BusinessDay::following);
    let as_before = known.rhythm.on_or_after(open).unwrap_or(known.rhythm.first);
    let frequency = edits.frequency.unwrap_or(known.rhythm.frequency);
    let next_date = edits.next_date.unwrap_or(as_before);
    let same_date = next_date == as_before || known.next_due() == Some(next_date);
    if frequency != known.rhythm.frequency || !same_date {
        if edits.next_date.is_some() {
            let settled = known.settled.map(BusinessDay::following);
            soon(next_date, settled.unwrap_or(today).max(today), today)?;
        }
        let by = by.clone();
        events.push(SubscriptionEvent::SubscriptionRhythmChanged {
            subscription_id,
            frequency,
            next_date,
            by,
            occurred_at,
        });
    }

    let address_id = edits.address_id.unwrap_or(known.address_id);
    let terms = edits.terms.unwrap_or(known.terms);
    let window = edits.window.unwrap_or(known.window);
    if (address_id, terms, window) != (known.address_id, known.terms, known.window) {
        let by = by.clone();
        events.push(SubscriptionEvent::SubscriptionDeliveryChanged {
            subscription_id,
            address_id,
            terms,
            window,
            by,
            occurred_at,
        });
    }

    let said = known.notes.as_ref().map(Personal::get);
    if let Some(notes) = edits.notes.filter(|notes| notes.as_ref() != said) {
        let notes = notes.map(|notes| known.about(notes));
        events.push(SubscriptionEvent::SubscriptionNotesChanged {
            subscription_id,
            notes,
            by,
            occurred_at,
        });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::super::due_between;
    use super::super::fixtures::{after, day, ordered, subscribed};
    use super::*;
    use crate::order::fixtures::{kasir, now};

    fn edit(edits: SubscriptionEdits) -> ChangeSubscription {
        ChangeSubscription { edits, today: day("2026-11-23"), by: kasir(), at: now() }
    }

    fn nothing() -> SubscriptionEdits {
        SubscriptionEdits::default()
    }

    #[test]
    fn what_is_the_same_is_no_change() {
        let edits = SubscriptionEdits {
            quantity: Quantity::whole(2).ok(),
            frequency: Some(Frequency::Weekly),
            next_date: Some(day("2026-11-25")),
            address_id: Some(None),
            notes: Some(Notes::parse("taruh di teras").ok()),
            ..nothing()
        };
        assert_eq!(change(&subscribed(), edit(edits)), Ok(vec![]));
        assert_eq!(change(&subscribed(), edit(nothing())), Ok(vec![]));
        let refused = change(&Subscription::default(), edit(nothing()));
        assert_eq!(refused, Err(SubscriptionError::NotFound));
    }

    #[test]
    fn another_rhythm_goes_on_from_what_is_due_next() {
        let weekly = ordered(&subscribed(), "2026-11-25");
        let edits = SubscriptionEdits { frequency: Some(Frequency::Biweekly), ..nothing() };
        let biweekly = after(&weekly, change(&weekly, edit(edits)).unwrap());
        let due = due_between(&biweekly, day("2026-11-01"), day("2026-12-31"));
        assert_eq!(due, ["2026-12-02", "2026-12-16", "2026-12-30"].map(day));
    }

    #[test]
    fn a_settled_date_is_never_due_again() {
        let weekly = ordered(&subscribed(), "2026-11-25");
        let to = |date| edit(SubscriptionEdits { next_date: Some(day(date)), ..nothing() });
        let (field, earliest) = ("nextDate", day("2026-11-26"));
        for early in ["2026-11-25", "2026-11-24"] {
            let refused = change(&weekly, to(early));
            assert_eq!(refused, Err(SubscriptionError::TooEarly { field, earliest }), "{early}");
        }
        let moved = after(&weekly, change(&weekly, to("2026-11-26")).unwrap());
        let due = due_between(&moved, day("2026-11-01"), day("2026-12-03"));
        assert_eq!(due, ["2026-11-26", "2026-12-03"].map(day));
    }
}

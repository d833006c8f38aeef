//! Bringing nothing for a while, and beginning again.

use chrono::{DateTime, Utc};

use super::{Subscription, SubscriptionError, SubscriptionEvent};
use crate::user::Actor;
use crate::values::BusinessDay;

/// Pauses a subscription.
#[derive(Debug, Clone)]
pub struct PauseSubscription {
    /// The first day nothing is due.
    pub from: BusinessDay,
    /// The last such day; else until it is resumed.
    pub until: Option<BusinessDay>,
    /// The outlet's day.
    pub today: BusinessDay,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether nothing is due for a while. What falls into it is skipped and not caught up;
/// after its last day it goes on by itself.
///
/// # Errors
/// [`SubscriptionError::AlreadyPaused`], [`SubscriptionError::TooEarly`] for days that have passed
/// or an end before the beginning, [`SubscriptionError::Ended`], [`SubscriptionError::NotFound`].
pub fn pause(
    subscription: &Subscription,
    cmd: PauseSubscription,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let known = subscription.open()?;
    let PauseSubscription { from, until, today, by, at: occurred_at } = cmd;
    if known.pause(today).is_some() {
        return Err(SubscriptionError::AlreadyPaused);
    }
    if from < today {
        return Err(SubscriptionError::TooEarly { field: "from", earliest: today });
    }
    if until.is_some_and(|until| until < from) {
        return Err(SubscriptionError::TooEarly { field: "until", earliest: from });
    }
    let subscription_id = known.id;
    Ok(vec![SubscriptionEvent::SubscriptionPaused {
        subscription_id,
        from,
        until,
        by,
        occurred_at,
    }])
}

/// Ends a pause.
#[derive(Debug, Clone)]
pub struct ResumeSubscription {
    /// The outlet's day, from which on something may be due again.
    pub today: BusinessDay,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the pause is over, or does not come.
///
/// # Errors
/// [`SubscriptionError::NotPaused`], [`SubscriptionError::Ended`], [`SubscriptionError::NotFound`].
pub fn resume(
    subscription: &Subscription,
    cmd: ResumeSubscription,
) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let known = subscription.open()?;
    let ResumeSubscription { today: from, by, at: occurred_at } = cmd;
    if known.pause(from).is_none() {
        return Err(SubscriptionError::NotPaused);
    }
    let subscription_id = known.id;
    Ok(vec![SubscriptionEvent::SubscriptionResumed { subscription_id, from, by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, day, subscribed};
    use super::super::{Status, due_between};
    use super::*;
    use crate::order::fixtures::{kasir, now};

    fn away(from: &str, until: Option<&str>) -> PauseSubscription {
        let (from, until, today) = (day(from), until.map(day), day("2026-11-23"));
        PauseSubscription { from, until, today, by: kasir(), at: now() }
    }

    fn back(today: &str) -> ResumeSubscription {
        ResumeSubscription { today: day(today), by: kasir(), at: now() }
    }

    fn paused(cmd: PauseSubscription) -> Subscription {
        after(&subscribed(), pause(&subscribed(), cmd).unwrap())
    }

    fn due(subscription: &Subscription) -> Vec<String> {
        let days = due_between(subscription, day("2026-11-01"), day("2026-12-31"));
        days.into_iter().map(|day| day.to_string()).collect()
    }

    #[test]
    fn two_weeks_are_skipped_and_the_third_is_due_again() {
        let away = paused(away("2026-12-01", Some("2026-12-14")));
        assert_eq!(due(&away), ["2026-11-25", "2026-12-16", "2026-12-23", "2026-12-30"]);
        let status = |day_of| away.agreement().unwrap().status(day(day_of));
        assert_eq!(status("2026-11-30"), Status::Active);
        assert_eq!(status("2026-12-01"), Status::Paused);
        assert_eq!(status("2026-12-14"), Status::Paused);
        assert_eq!(status("2026-12-15"), Status::Active, "by itself");
    }

    #[test]
    fn a_pause_without_an_end_lasts_until_somebody_ends_it() {
        let away = paused(away("2026-12-01", None));
        assert_eq!(due(&away), ["2026-11-25"]);
        let again = after(&away, resume(&away, back("2026-12-16")).unwrap());
        assert_eq!(due(&again), ["2026-11-25", "2026-12-16", "2026-12-23", "2026-12-30"]);
        assert_eq!(resume(&again, back("2026-12-16")), Err(SubscriptionError::NotPaused));
    }

    #[test]
    fn a_pause_that_has_not_come_can_be_taken_back() {
        let planned = paused(away("2026-12-01", None));
        let taken_back = after(&planned, resume(&planned, back("2026-11-23")).unwrap());
        assert_eq!(due(&taken_back), due(&subscribed()));
    }

    #[test]
    fn one_pause_at_a_time_and_none_in_the_past() {
        let planned = paused(away("2026-12-01", Some("2026-12-14")));
        let again = pause(&planned, away("2026-12-20", None));
        assert_eq!(again, Err(SubscriptionError::AlreadyPaused));
        let late = PauseSubscription { today: day("2026-12-15"), ..away("2026-12-20", None) };
        let twice = after(&planned, pause(&planned, late).unwrap());
        assert_eq!(due(&twice), ["2026-11-25", "2026-12-16"], "the first still counts");
        let (field, earliest) = ("from", day("2026-11-23"));
        let past = pause(&subscribed(), away("2026-11-22", None));
        assert_eq!(past, Err(SubscriptionError::TooEarly { field, earliest }));
        let (field, earliest) = ("until", day("2026-12-02"));
        let backwards = pause(&subscribed(), away("2026-12-02", Some("2026-12-01")));
        assert_eq!(backwards, Err(SubscriptionError::TooEarly { field, earliest }));
        assert_eq!(resume(&subscribed(), back("2026-11-23")), Err(SubscriptionError::NotPaused));
    }
}

//! Pausing a subscription, and resuming it.

use domain::subscription::{self, PauseSubscription, ResumeSubscription, Subscription};
use domain::values::BusinessDay;
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Pauses a subscription from one day to another, both included; without an end until it is
/// resumed.
///
/// # Errors
/// [`CommandError`].
pub async fn pause(
    desk: &Desk,
    call: &Call,
    target: Target,
    (from, until): (BusinessDay, Option<BusinessDay>),
) -> Result<Done<Loaded<Subscription>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let (today, by) = (opened.today, opened.by.clone());
            let cmd = PauseSubscription { from, until, today, by, at: call.at };
            let events = subscription::pause(&opened.subscription.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Ends a pause, from today on.
///
/// # Errors
/// [`CommandError`].
pub async fn resume(
    desk: &Desk,
    call: &Call,
    target: Target,
) -> Result<Done<Loaded<Subscription>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let (today, by) = (opened.today, opened.by.clone());
            let cmd = ResumeSubscription { today, by, at: call.at };
            let events = subscription::resume(&opened.subscription.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

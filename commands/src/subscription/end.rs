//! Ending a subscription.

use domain::subscription::{self, EndSubscription, Subscription};
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Ends a subscription for good.
///
/// # Errors
/// [`CommandError`].
pub async fn end(
    desk: &Desk,
    call: &Call,
    target: Target,
) -> Result<Done<Loaded<Subscription>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let cmd = EndSubscription { by: opened.by.clone(), at: call.at };
            let events = subscription::end(&opened.subscription.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

//! A customer gets no new orders for a while.

use domain::customer::{self, Customer, DeactivateCustomer};
use domain::user::Permission;
use domain::values::Notes;
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Gives a customer no new orders from now on.
///
/// # Errors
/// [`CommandError`].
pub async fn deactivate(
    desk: &Desk,
    call: &Call,
    target: Target,
    reason: Option<&Notes>,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let cmd = DeactivateCustomer { reason: reason.cloned(), at: call.at };
            let events = customer::deactivate(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

//! A customer gets orders again.

use domain::customer::{self, Customer, ReactivateCustomer};
use domain::user::Permission;
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Gives a customer orders again.
///
/// # Errors
/// [`CommandError`].
pub async fn reactivate(
    desk: &Desk,
    call: &Call,
    target: Target,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let cmd = ReactivateCustomer { at: call.at };
            let events = customer::reactivate(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

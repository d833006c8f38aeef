//! A customer's record is deleted.

use domain::customer::{self, Customer, DeleteCustomer};
use domain::user::Permission;
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Deletes a customer's record. The log keeps its history, and orders keep what they were placed
/// with; phone and membership number are free.
///
/// # Errors
/// [`CommandError`].
pub async fn delete(
    desk: &Desk,
    call: &Call,
    target: Target,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersDelete).await?;
            let cmd = DeleteCustomer { at: call.at };
            let events = customer::delete(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

//! What an order says of somebody without a record is erased.

use domain::order::{self, ErasePerson, Order};
use domain::user::Permission;
use domain::values::ErasureReason;
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Erases what an order, its payments and its refunds say of somebody without a record. The log
/// destroys the key of their data in the same transaction.
///
/// # Errors
/// [`CommandError`].
pub async fn erase_person(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    reason: ErasureReason,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersErase).await?;
            let by = opened.by.clone();
            let cmd = ErasePerson { reason, by, at: call.at };
            let events = order::erase_person(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

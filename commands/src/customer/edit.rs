//! Changing what is known of a customer.

use domain::customer::{self, Customer, CustomerEdits, CustomerEvent, EditCustomer};
use domain::user::Permission;
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Changes what is known of a customer. To decide what they are given takes more than to correct
/// their name; who writes down the type they have already decides nothing.
///
/// # Errors
/// [`CommandError`].
pub async fn edit(
    desk: &Desk,
    call: &Call,
    target: Target,
    edits: &CustomerEdits,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let cmd = EditCustomer { edits: edits.clone(), at: call.at };
            let events = customer::edit(&opened.record.state, cmd)?;
            let grants = events.iter().any(CustomerEvent::grants_something);
            if grants && !Permission::CustomersDiscount.granted_to(opened.authority.login().role) {
                return Err(CommandError::Forbidden(Permission::CustomersDiscount));
            }
            opened.save(&attempt, events).await
        })
    })
    .await
}

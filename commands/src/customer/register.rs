//! Gives a customer a record.

use domain::customer::{self, Customer, RegisterCustomer};
use domain::user::Permission;
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Gives a customer a record.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    cmd: &RegisterCustomer,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::CustomersCreate).await?;
            let mut customer: Loaded<Customer> = attempt.load(cmd.customer_id.get()).await?;
            let events = customer::register(&customer.state, cmd.clone())?;
            let mut draft = authority.draft()?;
            draft.append(&customer, &events)?;
            let appended = attempt.append(draft).await?;
            customer.absorb(events, &appended);
            Ok(customer)
        })
    })
    .await
}

//! Gives a customer a record.

use domain::customer::{self, Customer, RegisterCustomer};
use domain::user::Permission;
use infra::event_log::Loaded;

use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// Gives a customer a record.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    cmd: &RegisterCustomer,
) -> Result<Loaded<Customer>, CommandError> {
    deciding(move || {
        Box::pin(async move {
            let authority = desk.authorise(call, Permission::CustomersCreate).await?;
            let mut customer: Loaded<Customer> = desk.log.load(cmd.customer_id.get()).await?;
            let events = customer::register(&customer.state, cmd.clone())?;
            let mut draft = authority.draft()?;
            draft.append(&customer, &events)?;
            let appended = desk.log.append(draft).await?;
            customer.absorb(events, &appended);
            Ok(customer)
        })
    })
    .await
}

//! A customer whom an order names.

use domain::customer::{Customer, Record};
use domain::values::CustomerId;
use infra::event_log::{Attempt, Draft, Loaded};

use crate::CommandError;

/// The record of a customer for whom an order is being placed. The order relies on it: if it
/// changes before the order is saved, the command decides again.
///
/// # Errors
/// [`CommandError::NamedCustomer`] if they get no new orders; of a record that went into another
/// one the refusal names that.
pub(crate) async fn ordering(
    attempt: &Attempt,
    draft: &mut Draft,
    id: CustomerId,
) -> Result<Record, CommandError> {
    let customer: Loaded<Customer> = attempt.load(id.get()).await?;
    draft.rely_on(&customer);
    let refused = |refusal| CommandError::NamedCustomer { field: "customerId", refusal };
    customer.state.ordering().cloned().map_err(refused)
}

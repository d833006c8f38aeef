//! Where a customer lives or is delivered to.

use domain::customer::{
    self, AddAddress, AddressEdits, ChangeAddress, Customer, NewAddress, RemoveAddress,
};
use domain::user::Permission;
use domain::values::AddressId;
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Adds an address.
///
/// # Errors
/// [`CommandError`].
pub async fn add_address(
    desk: &Desk,
    call: &Call,
    target: Target,
    new: &NewAddress,
    is_default: bool,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let cmd = AddAddress { new: new.clone(), is_default, at: call.at };
            let events = customer::add_address(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Changes an address, or makes it the default.
///
/// # Errors
/// [`CommandError`].
pub async fn change_address(
    desk: &Desk,
    call: &Call,
    target: Target,
    address_id: AddressId,
    (edits, is_default): (&AddressEdits, Option<bool>),
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let edits = edits.clone();
            let cmd = ChangeAddress { address_id, edits, is_default, at: call.at };
            let events = customer::change_address(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Takes an address off a record.
///
/// # Errors
/// [`CommandError`].
pub async fn remove_address(
    desk: &Desk,
    call: &Call,
    target: Target,
    address_id: AddressId,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let cmd = RemoveAddress { address_id, at: call.at };
            let events = customer::remove_address(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

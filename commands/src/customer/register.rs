//! Giving a customer a record.

use domain::customer::{
    self, ContactConsent, Customer, CustomerType, NewAddress, RegisterCustomer,
};
use domain::user::Permission;
use domain::values::{CustomerId, EmailAddress, MembershipNumber, Notes, PersonName, Phone};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// A customer to give a record.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    /// The record's id; none draws a fresh one.
    pub customer_id: Option<CustomerId>,
    /// Their name.
    pub name: PersonName,
    /// Their phone.
    pub phone: Phone,
    /// Where letters go.
    pub email: Option<EmailAddress>,
    /// Where they live or are delivered to.
    pub address: Option<NewAddress>,
    /// What kind of customer they are.
    pub customer_type: CustomerType,
    /// The number on their card, which no other customer has.
    pub membership_number: Option<MembershipNumber>,
    /// What was written down about them.
    pub notes: Option<Notes>,
    /// How they may be contacted.
    pub contact_consent: ContactConsent,
}

/// Gives a customer a record, under a phone no other customer has.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    new: &NewCustomer,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::CustomersCreate).await?;
            let (id, mut customer) = if let Some(id) = new.customer_id {
                (id.get(), attempt.load::<Customer>(id.get()).await?)
            } else {
                let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Customer)).await?;
                (id, Loaded::fresh(id))
            };
            let cmd = RegisterCustomer {
                customer_id: CustomerId::new(id).map_err(|e| LogError::Database(e.to_string()))?,
                name: new.name.clone(),
                phone: new.phone.clone(),
                email: new.email.clone(),
                address: new.address.clone(),
                customer_type: new.customer_type,
                membership_number: new.membership_number.clone(),
                notes: new.notes.clone(),
                contact_consent: new.contact_consent,
                at: call.at,
            };
            let events = customer::register(&customer.state, cmd)?;
            let mut draft = authority.draft()?;
            draft.append(&customer, &events)?;
            let appended = attempt.append(draft).await?;
            customer.absorb(events, &appended);
            Ok(customer)
        })
    })
    .await
}

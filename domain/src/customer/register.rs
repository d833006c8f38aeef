//! Giving a customer a record.

use chrono::{DateTime, Utc};

use super::{ContactConsent, Customer, CustomerError, CustomerEvent, CustomerType, NewAddress};
use crate::values::{
    AddressId, CustomerId, EmailAddress, MembershipNumber, Notes, PersonName, Personal, Phone,
    Subject,
};

/// Gives a customer a record.
#[derive(Debug, Clone)]
pub struct RegisterCustomer {
    /// The new record's id.
    pub customer_id: CustomerId,
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
    /// The number on their card.
    pub membership_number: Option<MembershipNumber>,
    /// What was written down about them.
    pub notes: Option<Notes>,
    /// How they may be contacted.
    pub contact_consent: ContactConsent,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the record comes to be.
///
/// # Errors
/// [`CustomerError::AlreadyRegistered`].
pub fn register(
    customer: &Customer,
    cmd: RegisterCustomer,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    if customer.profile().is_some() {
        return Err(CustomerError::AlreadyRegistered);
    }
    let subject = Subject::Customer(cmd.customer_id);
    let first = AddressId::new(1).map_err(|_| CustomerError::NoSuchAddress)?;
    Ok(vec![CustomerEvent::CustomerRegistered {
        customer_id: cmd.customer_id,
        name: Personal::about(subject, cmd.name),
        phone: Personal::about(subject, cmd.phone),
        email: cmd.email.map(|email| Personal::about(subject, email)),
        address: cmd.address.map(|address| address.about(subject, first)),
        customer_type: cmd.customer_type,
        membership_number: cmd.membership_number,
        notes: cmd.notes.map(|notes| Personal::about(subject, notes)),
        contact_consent: cmd.contact_consent,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{customer, ratna};
    use super::*;
    use crate::claim::{Claim, ClaimScope};
    use crate::log::LogAggregate;

    #[test]
    fn a_customer_is_registered_once() {
        let known = customer(ratna());
        let profile = known.profile().unwrap();
        assert_eq!(profile.record.customer_type, CustomerType::Vip);
        assert!(profile.contact_consent.sms && !profile.contact_consent.email);
        assert_eq!(profile.main_address(), profile.addresses.first());
        assert_eq!(register(&known, ratna()), Err(CustomerError::AlreadyRegistered));
    }

    #[test]
    fn a_record_claims_its_phone_and_its_card() {
        let phone = Claim::any_case(ClaimScope::CUSTOMER_PHONE, "+628123456789");
        let card = Claim::any_case(ClaimScope::MEMBERSHIP_NUMBER, "mbr-001");
        assert_eq!(customer(ratna()).claims(), [phone, card]);
    }
}

//! Giving a customer a record.

use chrono::{DateTime, Utc};

use super::{ContactConsent, Customer, CustomerEvent, CustomerType};
use crate::values::{CustomerId, PersonName, Personal, Phone, Subject};

/// Gives a customer a record.
#[derive(Debug, Clone)]
pub struct RegisterCustomer {
    /// The new record's id.
    pub customer_id: CustomerId,
    /// Their name.
    pub name: PersonName,
    /// Their phone.
    pub phone: Phone,
    /// What kind of customer they are.
    pub customer_type: CustomerType,
    /// How they may be contacted.
    pub contact_consent: ContactConsent,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Why a record was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerError {
    /// That id has a record already.
    #[error("this customer is registered already")]
    AlreadyRegistered,
}

/// Decides whether the record comes to be.
///
/// # Errors
/// [`CustomerError`].
pub fn register(
    customer: &Customer,
    cmd: RegisterCustomer,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    if customer.record().is_some() {
        return Err(CustomerError::AlreadyRegistered);
    }
    let subject = Subject::Customer(cmd.customer_id);
    Ok(vec![CustomerEvent::CustomerRegistered {
        customer_id: cmd.customer_id,
        name: Personal::about(subject, cmd.name),
        phone: Personal::about(subject, cmd.phone),
        customer_type: cmd.customer_type,
        contact_consent: cmd.contact_consent,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::replay;

    #[test]
    fn a_customer_is_registered_once() {
        let cmd = RegisterCustomer {
            customer_id: CustomerId::new(1).unwrap(),
            name: PersonName::parse("Ibu Ratna").unwrap(),
            phone: Phone::parse("0812-3456-789").unwrap(),
            customer_type: CustomerType::Vip,
            contact_consent: ContactConsent { sms: true, ..ContactConsent::default() },
            at: "2026-11-23T01:00:00Z".parse().unwrap(),
        };
        let ratna: Customer = replay(register(&Customer::default(), cmd.clone()).unwrap());
        assert_eq!(ratna.record().unwrap().customer_type, CustomerType::Vip);
        assert!(ratna.contact_consent().sms && !ratna.contact_consent().email);
        assert_eq!(register(&ratna, cmd), Err(CustomerError::AlreadyRegistered));
    }
}

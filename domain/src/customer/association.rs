//! Whose an order is: somebody's with a record, a walk-in's, or nobody's (K-39).

use crate::order::ServiceType;
use crate::values::{CustomerId, PersonName, Phone};

/// Whose an order is. Where a name was typed it is shown, whoever has a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Association<'a> {
    /// Somebody's with a record.
    Registered {
        /// The record.
        customer: CustomerId,
        /// The name typed, to be shown in place of that of the record.
        shown: Option<&'a PersonName>,
    },
    /// Somebody's without a record.
    WalkIn {
        /// Their name, if given.
        name: Option<&'a PersonName>,
        /// Their phone, if given.
        phone: Option<&'a Phone>,
    },
    /// Nobody said.
    Anonymous,
}

/// Water is delivered to somebody who can be found: a record, or a name and a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("water is delivered to a customer, or to a name and a phone")]
pub struct ContactMissing {
    /// Whether the name is missing.
    pub name: bool,
    /// Whether the phone is missing.
    pub phone: bool,
}

/// Decides whose an order of a service is.
///
/// # Errors
/// [`ContactMissing`] for water without a record or a whole contact.
pub fn association<'a>(
    service: ServiceType,
    customer: Option<CustomerId>,
    name: Option<&'a PersonName>,
    phone: Option<&'a Phone>,
) -> Result<Association<'a>, ContactMissing> {
    if let Some(customer) = customer {
        return Ok(Association::Registered { customer, shown: name });
    }
    if service == ServiceType::WaterDelivery && (name.is_none() || phone.is_none()) {
        return Err(ContactMissing { name: name.is_none(), phone: phone.is_none() });
    }
    match (name, phone) {
        (None, None) => Ok(Association::Anonymous),
        (name, phone) => Ok(Association::WalkIn { name, phone }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_somebodys_as_the_papers_say() {
        use ServiceType::{CarWash, WaterDelivery};
        let cases = [
            ("CST-02", WaterDelivery, None, Some("John"), Some("08123456789"), "walk-in, as typed"),
            ("CST-04", WaterDelivery, Some(5), Some("John"), Some("08123456789"), "5, as typed"),
            ("CST-05", WaterDelivery, None, Some("John"), None, "refused: phone"),
            ("CST-06", WaterDelivery, None, None, Some("08123456789"), "refused: name"),
            ("CST-07", CarWash, None, None, None, "anonymous"),
        ];
        for (id, service, customer, name, phone, expected) in cases {
            let customer = customer.map(|id| CustomerId::new(id).unwrap());
            let name = name.map(|name| PersonName::parse(name).unwrap());
            let phone = phone.map(|phone| Phone::parse(phone).unwrap());
            let found = match association(service, customer, name.as_ref(), phone.as_ref()) {
                Ok(Association::Registered { customer, shown: Some(_) }) => {
                    format!("{customer}, as typed")
                }
                Ok(Association::Registered { customer, shown: None }) => format!("{customer}"),
                Ok(Association::WalkIn { name, .. }) => {
                    assert!(name.is_some(), "{id}");
                    "walk-in, as typed".to_owned()
                }
                Ok(Association::Anonymous) => "anonymous".to_owned(),
                Err(ContactMissing { name: true, phone: true }) => "refused: both".to_owned(),
                Err(ContactMissing { name: true, .. }) => "refused: name".to_owned(),
                Err(ContactMissing { .. }) => "refused: phone".to_owned(),
            };
            assert_eq!(found, expected, "{id}");
        }
    }
}

//! Customers the tests of this folder speak of.

use chrono::{DateTime, Utc};

use super::{
    ContactConsent, Customer, CustomerEvent, CustomerType, NewAddress, RegisterCustomer, register,
};
use crate::log::replay;
use crate::values::*;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

pub(crate) fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}

pub(crate) fn notes(text: &str) -> Notes {
    Notes::parse(text).unwrap()
}

pub(crate) fn at_home() -> NewAddress {
    NewAddress {
        label: AddressLabel::parse("Rumah").ok(),
        address: Address::parse("Jl. Melati No. 5").unwrap(),
        city: City::parse("Bandung").ok(),
        distance: Distance::metres(2500).ok(),
    }
}

pub(crate) fn ratna() -> RegisterCustomer {
    RegisterCustomer {
        customer_id: CustomerId::new(1).unwrap(),
        name: PersonName::parse("Ibu Ratna").unwrap(),
        phone: phone("0812-3456-789"),
        email: EmailAddress::parse("ratna@kharisma.example").ok(),
        address: Some(at_home()),
        customer_type: CustomerType::Vip,
        membership_number: MembershipNumber::parse("MBR-001").ok(),
        notes: Some(notes("parfum lavender")),
        contact_consent: ContactConsent { sms: true, whatsapp: false, email: false },
        at: now(),
    }
}

/// The same person, registered again by somebody who did not find her.
pub(crate) fn ratna_again() -> RegisterCustomer {
    RegisterCustomer {
        customer_id: CustomerId::new(2).unwrap(),
        name: PersonName::parse("Bu Ratna").unwrap(),
        phone: phone("0857-0000-111"),
        email: None,
        address: None,
        customer_type: CustomerType::Regular,
        membership_number: None,
        notes: None,
        contact_consent: ContactConsent { sms: true, whatsapp: true, email: false },
        at: now(),
    }
}

pub(crate) fn registered(cmd: RegisterCustomer) -> Vec<CustomerEvent> {
    register(&Customer::default(), cmd).unwrap()
}

pub(crate) fn customer(cmd: RegisterCustomer) -> Customer {
    replay(registered(cmd))
}

/// The customer with what was decided.
pub(crate) fn after(customer: &Customer, events: Vec<CustomerEvent>) -> Customer {
    let mut changed = customer.clone();
    for event in events {
        changed.evolve(event);
    }
    changed
}

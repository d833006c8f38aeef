//! Changing what is known of a customer.

use chrono::{DateTime, Utc};

use super::{
    AddAddress, AddressEdits, ChangeAddress, ConsentEdits, CreditTerms, Customer, CustomerError,
    CustomerEvent, CustomerType, NewAddress, Profile, RemoveAddress, WaterTerms, add_address,
    change_address, remove_address,
};
use crate::values::{
    Address, BasisPoints, City, Distance, EmailAddress, MembershipNumber, Money, Notes, PersonName,
    Personal, Phone,
};

/// Changes what is known of a customer.
#[derive(Debug, Clone)]
pub struct EditCustomer {
    /// What changes.
    pub edits: CustomerEdits,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What changes of a customer: what is none stays, and none within takes it away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::option_option)] // to leave and to take away are two things
pub struct CustomerEdits {
    /// Their name.
    pub name: Option<PersonName>,
    /// Their phone.
    pub phone: Option<Phone>,
    /// Where letters go.
    pub email: Option<Option<EmailAddress>>,
    /// The number on their card.
    pub membership_number: Option<Option<MembershipNumber>>,
    /// What is written down about them.
    pub notes: Option<Option<Notes>>,
    /// How they may be contacted.
    pub contact_consent: ConsentEdits,
    /// What kind of customer they are.
    pub customer_type: Option<CustomerType>,
    /// A discount of their own; none is that of their type.
    pub discount: Option<Option<BasisPoints>>,
    /// When they pay for water.
    pub water_terms: Option<WaterTerms>,
    /// The most they may owe at a time, in Rupiah; none is no limit.
    pub credit_limit: Option<Option<Money>>,
    /// How many days they have to pay an invoice; none is what the shop has set for all.
    pub payment_days: Option<Option<u16>>,
    /// The default address.
    pub address: Option<Option<Address>>,
    /// Its town.
    pub city: Option<Option<City>>,
    /// How far it is from the outlet.
    pub distance: Option<Option<Distance>>,
}

/// Decides what changes. What stays as it is changes nothing.
///
/// # Errors
/// [`CustomerError::AddressMissing`] for a town or a distance of no address;
/// [`CustomerError::SeveralAddresses`] where it is not clear which one is to go;
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn edit(customer: &Customer, cmd: EditCustomer) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    let EditCustomer { edits, at } = cmd;
    let mut events = who_they_are(known, &edits, at);
    events.extend(what_they_get(known, &edits, at));
    events.extend(where_they_live(customer, known, edits, at)?);
    Ok(events)
}

fn who_they_are(
    known: &Profile,
    edits: &CustomerEdits,
    occurred_at: DateTime<Utc>,
) -> Vec<CustomerEvent> {
    let (customer_id, subject) = (known.record.id, known.subject());
    let mut events = Vec::new();
    if let Some(name) = edits.name.clone().filter(|name| name != known.record.name.get()) {
        let name = Personal::about(subject, name);
        events.push(CustomerEvent::CustomerRenamed { customer_id, name, occurred_at });
    }
    if let Some(phone) = edits.phone.clone().filter(|phone| phone != known.record.phone.get()) {
        let phone = Personal::about(subject, phone);
        events.push(CustomerEvent::CustomerPhoneChanged { customer_id, phone, occurred_at });
    }
    let email = known.email.as_ref().map(Personal::get);
    if let Some(email) = edits.email.clone().filter(|other| other.as_ref() != email) {
        let email = email.map(|email| Personal::about(subject, email));
        events.push(CustomerEvent::CustomerEmailChanged { customer_id, email, occurred_at });
    }
    let membership = &known.membership_number;
    if let Some(membership_number) =
        edits.membership_number.clone().filter(|other| other != membership)
    {
        events.push(CustomerEvent::MembershipNumberChanged {
            customer_id,
            membership_number,
            occurred_at,
        });
    }
    let notes = known.notes.as_ref().map(Personal::get);
    if let Some(notes) = edits.notes.clone().filter(|other| other.as_ref() != notes) {
        let notes = notes.map(|notes| Personal::about(subject, notes));
        events.push(CustomerEvent::CustomerNotesChanged { customer_id, notes, occurred_at });
    }
    let contact_consent = edits.contact_consent.of(known.contact_consent);
    if contact_consent != known.contact_consent {
        events.push(CustomerEvent::ContactConsentChanged {
            customer_id,
            contact_consent,
            occurred_at,
        });
    }
    events
}

fn what_they_get(
    known: &Profile,
    edits: &CustomerEdits,
    occurred_at: DateTime<Utc>,
) -> Vec<CustomerEvent> {
    let (customer_id, record) = (known.record.id, &known.record);
    let mut events = Vec::new();
    if let Some(customer_type) = edits.customer_type.filter(|other| *other != record.customer_type)
    {
        events.push(CustomerEvent::CustomerTypeChanged { customer_id, customer_type, occurred_at });
    }
    if let Some(discount_bp) = edits.discount.filter(|other| *other != record.discount_bp) {
        events.push(CustomerEvent::CustomerDiscountChanged {
            customer_id,
            discount_bp,
            occurred_at,
        });
    }
    if let Some(water_terms) = edits.water_terms.filter(|other| *other != known.water_terms) {
        events.push(CustomerEvent::WaterTermsChanged { customer_id, water_terms, occurred_at });
    }
    let credit_terms = CreditTerms {
        limit: edits.credit_limit.unwrap_or(known.credit_terms.limit),
        days: edits.payment_days.unwrap_or(known.credit_terms.days),
    };
    if credit_terms != known.credit_terms {
        events.push(CustomerEvent::CreditTermsChanged { customer_id, credit_terms, occurred_at });
    }
    events
}

/// The address on the record is the default one: it is changed, or the first one is added.
fn where_they_live(
    customer: &Customer,
    known: &Profile,
    edits: CustomerEdits,
    at: DateTime<Utc>,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let CustomerEdits { address, city, distance, .. } = edits;
    let names_a_place = matches!(city, Some(Some(_))) || matches!(distance, Some(Some(_)));
    let has_one = match &address {
        Some(address) => address.is_some(),
        None => known.default_address.is_some(),
    };
    if names_a_place && !has_one {
        return Err(CustomerError::AddressMissing);
    }
    match (address, known.default_address) {
        // It would name another one, said again.
        (Some(None), Some(_)) if known.addresses.len() > 1 => Err(CustomerError::SeveralAddresses),
        (Some(None), Some(address_id)) => {
            remove_address(customer, RemoveAddress { address_id, at })
        }
        (None | Some(None), None) => Ok(Vec::new()),
        (Some(Some(address)), None) => {
            let (city, distance) = (city.flatten(), distance.flatten());
            let new = NewAddress { label: None, address, city, distance };
            add_address(customer, AddAddress { new, is_default: true, at })
        }
        (address, Some(address_id)) => {
            let edits = AddressEdits { label: None, address: address.flatten(), city, distance };
            change_address(customer, ChangeAddress { address_id, edits, is_default: None, at })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, at_home, customer, now, phone, ratna, ratna_again};
    use super::*;
    use crate::claim::{Claim, ClaimScope};
    use crate::log::LogAggregate;
    use crate::settings::Settings;

    fn cmd(edits: CustomerEdits) -> EditCustomer {
        EditCustomer { edits, at: now() }
    }

    fn edited(known: &Customer, edits: CustomerEdits) -> Customer {
        after(known, edit(known, cmd(edits)).unwrap())
    }

    #[test]
    fn a_new_phone_is_claimed_and_the_old_one_let_go() {
        let edits = CustomerEdits {
            phone: Some(phone("0811-2222-333")),
            membership_number: Some(None),
            ..CustomerEdits::default()
        };
        let claims = edited(&customer(ratna()), edits).claims();
        assert_eq!(claims, [Claim::any_case(ClaimScope::CUSTOMER_PHONE, "+628112222333")]);
    }

    #[test]
    fn a_discount_of_their_own_counts_in_place_of_their_types() {
        let settings = Settings::default();
        let discount = |of: &Customer| settings.discount_of(of.record().unwrap());
        let vip = customer(ratna());
        assert_eq!(discount(&vip), settings.discount(CustomerType::Vip));
        let own = BasisPoints::new(1250).ok();
        let edits = CustomerEdits { discount: Some(own), ..CustomerEdits::default() };
        let dear = edited(&vip, edits);
        assert_eq!(Some(discount(&dear)), own);
        let edits = CustomerEdits { discount: Some(None), ..CustomerEdits::default() };
        assert_eq!(discount(&edited(&dear, edits)), discount(&vip));
    }

    #[test]
    fn what_gives_a_discount_or_credit_takes_a_manager() {
        let known = customer(ratna());
        let grants = |edits| {
            let events = edit(&known, cmd(edits)).unwrap();
            assert_eq!(events.len(), 1);
            events[0].grants_something()
        };
        let none = CustomerEdits::default;
        assert!(grants(CustomerEdits { customer_type: Some(CustomerType::Regular), ..none() }));
        assert!(grants(CustomerEdits { discount: Some(Some(BasisPoints::ZERO)), ..none() }));
        assert!(grants(CustomerEdits { water_terms: Some(WaterTerms::Invoice), ..none() }));
        assert!(grants(CustomerEdits { credit_limit: Some(Some(Money::ZERO)), ..none() }));
        assert!(grants(CustomerEdits { payment_days: Some(Some(15)), ..none() }));
        assert!(!grants(CustomerEdits { water_terms: Some(WaterTerms::Prepaid), ..none() }));
        assert!(!grants(CustomerEdits { notes: Some(None), ..none() }));
    }

    #[test]
    fn the_address_on_the_record_is_the_default_one() {
        let known = customer(ratna());
        let away = Address::parse("Jl. Mawar No. 17").unwrap();
        let edits = CustomerEdits { address: Some(Some(away.clone())), ..CustomerEdits::default() };
        let moved = edited(&known, edits.clone());
        let home = moved.profile().unwrap().main_address().unwrap();
        assert_eq!(home.address.get(), &away);
        assert_eq!(home.city, known.profile().unwrap().main_address().unwrap().city);
        let first = edited(&customer(ratna_again()), edits);
        assert_eq!(first.profile().unwrap().main_address().unwrap().address.get(), &away);
        let gone = CustomerEdits { address: Some(None), ..CustomerEdits::default() };
        assert_eq!(edited(&first, gone).profile().unwrap().main_address(), None);
    }

    #[test]
    fn of_several_addresses_the_one_to_go_is_named() {
        let known = customer(ratna());
        let new = NewAddress { address: Address::parse("Jl. Mawar No. 17").unwrap(), ..at_home() };
        let add = AddAddress { new, is_default: false, at: now() };
        let two = after(&known, add_address(&known, add).unwrap());
        let gone = CustomerEdits { address: Some(None), ..CustomerEdits::default() };
        assert_eq!(edit(&two, cmd(gone)), Err(CustomerError::SeveralAddresses));
    }

    #[test]
    fn a_town_belongs_to_an_address() {
        let edits = CustomerEdits { city: Some(City::parse("Bandung").ok()), ..Default::default() };
        let refused = edit(&customer(ratna_again()), cmd(edits.clone()));
        assert_eq!(refused, Err(CustomerError::AddressMissing));
        let edits = CustomerEdits { address: Some(None), ..edits };
        assert_eq!(edit(&customer(ratna()), cmd(edits)), Err(CustomerError::AddressMissing));
    }

    #[test]
    fn what_stays_as_it_is_changes_nothing() {
        let same = ratna();
        let edits = CustomerEdits {
            name: Some(same.name.clone()),
            phone: Some(same.phone.clone()),
            email: Some(same.email.clone()),
            membership_number: Some(same.membership_number.clone()),
            notes: Some(same.notes.clone()),
            contact_consent: ConsentEdits { sms: Some(true), ..ConsentEdits::default() },
            customer_type: Some(same.customer_type),
            discount: Some(None),
            water_terms: Some(WaterTerms::Cod),
            credit_limit: Some(None),
            payment_days: Some(None),
            address: Some(same.address.clone().map(|home| home.address)),
            city: None,
            distance: Some(Distance::metres(2500).ok()),
        };
        assert_eq!(edit(&customer(same), cmd(edits)), Ok(vec![]));
        let nobody = edit(&Customer::default(), cmd(CustomerEdits::default()));
        assert_eq!(nobody, Err(CustomerError::NotFound));
    }
}

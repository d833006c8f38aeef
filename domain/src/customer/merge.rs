//! Two records of one person become one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::vehicles::find;
use super::{
    ContactConsent, Customer, CustomerError, CustomerEvent, HeldContainers, KnownAddress, Profile,
    Vehicle,
};
use crate::values::{AddressId, EmailAddress, MembershipNumber, Notes, Personal, Phone};

/// Makes two records of one person into one.
#[derive(Debug, Clone, Copy)]
pub struct MergeCustomers {
    /// Now.
    pub at: DateTime<Utc>,
}

/// What a record has of another one that went into it. What is about the person keeps its subject:
/// both subjects' keys are kept until both are erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TakenOver {
    /// Numbers they are reached at as well.
    pub phones: Vec<Personal<Phone>>,
    /// Where letters go, if that was not known.
    pub email: Option<Personal<EmailAddress>>,
    /// The number on their card, if they had none here.
    pub membership_number: Option<MembershipNumber>,
    /// What was written down about them.
    pub notes: Vec<Personal<Notes>>,
    /// Addresses, under ids of this record.
    pub addresses: Vec<KnownAddress>,
    /// Vehicles that were not known here.
    pub vehicles: Vec<Vehicle>,
    /// Containers they have of us besides.
    pub containers: Vec<HeldContainers>,
    /// How they may be contacted from now on: as both records allowed.
    pub contact_consent: ContactConsent,
}

/// What a merge comes to, of each record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Of the record that ends.
    pub from: Vec<CustomerEvent>,
    /// Of the record that goes on.
    pub into: Vec<CustomerEvent>,
}

/// Why a merge was refused: for which of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// For the one that would end.
    #[error(transparent)]
    From(CustomerError),
    /// For the one that would go on.
    #[error(transparent)]
    Into(CustomerError),
}

/// Decides whether `from` goes into `into`. Nothing is lost: what `into` cannot take over stays on
/// the record that ended, which can be read for ever. Type, discount and terms are those of `into`.
///
/// # Errors
/// [`MergeError`]: one of them is not in use, or both are the same.
pub fn merge(from: &Customer, into: &Customer, cmd: MergeCustomers) -> Result<Merged, MergeError> {
    let theirs = from.in_use().map_err(MergeError::From)?;
    let ours = into.in_use().map_err(MergeError::Into)?;
    if theirs.record.id == ours.record.id {
        return Err(MergeError::Into(CustomerError::IntoThemselves));
    }
    let takes_over = take_over(theirs, ours).map_err(MergeError::Into)?;
    let keeps_membership_number =
        theirs.membership_number.is_some() && takes_over.membership_number.is_none();
    Ok(Merged {
        from: vec![CustomerEvent::CustomerMergedInto {
            customer_id: theirs.record.id,
            into: ours.record.id,
            keeps_membership_number,
            occurred_at: cmd.at,
        }],
        into: vec![CustomerEvent::CustomerAbsorbed {
            customer_id: ours.record.id,
            absorbed: theirs.record.id,
            takes_over,
            occurred_at: cmd.at,
        }],
    })
}

fn take_over(theirs: &Profile, ours: &Profile) -> Result<TakenOver, CustomerError> {
    let mut next = ours.next_address()?.get();
    let mut addresses = Vec::new();
    for known in &theirs.addresses {
        if !ours.addresses.iter().any(|mine| mine.same_place(known)) {
            let id = AddressId::new(next).map_err(|_| CustomerError::NoSuchAddress)?;
            addresses.push(KnownAddress { id, ..known.clone() });
            next = next.saturating_add(1);
        }
    }
    let unknown = |vehicle: &&Vehicle| find(&ours.vehicles, vehicle.license_plate.get()).is_none();
    Ok(TakenOver {
        phones: theirs.phones().cloned().collect(),
        email: theirs.email.clone().filter(|_| ours.email.is_none()),
        membership_number: theirs
            .membership_number
            .clone()
            .filter(|_| ours.membership_number.is_none()),
        notes: theirs.notes.iter().chain(&theirs.other_notes).cloned().collect(),
        addresses,
        vehicles: theirs.vehicles.iter().filter(unknown).cloned().collect(),
        containers: theirs.containers.clone(),
        contact_consent: ours.contact_consent.and(theirs.contact_consent),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, at_home, customer, notes, now, ratna, ratna_again};
    use super::super::{
        AddVehicle, DeleteCustomer, LendContainers, RegisterCustomer, add_vehicle, containers_lent,
        delete,
    };
    use super::*;
    use crate::log::LogAggregate;
    use crate::values::{
        Address, CatalogCode, ContainerCount, CustomerId, Plate, ProductId, Subject,
    };

    const CMD: fn() -> MergeCustomers = || MergeCustomers { at: now() };

    fn merged(from: &Customer, into: &Customer) -> (Customer, Customer) {
        let Merged { from: ended, into: went_on } = merge(from, into, CMD()).unwrap();
        (after(from, ended), after(into, went_on))
    }

    fn with_car_and_gallons(known: &Customer, plate: &str, gallons: i64) -> Customer {
        let license_plate = Plate::parse(plate).unwrap();
        let vehicle_type = CatalogCode::parse("sedan").unwrap();
        let cmd = AddVehicle { license_plate, vehicle_type, at: now() };
        let known = after(known, add_vehicle(known, cmd).unwrap());
        let product_id = ProductId::new(1).unwrap();
        let quantity = ContainerCount::new(gallons).unwrap();
        let cmd = LendContainers { product_id, quantity, order_id: None, at: now() };
        after(&known, containers_lent(&known, cmd).unwrap())
    }

    #[test]
    fn nothing_is_lost_and_everything_claimed_moves() {
        let first = with_car_and_gallons(&customer(ratna()), "B 1 KH", 3);
        let second = with_car_and_gallons(&customer(ratna_again()), "D 2 KH", 2);
        let second = with_car_and_gallons(&second, "B1KH", 1);
        let (ended, one) = merged(&first, &second);
        let profile = one.profile().unwrap();
        assert_eq!(profile.absorbed, [CustomerId::new(1).unwrap()]);
        assert_eq!(profile.containers_of(ProductId::new(1).unwrap()), 6);
        assert_eq!(profile.vehicles.len(), 2, "one car is the same");
        assert_eq!(profile.main_address().unwrap().address.get(), &at_home().address);
        assert_eq!(profile.other_notes[0].get(), &notes("parfum lavender"));
        assert!(profile.contact_consent.sms, "both allowed it");
        assert!(!profile.contact_consent.whatsapp, "one did not");
        for theirs in [profile.other_phones[0].subject(), profile.other_notes[0].subject()] {
            assert_eq!(theirs, Subject::Customer(CustomerId::new(1).unwrap()));
        }
        let mut before = [first.claims(), second.claims()].concat();
        let mut claims = one.claims();
        before.sort_by(|a, b| a.value.cmp(&b.value));
        claims.sort_by(|a, b| a.value.cmp(&b.value));
        assert_eq!((claims, ended.claims()), (before, vec![]));
        assert_eq!(ended.merged_into(), one.record().map(|record| record.id));
        assert_eq!(ended.record(), first.record(), "it can still be read");
    }

    #[test]
    fn a_card_that_cannot_be_taken_over_is_nobody_elses() {
        let card = "MBR-777";
        let again = RegisterCustomer {
            membership_number: MembershipNumber::parse(card).ok(),
            ..ratna_again()
        };
        let (ended, one) = merged(&customer(again), &customer(ratna()));
        assert_eq!(
            one.profile().unwrap().membership_number,
            MembershipNumber::parse("MBR-001").ok()
        );
        let values: Vec<String> = ended.claims().into_iter().map(|claim| claim.value).collect();
        assert_eq!(values, [card.to_lowercase()]);
    }

    #[test]
    fn a_place_that_is_known_is_not_taken_over_twice() {
        let again = RegisterCustomer { address: Some(at_home()), ..ratna_again() };
        let (_, one) = merged(&customer(again), &customer(ratna()));
        assert_eq!(one.profile().unwrap().addresses.len(), 1);
        let elsewhere = NewAddressAt("Jl. Mawar No. 17").into();
        let again = RegisterCustomer { address: Some(elsewhere), ..ratna_again() };
        let (_, one) = merged(&customer(again), &customer(ratna()));
        let ids: Vec<i64> =
            one.profile().unwrap().addresses.iter().map(|known| known.id.get()).collect();
        assert_eq!(ids, [1, 2]);
    }

    struct NewAddressAt(&'static str);

    impl From<NewAddressAt> for super::super::NewAddress {
        fn from(NewAddressAt(text): NewAddressAt) -> Self {
            Self { address: Address::parse(text).unwrap(), ..at_home() }
        }
    }

    #[test]
    fn a_record_that_ended_says_which_one_to_use() {
        let (first, second) = (customer(ratna()), customer(ratna_again()));
        let (ended, one) = merged(&second, &first);
        let into = CustomerId::new(1).unwrap();
        let refused = CustomerError::Merged { into };
        assert_eq!(ended.ordering(), Err(refused));
        assert_eq!(merge(&ended, &one, CMD()), Err(MergeError::From(refused)));
        assert_eq!(merge(&one, &ended, CMD()), Err(MergeError::Into(refused)));
    }

    #[test]
    fn some_records_cannot_be_merged() {
        let first = customer(ratna());
        let themselves = MergeError::Into(CustomerError::IntoThemselves);
        assert_eq!(merge(&first, &first, CMD()), Err(themselves));
        let gone = customer(ratna_again());
        let gone = after(&gone, delete(&gone, DeleteCustomer { at: now() }).unwrap());
        assert_eq!(merge(&first, &gone, CMD()), Err(MergeError::Into(CustomerError::Deleted)));
        assert_eq!(merge(&gone, &first, CMD()), Err(MergeError::From(CustomerError::Deleted)));
        let nobody = Customer::default();
        assert_eq!(merge(&first, &nobody, CMD()), Err(MergeError::Into(CustomerError::NotFound)));
    }
}

//! What holds whatever is said about customers, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::fixtures::{after, at_home, notes, now, phone, ratna, ratna_again};
use super::*;
use crate::claim::ClaimScope;
use crate::log::LogAggregate;
use crate::values::*;

/// Two people, as numbers: the commands are few and small so that they meet.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // a test's
enum Said {
    One(usize, CustomerCommand),
    Merge(usize, usize),
}

fn address(n: u8) -> Address {
    Address::parse(&format!("Jl. Melati No. {n}")).unwrap()
}

fn number(n: u8) -> Phone {
    phone(&format!("0812-000-00{n:02}"))
}

fn edits() -> impl Strategy<Value = CustomerEdits> {
    let whether = prop::option::of(any::<bool>());
    (
        prop::option::of(0_u8..6),
        prop::option::of(prop::option::of(0_u8..3)),
        prop::option::of(prop::option::of(0_i64..3)),
        prop::option::of(prop::option::of(0_u8..3)),
        whether,
        prop::option::of(0_usize..3),
    )
        .prop_map(|(phone, card, discount, home, sms, kind)| CustomerEdits {
            phone: phone.map(number),
            membership_number: card
                .map(|card| card.and_then(|n| MembershipNumber::parse(&format!("MBR-00{n}")).ok())),
            discount: discount.map(|bp| bp.and_then(|bp| BasisPoints::new(bp).ok())),
            address: home.map(|home| home.map(address)),
            contact_consent: ConsentEdits { sms, ..ConsentEdits::default() },
            customer_type: kind.map(|kind| CustomerType::ALL[kind]),
            water_terms: kind.map(|kind| WaterTerms::ALL[kind]),
            ..CustomerEdits::default()
        })
}

fn command() -> impl Strategy<Value = CustomerCommand> {
    use CustomerCommand as C;
    let at = now();
    let product = |id| ProductId::new(id).unwrap();
    let quantity = |count| ContainerCount::new(count).unwrap();
    let plate = |n: u8| Plate::parse(&format!("B {n} KH")).unwrap();
    let id = |n| AddressId::new(n).unwrap();
    prop_oneof![
        edits().prop_map(move |edits| C::Edit(EditCustomer { edits, at })),
        (0_u8..4, any::<bool>()).prop_map(move |(n, is_default)| {
            let new = NewAddress { address: address(n), ..at_home() };
            C::AddAddress(AddAddress { new, is_default, at })
        }),
        (1_i64..5, prop::option::of(any::<bool>())).prop_map(move |(n, is_default)| {
            let edits = AddressEdits { city: Some(None), ..AddressEdits::default() };
            C::ChangeAddress(ChangeAddress { address_id: id(n), edits, is_default, at })
        }),
        (1_i64..5).prop_map(move |n| C::RemoveAddress(RemoveAddress { address_id: id(n), at })),
        (0_u8..3).prop_map(move |n| {
            let vehicle_type = CatalogCode::parse("sedan").unwrap();
            C::AddVehicle(AddVehicle { license_plate: plate(n), vehicle_type, at })
        }),
        (0_u8..3)
            .prop_map(move |n| C::RemoveVehicle(RemoveVehicle { license_plate: plate(n), at })),
        (1_i64..3, 1_i64..5).prop_map(move |(p, n)| {
            let (product_id, quantity) = (product(p), quantity(n));
            C::Lend(LendContainers { product_id, quantity, order_id: None, at })
        }),
        (1_i64..3, 1_i64..5).prop_map(move |(p, n)| {
            let (product_id, quantity) = (product(p), quantity(n));
            C::Return(ReturnContainers { product_id, quantity, order_id: None, at })
        }),
        Just(C::Deactivate(DeactivateCustomer { reason: Some(notes("pindah")), at })),
        Just(C::Reactivate(ReactivateCustomer { at })),
        Just(C::Erase(EraseCustomer { reason: ErasureReason::Requested, owed: Money::ZERO, at })),
        prop::bool::weighted(0.1).prop_map(move |gone| if gone {
            C::Delete(DeleteCustomer { at })
        } else {
            C::Register(ratna())
        }),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        12 => (0_usize..2, command()).prop_map(|(who, command)| Said::One(who, command)),
        1 => (0_usize..2, 0_usize..2).prop_map(|(from, into)| Said::Merge(from, into)),
    ]
}

/// What a command comes to that is said again.
enum Again {
    ChangesNothing,
    IsRefused,
    IsAnother,
}

fn again(command: &CustomerCommand) -> Again {
    match command {
        CustomerCommand::Edit(_) | CustomerCommand::ChangeAddress(_) => Again::ChangesNothing,
        CustomerCommand::Register(_)
        | CustomerCommand::RemoveAddress(_)
        | CustomerCommand::AddVehicle(_)
        | CustomerCommand::RemoveVehicle(_)
        | CustomerCommand::Deactivate(_)
        | CustomerCommand::Reactivate(_)
        | CustomerCommand::Delete(_)
        | CustomerCommand::Erase(_) => Again::IsRefused,
        CustomerCommand::AddAddress(_) | CustomerCommand::Lend(_) | CustomerCommand::Return(_) => {
            Again::IsAnother
        }
    }
}

fn claimed(customer: &Customer, scope: ClaimScope) -> Vec<String> {
    let claims = customer.claims().into_iter().filter(|claim| claim.scope == scope);
    claims.map(|claim| claim.value).collect()
}

fn is_in_use(customer: &Customer) -> bool {
    let standing = customer.profile().map(|profile| &profile.standing);
    matches!(standing, Some(Standing::Active | Standing::Inactive { .. }))
}

/// What must hold of every record.
fn check(customer: &Customer) {
    let Some(profile) = customer.profile() else { return };
    assert!(profile.containers.iter().all(|held| held.quantity > 0), "{profile:?}");
    let ids: BTreeSet<_> = profile.addresses.iter().map(|known| known.id).collect();
    assert_eq!(ids.len(), profile.addresses.len(), "{profile:?}");
    assert_eq!(profile.default_address.is_some(), !profile.addresses.is_empty(), "{profile:?}");
    assert!(profile.default_address.is_none_or(|id| ids.contains(&id)), "{profile:?}");
    let plates: BTreeSet<_> =
        profile.vehicles.iter().map(|vehicle| vehicle.license_plate.get().normalised()).collect();
    assert_eq!(plates.len(), profile.vehicles.len(), "{profile:?}");
    let phones = claimed(customer, ClaimScope::CUSTOMER_PHONE);
    if is_in_use(customer) {
        let known: Vec<_> = profile.phones().map(|phone| phone.get().normalised()).collect();
        assert_eq!(phones, known, "a record in use claims its phones, and each once");
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len(), "{profile:?}");
    } else {
        assert_eq!(phones, Vec::<String>::new());
    }
    let json = serde_json::to_string(customer).unwrap();
    assert_eq!(serde_json::from_str::<Customer>(&json).unwrap(), *customer);
}

/// The claims of both, or none if one of them wants what the other has: the log refuses that.
fn book(people: &[Customer; 2]) -> Option<BTreeMap<String, usize>> {
    let mut book = BTreeMap::new();
    for (who, customer) in people.iter().enumerate() {
        for claim in customer.claims() {
            if book.insert(format!("{} {}", claim.scope.name, claim.value), who).is_some() {
                return None;
            }
        }
    }
    Some(book)
}

proptest! {
    #[test]
    fn whatever_is_said_records_stay_sound(all in prop::collection::vec(said(), 1..40)) {
        let mut people = [ratna(), ratna_again()].map(fixtures::customer);
        for said in all {
            let before = people.clone();
            match said {
                Said::One(who, command) => {
                    let Ok(events) = decide(&people[who], command.clone()) else { continue };
                    people[who] = after(&people[who], events);
                    if book(&people).is_none() {
                        people = before; // as the log would refuse it
                        continue;
                    }
                    match (again(&command), decide(&people[who], command)) {
                        (Again::ChangesNothing, outcome) => prop_assert_eq!(outcome, Ok(vec![])),
                        (Again::IsRefused, outcome) => prop_assert!(outcome.is_err()),
                        (Again::IsAnother, _) => {}
                    }
                }
                Said::Merge(from, into) => {
                    let cmd = MergeCustomers { at: now() };
                    let Ok(merged) = merge(&people[from], &people[into], cmd) else { continue };
                    people[from] = after(&people[from], merged.from);
                    people[into] = after(&people[into], merged.into);
                    let (was, is) = (book(&before).unwrap(), book(&people).unwrap());
                    prop_assert!(was.keys().eq(is.keys()), "nothing claimed is let go");
                    let held = |people: &[Customer; 2]| {
                        let of = |who: usize| people[who].profile().unwrap().containers.clone();
                        of(from).iter().chain(&of(into)).map(|held| held.quantity).sum::<i64>()
                    };
                    let of_one = people[into].profile().unwrap().containers.iter();
                    prop_assert_eq!(of_one.map(|held| held.quantity).sum::<i64>(), held(&before));
                    prop_assert!(merge(&people[from], &people[into], cmd).is_err());
                }
            }
            people.iter().for_each(check);
        }
    }
}

//! The stored shape of every event, frozen. A file here is never edited: a shape that changes is a
//! new version of the event.

use std::path::PathBuf;

use crate::catalog::{self, CarWashCatalog, CutRule, NewItem};
use crate::customer::{self, Customer, CustomerEvent};
use crate::employee::{self, EmployeeEvent};
use crate::log::{LogEvent, NumberSeries, replay};
use crate::numbering::series_between;
use crate::order::fixtures::{completed, kasir, later, now, pending, place, vip, wati};
use crate::order::{self, Order, PlaceCarWash};
use crate::payment::{self, Payment, PaymentMethod};
use crate::user::{self, Role, User};
use crate::values::*;

struct Sample {
    event_type: String,
    version: u32,
    name: String,
    json: String,
    reread: String,
    series: Option<NumberSeries>,
}

fn sample<E: LogEvent>(events: Vec<E>) -> Vec<Sample> {
    let one = |event: E| {
        let json = serde_json::to_string(&event).unwrap();
        let again: E = serde_json::from_str(&json).unwrap();
        assert_eq!(again, event);
        Sample {
            event_type: event.event_type(),
            version: event.event_version().parse().unwrap(),
            name: format!("{}.v{}", event.event_type(), event.event_version()),
            reread: serde_json::to_string(&again).unwrap(),
            series: event.series(),
            json,
        }
    };
    events.into_iter().map(one).collect()
}

fn employee_events() -> Vec<EmployeeEvent> {
    let mut events = employee::fixtures::retired();
    let left = replay(events.clone());
    let (outlet, at) = (Outlet::first(), now());
    events.extend(employee::rehire(&left, employee::RehireEmployee { outlet, at }).unwrap());
    let edit = employee::EditEmployee {
        name: PersonName::parse("Ahmad Yani").ok(),
        phone: Some(Phone::parse("0812-0000-1111").ok()),
        at,
    };
    events.extend(employee::edit(&left, edit).unwrap());
    events
}

fn customer_samples() -> Vec<Sample> {
    use customer::fixtures::{after, at_home, registered};
    use customer::{AddressEdits, ConsentEdits, CustomerCommand as C, CustomerEdits, decide};
    let at = now();
    let edits = CustomerEdits {
        name: PersonName::parse("Ratna Sari").ok(),
        phone: Phone::parse("0811-2222-333").ok(),
        email: Some(None),
        membership_number: Some(MembershipNumber::parse("MBR-002").ok()),
        notes: Some(Notes::parse("telepon dulu").ok()),
        contact_consent: ConsentEdits { whatsapp: Some(true), ..ConsentEdits::default() },
        customer_type: Some(customer::CustomerType::Corporate),
        discount: Some(BasisPoints::new(1250).ok()),
        water_terms: Some(customer::WaterTerms::Invoice),
        ..CustomerEdits::default()
    };
    let address_id = AddressId::new(2).unwrap();
    let edited = AddressEdits { label: Some(None), ..AddressEdits::default() };
    let license_plate = Plate::parse("B 1234 XYZ").unwrap();
    let vehicle_type = CatalogCode::parse("sedan").unwrap();
    let product_id = ProductId::new(1).unwrap();
    let (quantity, order_id) = (ContainerCount::new(2).unwrap(), OrderId::new(7).ok());
    let plate = license_plate.clone();
    let commands = [
        C::Edit(customer::EditCustomer { edits, at }),
        C::AddAddress(customer::AddAddress { new: at_home(), is_default: true, at }),
        C::ChangeAddress(customer::ChangeAddress {
            address_id,
            edits: edited,
            is_default: None,
            at,
        }),
        C::AddVehicle(customer::AddVehicle { license_plate, vehicle_type, at }),
        C::Lend(customer::LendContainers { product_id, quantity, order_id, at }),
        C::Deactivate(customer::DeactivateCustomer { reason: Notes::parse("pindah").ok(), at }),
        C::Reactivate(customer::ReactivateCustomer { at }),
    ];
    let mut all = registered(customer::fixtures::ratna());
    let mut ratna: Customer = replay(all.clone());
    let again: Customer = replay(registered(customer::fixtures::ratna_again()));
    let mut take = |ratna: &mut Customer, events: Vec<CustomerEvent>| {
        *ratna = after(ratna, events.clone());
        all.extend(events);
    };
    for command in commands {
        let events = decide(&ratna, command).unwrap();
        take(&mut ratna, events);
    }
    let merged = customer::merge(&ratna, &again, customer::MergeCustomers { at }).unwrap();
    let order_id = None;
    for command in [
        C::Return(customer::ReturnContainers { product_id, quantity, order_id, at }),
        C::RemoveVehicle(customer::RemoveVehicle { license_plate: plate, at }),
        C::RemoveAddress(customer::RemoveAddress { address_id, at }),
        C::Delete(customer::DeleteCustomer { at }),
    ] {
        let events = decide(&ratna, command).unwrap();
        take(&mut ratna, events);
    }
    all.extend(merged.from);
    all.extend(merged.into);
    sample(all)
}

/// One of every event, made by the decisions themselves.
fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    let register = user::RegisterUser {
        user_id: UserId::new(3).unwrap(),
        username: Username::parse("kasir").unwrap(),
        full_name: PersonName::parse("Siti").unwrap(),
        email: EmailAddress::parse("siti@kharisma.example").unwrap(),
        role: Role::Cashier,
        employee_id: EmployeeId::new(1).ok(),
        at: now(),
    };
    all.extend(sample(user::register(&User::default(), register).unwrap()));
    all.extend(sample(employee_events()));
    all.extend(customer_samples());
    for (code, item) in [
        ("sedan", NewItem::VehicleType(Multiplier::hundredths(150).unwrap())),
        ("basic", NewItem::ServicePackage(Money::rupiah(50_000), CutRule::Fixed(Money::rupiah(9)))),
        ("waxing", NewItem::AddOn(Money::rupiah(20_000))),
    ] {
        let add = catalog::AddCatalogItem {
            code: CatalogCode::parse(code).unwrap(),
            name: CatalogName::parse(code).unwrap(),
            item,
            at: now(),
        };
        all.extend(sample(catalog::add(&CarWashCatalog::default(), add).unwrap()));
    }
    let placed = PlaceCarWash {
        customer: Some(vip()),
        walk_in_name: PersonName::parse("Budi").ok(),
        walk_in_phone: Phone::parse("0857-1234-5678").ok(),
        license_plate: Plate::parse("B 1234 XYZ").ok(),
        notes: Notes::parse("awas kaca spion").ok(),
        add_ons: vec![catalog::AddOn {
            id: 1,
            code: CatalogCode::parse("waxing").unwrap(),
            name: CatalogName::parse("Waxing").unwrap(),
            price: Money::rupiah(20_000),
        }],
        ..place()
    };
    all.extend(sample(order::place_car_wash(&Order::default(), placed).unwrap()));
    let assign = order::AssignEmployees { employees: vec![wati()], by: kasir(), at: later() };
    all.extend(sample(order::assign(&replay(pending()), assign).unwrap()));
    all.extend(sample(completed().split_off(1)));
    let take = payment::TakePayment {
        payment_id: PaymentId::new(1).unwrap(),
        outlet: Outlet::first(),
        amount: Money::rupiah(75_000),
        method: PaymentMethod::Cash,
        amount_tendered: Some(Money::rupiah(100_000)),
        reference_number: None,
        notes: None,
        by: kasir(),
        at: later(),
    };
    let (received, credited) =
        payment::take(&Payment::default(), &replay(completed()), take).unwrap();
    all.extend(sample(received));
    all.extend(sample(credited));
    all
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// With `UPDATE_GOLDEN=1` files that are missing are written; those that exist are never touched.
#[test]
fn every_event_is_stored_in_its_frozen_shape() {
    let mut names = Vec::new();
    for Sample { event_type, version, name, json, reread, .. } in samples() {
        assert_eq!(json, reread, "{name}: reading and writing again changes it");
        let path = folder().join(format!("{name}.json"));
        if !path.exists() && std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, format!("{json}\n")).unwrap();
        }
        let frozen = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("no golden file for {name}: run with UPDATE_GOLDEN=1"));
        assert_eq!(json, frozen.trim_end(), "{name} is stored in another shape than before");
        // Older versions stay for ever: what was stored like that must be readable for ever.
        names.extend((1..=version).map(|version| format!("{event_type}.v{version}.json")));
    }
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    names.sort();
    names.dedup();
    assert_eq!(files, names, "every golden file belongs to an event, and every event has one");
}

/// The variants of an event enum, as serde names them where it refuses one it does not know.
fn variants<E: LogEvent>() -> Vec<String> {
    let refused = serde_json::from_str::<E>(r#"{"?":{}}"#).unwrap_err().to_string();
    let names = refused.split('`').skip(1).step_by(2).skip(1); // the first is the unknown one
    names.map(str::to_owned).collect()
}

#[test]
fn no_event_is_without_a_sample() {
    let sampled: Vec<String> = samples().into_iter().map(|sample| sample.event_type).collect();
    let all = [
        variants::<catalog::CatalogEvent>(),
        variants::<customer::CustomerEvent>(),
        variants::<employee::EmployeeEvent>(),
        variants::<order::OrderEvent>(),
        variants::<payment::PaymentEvent>(),
        variants::<user::UserEvent>(),
    ];
    assert!(all.iter().all(|of_one| !of_one.is_empty()));
    for event_type in all.iter().flatten() {
        assert!(sampled.contains(event_type), "{event_type} is not among the samples");
    }
}

#[test]
fn every_number_is_drawn_from_a_series_that_a_promotion_moves() {
    let known = series_between(&Outlet::first(), now(), later());
    let drawn: Vec<Sample> = samples().into_iter().filter(|s| s.series.is_some()).collect();
    assert!(drawn.len() >= 2, "an order and a receipt");
    for Sample { name, series, .. } in drawn {
        assert!(known.contains(&series.unwrap()), "{name}");
    }
}

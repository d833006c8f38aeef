//! The stored shape of every event, frozen. A file here is never edited: a shape that changes is a
//! new version of the event.

use std::path::PathBuf;

use crate::catalog::{self, Catalog, CutRule};
use crate::customer::{self, Customer, CustomerType};
use crate::drawer::{self, Drawer};
use crate::employee::{self, EmployeeEvent};
use crate::log::{LogEvent, NumberSeries, replay};
use crate::numbering::series_between;
use crate::order::fixtures::{completed, kasir, later, now, pending, place, vip, wati};
use crate::order::{self, Order, PlaceCarWash};
use crate::outlet::{self, OutletEvent};
use crate::payment::{self, Payment, PaymentMethod};
use crate::settings::{self, Settings, SettingsEvent};
use crate::till::{self, TillEvent};
use crate::user::{self, User, UserEvent};
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
        outlet_id: OutletId::new(2).ok(),
        at,
    };
    events.extend(employee::edit(&left, edit).unwrap());
    events
}

fn user_events() -> Vec<UserEvent> {
    let employee_id = EmployeeId::new(1).ok();
    let register = user::RegisterUser { employee_id, at: now(), ..user::fixtures::new_login() };
    let mut events = user::register(&User::default(), register).unwrap();
    let (ahmad, by, at) = (replay(events.clone()), settings::fixtures::ibu(), now());
    for employee_id in [EmployeeId::new(2).ok(), None] {
        let link = user::LinkEmployee { employee_id, by: by.clone(), at };
        events.extend(user::link(&ahmad, link).unwrap());
    }
    events
}

fn outlet_events() -> Vec<OutletEvent> {
    let mut events = outlet::open(&outlet::Outlet::default(), outlet::tests::makassar()).unwrap();
    let edit = outlet::EditOutlet {
        name: OutletName::parse("Kharisma Timur").ok(),
        address: Some(None),
        zone: Some(OutletZone::Jayapura),
        ..outlet::tests::nothing()
    };
    events.extend(outlet::edit(&replay(events.clone()), edit).unwrap());
    events
}

fn till_events() -> Vec<TillEvent> {
    let mut events = till::enrol(&till::Till::default(), till::tests::cmd()).unwrap();
    let retire = till::RetireTill { by: settings::fixtures::ibu(), at: now() };
    events.extend(till::retire(&replay(events.clone()), retire).unwrap());
    events
}

fn settings_events() -> Vec<SettingsEvent> {
    let (now, by, at) = (Settings::default(), settings::fixtures::ibu(), now());
    let rates = vec![(order::ServiceType::Laundry, BasisPoints::percent::<11>())];
    let mut events = settings::set_taxes(&now, &settings::SetTaxes { rates, by: by.clone(), at });
    let rates = vec![(CustomerType::Regular, BasisPoints::percent::<5>())];
    let discounts = settings::SetDiscounts { rates, by: by.clone(), at };
    events.extend(settings::set_discounts(&now, &discounts));
    let split = settings::SetIncomeSplit {
        service: order::ServiceType::WaterDelivery,
        split: settings::IncomeSplit::pool_of(BasisPoints::ZERO),
        effective_from: settings::fixtures::day("2027-01-01"),
        today: settings::fixtures::day("2026-11-23"),
        by: by.clone(),
        at,
    };
    events.extend(settings::set_split(&now, split).unwrap());
    let ladder = settings::DiscountLadder { manager_up_to: Money::rupiah(400_000), ..now.ladder() };
    let ladder = settings::SetLadder { ladder, by: by.clone(), at };
    events.extend(settings::set_ladder(&now, ladder).unwrap());
    let limits = settings::Limits { backdate_days: 7, ..*now.limits() };
    events.extend(settings::set_limits(&now, settings::SetLimits { limits, by, at }));
    events
}

/// One of every event, made by the decisions themselves.
fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    all.extend(sample(user_events()));
    all.extend(sample(outlet_events()));
    all.extend(sample(drawer::install(&Drawer::default(), drawer::tests::cmd()).unwrap()));
    all.extend(sample(till_events()));
    all.extend(sample(employee_events()));
    all.extend(sample(settings_events()));
    let register = customer::RegisterCustomer {
        customer_id: CustomerId::new(1).unwrap(),
        name: PersonName::parse("Ibu Ratna").unwrap(),
        phone: Phone::parse("0812-3456-789").unwrap(),
        customer_type: CustomerType::Vip,
        contact_consent: customer::ContactConsent { sms: true, whatsapp: false, email: false },
        at: now(),
    };
    all.extend(sample(customer::register(&Customer::default(), register).unwrap()));
    for (code, terms) in [(
        "basic",
        catalog::Terms::from(catalog::ServicePackage {
            price: Money::rupiah(50_000),
            cut: CutRule::Fixed(Money::rupiah(9)),
        }),
    )] {
        let add = catalog::AddCatalogItem {
            code: CatalogCode::parse(code).unwrap(),
            name: CatalogName::parse(code).unwrap(),
            terms,
            at: now(),
        };
        all.extend(sample(catalog::add(&Catalog::default(), add).unwrap()));
    }
    let placed = PlaceCarWash {
        customer: Some(vip()),
        walk_in_name: PersonName::parse("Budi").ok(),
        walk_in_phone: Phone::parse("0857-1234-5678").ok(),
        license_plate: Plate::parse("B 1234 XYZ").ok(),
        notes: Notes::parse("awas kaca spion").ok(),
        add_ons: vec![catalog::Item {
            id: 1,
            code: CatalogCode::parse("waxing").unwrap(),
            name: CatalogName::parse("Waxing").unwrap(),
            terms: catalog::AddOn { price: Money::rupiah(20_000) },
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
        variants::<drawer::DrawerEvent>(),
        variants::<employee::EmployeeEvent>(),
        variants::<order::OrderEvent>(),
        variants::<outlet::OutletEvent>(),
        variants::<payment::PaymentEvent>(),
        variants::<settings::SettingsEvent>(),
        variants::<till::TillEvent>(),
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

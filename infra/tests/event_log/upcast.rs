use std::path::Path;

use cqrs_es::Aggregate;
use domain::catalog::Catalog;
use domain::customer::{ContactConsent, Customer, CustomerEvent};
use domain::drawer::Drawer;
use domain::employee::Employee;
use domain::order::Order;
use domain::outlet::Outlet;
use domain::payment::Payment;
use domain::settings::Settings;
use domain::subscription::Subscription;
use domain::till::Till;
use domain::user::User;
use infra::event_log::ShopEvent;

const TYPES: [&str; 11] = [
    Catalog::TYPE,
    Customer::TYPE,
    Drawer::TYPE,
    Employee::TYPE,
    Order::TYPE,
    Outlet::TYPE,
    Payment::TYPE,
    Settings::TYPE,
    Subscription::TYPE,
    Till::TYPE,
    User::TYPE,
];

/// Type, version and payload of every golden file, of every version there ever was.
fn golden() -> Vec<(String, String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let (event_type, version) = name.rsplit_once(".v").unwrap();
        (event_type.to_owned(), version.to_owned(), std::fs::read(&path).unwrap())
    };
    files.map(read).collect()
}

#[test]
fn every_version_of_every_event_can_be_read() {
    let golden = golden();
    assert!(golden.len() > 12, "the files were found");
    for (event_type, version, payload) in golden {
        let read: Vec<&str> = TYPES
            .into_iter()
            .filter(|kind| ShopEvent::decode(kind, &event_type, &version, &payload, None).is_ok())
            .collect();
        assert_eq!(read.len(), 1, "{event_type}.v{version} is read as {read:?}");
    }
}

#[test]
fn customers_from_before_they_were_asked_allowed_nothing() {
    let payload = include_bytes!("../../../domain/tests/golden/CustomerRegistered.v1.json");
    let read = ShopEvent::decode(Customer::TYPE, "CustomerRegistered", "1", payload, None);
    let Ok(ShopEvent::Customer(CustomerEvent::CustomerRegistered {
        contact_consent, name, ..
    })) = read
    else {
        panic!("{read:?}");
    };
    assert_eq!(contact_consent, ContactConsent::default());
    assert_eq!(name.get().as_str(), "Ibu Ratna");
}

#[test]
fn a_version_from_the_future_is_refused_with_words() {
    let payload = include_bytes!("../../../domain/tests/golden/CustomerRegistered.v2.json");
    let refused = ShopEvent::decode(Customer::TYPE, "CustomerRegistered", "3", payload, None);
    let words = refused.unwrap_err();
    assert!(words.contains("version 3") && words.contains("knows 2"), "{words}");
    assert!(ShopEvent::decode("spaceship", "CustomerRegistered", "2", payload, None).is_err());
}

use std::path::Path;

use cqrs_es::Aggregate;
use domain::account::Account;
use domain::catalog::Catalog;
use domain::customer::{ContactConsent, Customer, CustomerEvent};
use domain::day_close::DayBook;
use domain::drawer::Drawer;
use domain::employee::Employee;
use domain::invoice::Invoice;
use domain::order::Order;
use domain::outlet::Outlet;
use domain::payment::Payment;
use domain::settings::Settings;
use domain::settlement::Settlement;
use domain::subscription::Subscription;
use domain::till::Till;
use domain::user::User;
use infra::event_log::ShopEvent;

const TYPES: [&str; 15] = [
    Account::TYPE,
    Catalog::TYPE,
    Customer::TYPE,
    DayBook::TYPE,
    Drawer::TYPE,
    Employee::TYPE,
    Invoice::TYPE,
    Order::TYPE,
    Outlet::TYPE,
    Payment::TYPE,
    Settings::TYPE,
    Settlement::TYPE,
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
fn a_payment_from_before_drawers_came_when_it_was_written_down() {
    let payload = include_bytes!("../../../domain/tests/golden/PaymentReceived.v1.json");
    let read = ShopEvent::decode(Payment::TYPE, "PaymentReceived", "1", payload, None);
    let Ok(ShopEvent::Payment(event)) = read else { panic!("{read:?}") };
    let mut payment = Payment::default();
    payment.apply(event);
    let receipt = payment.receipt().unwrap();
    assert_eq!((receipt.amount.get(), receipt.rounding.get()), (75_000, 0));
    assert_eq!((receipt.drawer, receipt.invoice_id), (None, None));
    assert_eq!((receipt.received_at, receipt.received_by.id.get()), (receipt.recorded_at, 3));
}

#[test]
fn limits_from_before_refunds_are_those_of_the_seed() {
    let payload = include_bytes!("../../../domain/tests/golden/LimitsSet.v1.json");
    let read = ShopEvent::decode(Settings::TYPE, "LimitsSet", "1", payload, None);
    let Ok(ShopEvent::Settings(event)) = read else { panic!("{read:?}") };
    let mut settings = Settings::default();
    settings.apply(event);
    let seeded = Settings::default();
    let (set, seed) = (settings.limits(), seeded.limits());
    assert_eq!(set.backdate_days, 7, "what was set");
    assert_eq!((set.refunds, set.cash_rounding), (seed.refunds, seed.cash_rounding));
    assert_eq!(set.invoice_due_days, seed.invoice_due_days);
}

#[test]
fn a_version_from_the_future_is_refused_with_words() {
    let payload = include_bytes!("../../../domain/tests/golden/CustomerRegistered.v2.json");
    let refused = ShopEvent::decode(Customer::TYPE, "CustomerRegistered", "3", payload, None);
    let words = refused.unwrap_err();
    assert!(words.contains("version 3") && words.contains("knows 2"), "{words}");
    assert!(ShopEvent::decode("spaceship", "CustomerRegistered", "2", payload, None).is_err());
}

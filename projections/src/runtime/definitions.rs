//! What holds for every projection, whatever it answers.

use std::collections::BTreeSet;
use std::path::Path;

use cqrs_es::Aggregate;
use domain::account::Account;
use domain::catalog::Catalog;
use domain::customer::Customer;
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

use super::{ALL, named, names};

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

/// Every event there ever was, with the kind of its aggregate and its name.
fn golden() -> Vec<(&'static str, String, ShopEvent)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden");
    let mut events = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let (name, version) = path.file_stem().unwrap().to_str().unwrap().split_once(".v").unwrap();
        let payload = std::fs::read(&path).unwrap();
        let read = |kind| {
            ShopEvent::decode(kind, name, version, &payload, None).ok().map(|event| (kind, event))
        };
        let (kind, event) = TYPES.into_iter().find_map(read).unwrap();
        events.push((kind, name.to_owned(), event));
    }
    events
}

#[test]
fn every_projection_has_tables_and_a_name_of_its_own() {
    let all: BTreeSet<&str> = names().collect();
    assert_eq!(all.len(), ALL.len());
    let mut shapes = BTreeSet::new();
    for definition in ALL {
        assert_eq!(definition.tables().name(), definition.name);
        assert!(definition.tables().rows().next().is_some(), "{definition:?}");
        assert!(definition.version > 0, "{definition:?}");
        assert_eq!(named(definition.name).unwrap().name, definition.name);
        assert!(shapes.insert(definition.shape()), "{definition:?}");
    }
    let listed: BTreeSet<&str> = infra::read_db::Tables::all().map(|t| t.name()).collect();
    assert_eq!(listed, all, "no tables that nobody fills");
}

#[test]
fn every_projection_looks_at_aggregates_that_there_are() {
    for definition in ALL {
        assert!(!definition.reads.is_empty(), "{definition:?}");
        for kind in definition.reads {
            assert!(TYPES.contains(kind), "{definition:?} looks at {kind}");
        }
        let once: BTreeSet<_> = definition.reads.iter().collect();
        assert_eq!(once.len(), definition.reads.len(), "{definition:?}");
    }
}

#[test]
fn every_projection_says_of_every_event_which_rows_it_touches() {
    let golden = golden();
    assert!(golden.len() > 100, "the files were found");
    for definition in ALL {
        let mut touched = 0;
        for (kind, name, event) in &golden {
            let keys = (definition.touches)(event);
            for key in keys.iter().flatten() {
                assert!(!key.is_empty() && !key.contains('\n'), "{definition:?} {name}: {key:?}");
            }
            touched += usize::from(definition.reads.contains(kind) && keys.is_some());
        }
        assert!(touched > 0, "{definition:?} is touched by nothing");
    }
}

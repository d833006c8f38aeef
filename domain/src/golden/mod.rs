//! The stored shape of every event, frozen. A file here is never edited: a shape that changes is a
//! new version of the event.

use std::path::PathBuf;

mod samples;

use self::samples::samples;
use crate::log::{LogEvent, NumberSeries};
use crate::numbering::series_between;
use crate::order::fixtures::{later, now};
use crate::values::Outlet;
use crate::{
    account, catalog, customer, day_close, drawer, employee, invoice, order, outlet, payment,
    settings, settlement, subscription, till, user,
};

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
        variants::<account::AccountEvent>(),
        variants::<catalog::CatalogEvent>(),
        variants::<customer::CustomerEvent>(),
        variants::<day_close::DayBookEvent>(),
        variants::<drawer::DrawerEvent>(),
        variants::<employee::EmployeeEvent>(),
        variants::<invoice::InvoiceEvent>(),
        variants::<order::OrderEvent>(),
        variants::<outlet::OutletEvent>(),
        variants::<payment::PaymentEvent>(),
        variants::<settings::SettingsEvent>(),
        variants::<settlement::SettlementEvent>(),
        variants::<subscription::SubscriptionEvent>(),
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
    assert!(drawn.len() >= 3, "an order, a receipt, an invoice");
    for Sample { name, series, .. } in drawn {
        assert!(known.contains(&series.unwrap()), "{name}");
    }
}

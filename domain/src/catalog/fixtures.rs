//! Items and moments the tests of this folder speak of.

use chrono::{DateTime, Utc};

use super::{AddCatalogItem, Catalog, CatalogEvent, Terms, add};
use crate::log::replay;
use crate::user::Actor;
use crate::values::{CatalogCode, CatalogName, PersonName, Personal, Subject, UserId, Username};

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T01:00:00Z".parse().unwrap()
}

pub(crate) fn later() -> DateTime<Utc> {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

pub(crate) fn manajer() -> Actor {
    let id = UserId::new(2).unwrap();
    Actor {
        id,
        username: Personal::about(Subject::User(id), Username::parse("manajer").unwrap()),
        full_name: Personal::about(Subject::User(id), PersonName::parse("Pak Hadi").unwrap()),
    }
}

pub(crate) fn code(text: &str) -> CatalogCode {
    CatalogCode::parse(text).unwrap()
}

pub(crate) fn name(text: &str) -> CatalogName {
    CatalogName::parse(text).unwrap()
}

/// An item that is called as its code.
pub(crate) fn item(text: &str, terms: impl Into<Terms>) -> AddCatalogItem {
    AddCatalogItem {
        code: code(text),
        name: name(text),
        terms: terms.into(),
        by: manajer(),
        at: now(),
    }
}

/// A list with these on it, with ids from 1.
pub(crate) fn added<T: Into<Terms>>(
    items: impl IntoIterator<Item = (&'static str, T)>,
) -> Vec<CatalogEvent> {
    let mut events = Vec::new();
    for (code, terms) in items {
        let catalog: Catalog = replay(events.clone());
        events.extend(add(&catalog, item(code, terms)).unwrap());
    }
    events
}

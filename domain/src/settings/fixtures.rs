//! An owner, a moment and days the tests of this folder speak of.

use chrono::{DateTime, Utc};

use crate::user::Actor;
use crate::values::*;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

pub(crate) fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).unwrap()
}

pub(crate) fn ibu() -> Actor {
    let id = UserId::new(1).unwrap();
    Actor {
        id,
        username: Personal::about(Subject::User(id), Username::parse("admin").unwrap()),
        full_name: Personal::about(Subject::User(id), PersonName::parse("Ibu Kharisma").unwrap()),
    }
}

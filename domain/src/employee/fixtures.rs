//! A worker the tests of this folder speak of.

use chrono::{DateTime, Utc};

use super::{Employee, EmployeeEvent, RegisterEmployee, RetireEmployee, register, retire};
use crate::log::replay;
use crate::values::*;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

pub(crate) fn join() -> RegisterEmployee {
    RegisterEmployee {
        employee_id: EmployeeId::new(1).unwrap(),
        outlet_id: OutletId::new(1).unwrap(),
        name: name("Ahmad"),
        phone: Some(phone("0813-1111-2222")),
        hire_date: "2024-01-02".parse().unwrap(),
        at: now(),
    }
}

pub(crate) fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

pub(crate) fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}

pub(crate) fn registered() -> Vec<EmployeeEvent> {
    register(&Employee::default(), join()).unwrap()
}

pub(crate) fn retired() -> Vec<EmployeeEvent> {
    let mut events = registered();
    let leave = RetireEmployee { outlet: Outlet::first(), at: now() };
    events.extend(retire(&replay(events.clone()), leave).unwrap());
    events
}

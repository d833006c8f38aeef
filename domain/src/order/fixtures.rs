//! Orders, people and moments the tests of this folder speak of.

use chrono::{DateTime, Utc};

use super::{
    CompleteOrder, Order, OrderCustomer, OrderEvent, PlaceCarWash, StartOrder, complete,
    place_car_wash, start,
};
use crate::catalog::{CutRule, ServicePackage, VehicleType};
use crate::customer::CustomerType;
use crate::employee::Worker;
use crate::log::replay;
use crate::user::Actor;
use crate::values::*;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

pub(crate) fn later() -> DateTime<Utc> {
    "2026-11-23T03:30:00Z".parse().unwrap()
}

pub(crate) fn kasir() -> Actor {
    let id = UserId::new(3).unwrap();
    Actor {
        id,
        username: Personal::about(Subject::User(id), Username::parse("kasir").unwrap()),
        full_name: Personal::about(Subject::User(id), PersonName::parse("Siti").unwrap()),
    }
}

fn worker(id: i64, name: &str) -> Worker {
    let id = EmployeeId::new(id).unwrap();
    let name = Personal::about(Subject::Employee(id), PersonName::parse(name).unwrap());
    Worker { id, name }
}

pub(crate) fn ahmad() -> Worker {
    worker(1, "Ahmad")
}

pub(crate) fn wati() -> Worker {
    worker(2, "Wati")
}

pub(crate) fn vip() -> OrderCustomer {
    let id = CustomerId::new(1).unwrap();
    let subject = Subject::Customer(id);
    OrderCustomer {
        id,
        name: Personal::about(subject, PersonName::parse("Ibu Ratna").unwrap()),
        phone: Personal::about(subject, Phone::parse("0812-3456-789").unwrap()),
        customer_type: CustomerType::Vip,
        discount_bp: None,
    }
}

/// A basic wash of a sedan by Ahmad: 75,000 Rupiah, 30 % of it his.
pub(crate) fn place() -> PlaceCarWash {
    let code = |code| CatalogCode::parse(code).unwrap();
    let name = |name| CatalogName::parse(name).unwrap();
    PlaceCarWash {
        order_id: OrderId::new(1).unwrap(),
        outlet: Outlet::first(),
        vehicle_type: VehicleType {
            id: 2,
            code: code("sedan"),
            name: name("Sedan"),
            multiplier: Multiplier::hundredths(150).unwrap(),
        },
        package: ServicePackage {
            id: 1,
            code: code("basic"),
            name: name("Basic"),
            price: Money::rupiah(50_000),
            cut: CutRule::Percent(BasisPoints::new(3000).unwrap()),
        },
        add_ons: vec![],
        license_plate: None,
        customer: None,
        walk_in_name: None,
        walk_in_phone: None,
        employees: vec![ahmad()],
        tax: BasisPoints::ZERO,
        notes: None,
        by: kasir(),
        at: now(),
    }
}

pub(crate) fn pending() -> Vec<OrderEvent> {
    place_car_wash(&Order::default(), place()).unwrap()
}

pub(crate) fn started() -> Vec<OrderEvent> {
    let mut events = pending();
    let cmd = StartOrder { by: kasir(), at: later() };
    events.extend(start(&replay(events.clone()), cmd).unwrap());
    events
}

pub(crate) fn completed() -> Vec<OrderEvent> {
    let mut events = started();
    let cmd = CompleteOrder { outlet: Outlet::first(), notes: None, by: kasir(), at: later() };
    events.extend(complete(&replay(events.clone()), cmd).unwrap());
    events
}

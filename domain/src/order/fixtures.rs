//! Orders, people and moments the tests of this folder speak of.

use chrono::{DateTime, Utc};

use super::{
    CarWash, CompleteOrder, CreditPayment, DatingLimits, Destination, Details, Laundry,
    LaundryThing, Order, OrderCustomer, OrderEvent, Orderer, PlaceOrder, PriceAuthority,
    PriceTerms, StartOrder, Water, complete, credit, place, start,
};
use crate::catalog::{
    CutRule, Item, LaundryItem, Product, ServiceLevel, ServicePackage, VehicleType, Zone,
};
use crate::customer::{CustomerType, WaterTerms};
use crate::employee::Worker;
use crate::log::replay;
use crate::payment::PaymentMethod;
use crate::settings::{DiscountLadder, IncomeSplit};
use crate::user::{Actor, Role};
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

pub(crate) fn item<T>(id: i64, code: &str, terms: T) -> Item<T> {
    let (code, name) = (CatalogCode::parse(code).unwrap(), CatalogName::parse(code).unwrap());
    Item { id, code, name, terms }
}

pub(crate) fn authority() -> PriceAuthority {
    PriceAuthority { role: Role::Cashier, approver: None, ladder: DiscountLadder::default() }
}

const DATING: DatingLimits = DatingLimits { back_days: 30, ahead_days: 1 };

fn split() -> IncomeSplit {
    let bp = |bp| BasisPoints::new(bp).unwrap();
    IncomeSplit::new(bp(6000), bp(4000)).unwrap()
}

/// A basic wash of a sedan by Ahmad: 75,000 Rupiah, 30 % of it his.
pub(crate) fn place_wash() -> PlaceOrder {
    let cut = CutRule::Percent(BasisPoints::new(3000).unwrap());
    let wash = CarWash {
        vehicle_type: item(
            2,
            "sedan",
            VehicleType { multiplier: Multiplier::hundredths(150).unwrap() },
        ),
        package: item(1, "basic", ServicePackage { price: Money::rupiah(50_000), cut }),
        add_ons: vec![],
        license_plate: None,
    };
    PlaceOrder {
        order_id: OrderId::new(1).unwrap(),
        outlet: Outlet::first(),
        details: Details::CarWash(wash),
        orderer: Orderer::default(),
        employees: vec![ahmad()],
        terms: PriceTerms { tax_bp: BasisPoints::ZERO, automatic_bp: BasisPoints::ZERO },
        wanted: None,
        authority: authority(),
        quoted: None,
        most_water: 1000,
        schedule: None,
        scheduled_at: None,
        ordered: None,
        dating: DATING,
        notes: None,
        by: kasir(),
        at: now(),
    }
}

/// Three shirts and two pairs of trousers: 37,000 Rupiah.
pub(crate) fn laundry() -> PlaceOrder {
    let thing = |id, code, price, count| LaundryThing {
        item: item(id, code, LaundryItem { unit: Unit::Pcs, price: Some(Money::rupiah(price)) }),
        quantity: Quantity::whole(count).unwrap(),
        level: None,
    };
    let standard = ServiceLevel {
        rate_per_kg: Money::rupiah(5_000),
        surcharge_bp: BasisPoints::ZERO,
        hours: 72,
    };
    let laundry = Laundry {
        service_level: item(1, "standard", standard),
        things: vec![thing(2, "shirt", 7_000, 3), thing(3, "trousers", 8_000, 2)],
        extras: vec![],
        split: split(),
    };
    PlaceOrder { details: Details::Laundry(laundry), employees: vec![], ..place_wash() }
}

/// Two gallons for Ibu Ratna, 7 km away: 50,000 Rupiah.
pub(crate) fn water() -> PlaceOrder {
    let address = Address::parse("Jl. Melati No. 5, Bandung").unwrap();
    let orderer = Orderer { customer: Some(vip()), name: None, phone: None };
    let zone = Zone {
        up_to: Distance::thousandths(10_000).ok(),
        carpet_fee: Money::rupiah(25_000),
        water_fee: Money::rupiah(10_000),
    };
    let destination = Destination {
        address: Personal::about(orderer.subject(place_wash().order_id), address),
        distance: Distance::thousandths(7_000).ok(),
        zone: Some(item(2, "sedang", zone)),
    };
    let water = Water {
        product: item(1, "gallon", Product { price: Money::rupiah(20_000), returnable: true }),
        quantity: Quantity::whole(2).unwrap(),
        terms: WaterTerms::Cod,
        destination: Some(destination),
        due: None,
        split: split(),
    };
    PlaceOrder {
        details: Details::WaterDelivery(water),
        orderer,
        employees: vec![],
        ..place_wash()
    }
}

pub(crate) fn pending() -> Vec<OrderEvent> {
    place(&Order::default(), place_wash()).unwrap()
}

pub(crate) fn started() -> Vec<OrderEvent> {
    let mut events = pending();
    let cmd = StartOrder { driver: None, by: kasir(), at: later() };
    events.extend(start(&replay(events.clone()), cmd).unwrap());
    events
}

pub(crate) fn complete_cmd() -> CompleteOrder {
    CompleteOrder {
        outlet: Outlet::first(),
        payment_first: false,
        checked_first: false,
        completed: None,
        dating: DATING,
        role: Role::Cashier,
        notes: None,
        by: kasir(),
        at: later(),
    }
}

pub(crate) fn completed() -> Vec<OrderEvent> {
    let mut events = started();
    events.extend(complete(&replay(events.clone()), complete_cmd()).unwrap());
    events
}

pub(crate) fn pay(events: &mut Vec<OrderEvent>, amount: i64) {
    let cmd = CreditPayment {
        payment_id: PaymentId::new(1).unwrap(),
        amount: Money::rupiah(amount),
        rounding: Money::ZERO,
        method: PaymentMethod::Cash,
        arrived: false,
        by: kasir(),
        at: later(),
    };
    events.extend(credit(&replay(events.clone()), cmd).unwrap());
}

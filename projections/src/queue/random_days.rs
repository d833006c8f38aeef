//! Random days of a shop: however a day's events are cut into batches, what is kept of the queue is
//! what the orders themselves say.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate;
use domain::catalog::{CutRule, Item, Product, ServicePackage, VehicleType, Zone};
use domain::customer::WaterTerms;
use domain::employee::Worker;
use domain::order::{
    ArrangeQueue, CancelOrder, CarWash, CompleteOrder, DatingLimits, DeleteOrder, Destination,
    Details, FailDelivery, FailQualityCheck, FailedBecause, Order, OrderCommand, OrderEvent,
    Orderer, PassQualityCheck, PlaceOrder, PriceAuthority, PriceTerms, Priority, Queueing,
    ReviseOrder, SaidTime, Schedule, StartOrder, SubmitQualityCheck, Water,
};
use domain::settings::{DiscountLadder, IncomeSplit};
use domain::user::{Actor, Role};
use domain::values::{
    Address, BasisPoints, Bay, BusinessDay, CatalogCode, CatalogName, EmployeeId, Money,
    Multiplier, Notes, OrderId, Outlet, PersonName, Personal, Phone, Plate, Quantity, Subject,
    UserId, Username,
};
use infra::event_log::ShopEvent;
use proptest::prelude::*;

use super::change::{Change, Touched, changes};
use super::{Crew, Durations, Entry, Hall};

const DATING: DatingLimits = DatingLimits { back_days: 30, ahead_days: 1 };

fn by() -> Actor {
    let id = UserId::new(3).unwrap();
    let subject = Subject::User(id);
    Actor {
        id,
        username: Personal::about(subject, Username::parse("kasir").unwrap()),
        full_name: Personal::about(subject, PersonName::parse("Siti").unwrap()),
    }
}

fn item<T>(code: &str, terms: T) -> Item<T> {
    let (code, name) = (CatalogCode::parse(code).unwrap(), CatalogName::parse(code).unwrap());
    Item { id: 1, code, name, terms }
}

fn wash(order: OrderId, plate: &str) -> Details {
    let cut = CutRule::Percent(BasisPoints::new(3000).unwrap());
    let multiplier = Multiplier::hundredths(150).unwrap();
    let plate = Plate::parse(plate).unwrap();
    Details::CarWash(CarWash {
        vehicle_type: item("sedan", VehicleType { multiplier }),
        package: item("basic", ServicePackage { price: Money::rupiah(50_000), cut }),
        add_ons: vec![],
        license_plate: Some(Personal::about(Subject::WalkIn(order), plate)),
    })
}

fn water(order: OrderId, gallons: i64) -> Details {
    let address = Address::parse("Jl. Melati No. 5, Bandung").unwrap();
    let zone: Option<Item<Zone>> = None;
    let bp = |bp| BasisPoints::new(bp).unwrap();
    Details::WaterDelivery(Water {
        product: item("gallon", Product { price: Money::rupiah(20_000), returnable: true }),
        quantity: Quantity::whole(gallons).unwrap(),
        terms: WaterTerms::Cod,
        destination: Some(Destination {
            address: Personal::about(Subject::WalkIn(order), address),
            distance: None,
            zone,
        }),
        due: None,
        split: IncomeSplit::new(bp(6000), bp(4000)).unwrap(),
    })
}

fn orderer(name: &str) -> Orderer {
    Orderer {
        customer: None,
        name: PersonName::parse(name).ok(),
        phone: Phone::parse("0812-3456-789").ok(),
    }
}

fn authority() -> PriceAuthority {
    PriceAuthority { role: Role::Cashier, approver: None, ladder: DiscountLadder::default() }
}

/// Orders with odd ids are washes, the others water.
fn details(order: OrderId, which: i64) -> Details {
    if order.get() % 2 == 1 {
        wash(order, &format!("B {which} KH"))
    } else {
        water(order, which + 1)
    }
}

fn place(order: OrderId, at: DateTime<Utc>) -> OrderCommand {
    let id = EmployeeId::new(1).unwrap();
    let name = Personal::about(Subject::Employee(id), PersonName::parse("Ahmad").unwrap());
    OrderCommand::Place(Box::new(PlaceOrder {
        order_id: order,
        outlet: Outlet::first(),
        details: details(order, 1),
        orderer: orderer("Budi"),
        employees: if order.get() % 2 == 1 { vec![Worker { id, name }] } else { vec![] },
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
        by: by(),
        at,
    }))
}

fn complete(at: DateTime<Utc>) -> CompleteOrder {
    CompleteOrder {
        outlet: Outlet::first(),
        payment_first: false,
        checked_first: false,
        // Now and then it was done before anybody said that it began.
        completed: (at.timestamp() % 3 == 0).then(|| SaidTime {
            at: at - TimeDelta::minutes(20),
            reason: Notes::parse("listrik padam").ok(),
        }),
        dating: DATING,
        role: Role::Manager,
        notes: None,
        by: by(),
        at,
    }
}

/// What is tried on an order; most of what does not fit is refused, and nothing happens.
fn command(order: OrderId, what: u8, at: DateTime<Utc>) -> OrderCommand {
    let by = by();
    let notes = |text| Notes::parse(text).unwrap();
    match what {
        0 | 1 => OrderCommand::Start(StartOrder { driver: None, by, at }),
        2 | 3 => OrderCommand::Complete(Box::new(complete(at))),
        4 => OrderCommand::SubmitQualityCheck(SubmitQualityCheck { by, at }),
        5 => OrderCommand::FailQualityCheck(FailQualityCheck {
            checklist: vec![],
            notes: None,
            by,
            at,
        }),
        6 => OrderCommand::PassQualityCheck(Box::new(PassQualityCheck {
            checklist: vec![],
            complete: complete(at),
        })),
        7 | 8 => OrderCommand::JoinQueue(Queueing { by, at }),
        9 | 10 => OrderCommand::LeaveQueue(Queueing { by, at }),
        11 | 12 => OrderCommand::ArrangeQueue(ArrangeQueue {
            bay: Some(Bay::parse(&what.to_string()).ok()),
            priority: Priority::new(i64::from(what) - 8).ok(),
            reason: Some(notes("ibu hamil")),
            by,
            at,
        }),
        13 => OrderCommand::Revise(Box::new(ReviseOrder {
            details: details(order, at.timestamp() % 9 + 1),
            orderer: orderer("Ratna"),
            automatic_bp: BasisPoints::ZERO,
            authority: authority(),
            most_water: 1000,
            editor: None,
            by,
            at,
        })),
        14 => OrderCommand::ScheduleDelivery(domain::order::ScheduleDelivery {
            schedule: Schedule {
                date: BusinessDay::parse("2026-11-30").unwrap(),
                window: None,
                driver: None,
            },
            by,
            at,
        }),
        15 => OrderCommand::FailDelivery(FailDelivery { reason: FailedBecause::NotHome, by, at }),
        16 => OrderCommand::Delete(DeleteOrder { by, at }),
        _ => OrderCommand::Cancel(CancelOrder {
            outlet: Outlet::first(),
            reason: notes("hujan deras"),
            by,
            at,
        }),
    }
}

/// Orders, and what happened to them.
#[derive(Default)]
struct Day {
    orders: HashMap<OrderId, Order>,
    log: Vec<ShopEvent>,
    took: HashMap<Crew, Vec<i64>>,
}

impl Day {
    fn tell(&mut self, id: OrderId, command: OrderCommand) {
        let order = self.orders.entry(id).or_default();
        for event in order.decide(command).unwrap_or_default() {
            if let OrderEvent::OrderCompleted { outlet_id, service_type, completed_at, .. } = &event
            {
                let begun = order.ticket().and_then(|ticket| ticket.started_at).unwrap();
                if *completed_at >= begun {
                    let took = self.took.entry((*outlet_id, *service_type)).or_default();
                    took.push((*completed_at - begun).num_seconds());
                }
            }
            order.apply(event.clone());
            self.log.push(ShopEvent::Order(Box::new(event)));
        }
    }

    /// A random day: each step waits, then tells one of six orders something.
    fn of(steps: &[(i64, u8, i64)]) -> Self {
        let mut day = Self::default();
        let mut at: DateTime<Utc> = "2026-11-23T03:00:00Z".parse().unwrap();
        for (id, what, seconds) in steps {
            at += TimeDelta::seconds(*seconds);
            let id = OrderId::new(*id).unwrap();
            let known = day.orders.contains_key(&id);
            let told = if known { command(id, *what, at) } else { place(id, at) };
            day.tell(id, told);
        }
        day
    }

    /// What the orders themselves say.
    fn hall(&self) -> Hall {
        let entries = self.orders.values().filter_map(|order| Entry::of(order.ticket()?));
        let last = |took: &Vec<i64>| {
            let from = took.len().saturating_sub(Durations::KEPT);
            serde_json::from_value(serde_json::json!(took[from..])).unwrap()
        };
        Hall {
            entries: entries.map(|entry| (entry.order_id, entry)).collect(),
            durations: self.took.iter().map(|(crew, took)| (*crew, last(took))).collect(),
        }
    }
}

/// A copy of the queue as both real ones keep it: texts by name, read in part, changed by changes.
#[derive(Default)]
struct Copy {
    entries: HashMap<OrderId, String>,
    durations: HashMap<Crew, Durations>,
}

impl Copy {
    fn part(&self, touched: &Touched) -> Hall {
        let entries = touched.orders.iter().filter_map(|id| self.entries.get(id));
        let entries = entries.map(|json| serde_json::from_str::<Entry>(json).unwrap());
        let durations = touched.crews.iter();
        let durations =
            durations.filter_map(|crew| Some((*crew, self.durations.get(crew)?.clone())));
        Hall {
            entries: entries.map(|entry| (entry.order_id, entry)).collect(),
            durations: durations.collect(),
        }
    }

    fn take_in(&mut self, batch: &[ShopEvent]) {
        let before = self.part(&Touched::by(batch));
        for change in changes(&before, batch) {
            match change {
                Change::Stands(entry) => {
                    self.entries.insert(entry.order_id, serde_json::to_string(&entry).unwrap());
                }
                Change::Gone(id) => {
                    self.entries.remove(&id).expect("only what stands can go");
                }
                Change::Took(crew, durations) => {
                    self.durations.insert(crew, durations);
                }
            }
        }
    }

    fn hall(&self) -> Hall {
        let touched = Touched {
            orders: self.entries.keys().copied().collect(),
            crews: self.durations.keys().copied().collect(),
        };
        self.part(&touched)
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_queue_is_what_the_orders_say(
        steps in prop::collection::vec((1_i64..=6, 0_u8..=17, 0_i64..4000), 0..120),
        batch in 1_usize..40,
    ) {
        let day = Day::of(&steps);
        let mut copy = Copy::default();
        for batch in day.log.chunks(batch) {
            copy.take_in(batch);
        }
        prop_assert_eq!(copy.hall(), day.hall());
    }
}

#[test]
fn a_day_that_is_long_enough_sees_all_of_it() {
    let mut random = 1_u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) % below
    };
    let mut steps = Vec::new();
    for _ in 0..3000 {
        let order = i64::try_from(next(300)).unwrap() + 1;
        steps.push((order, u8::try_from(next(18)).unwrap(), 1));
    }
    let day = Day::of(&steps);
    let mut copy = Copy::default();
    for event in &day.log {
        copy.take_in(std::slice::from_ref(event));
    }
    let hall = day.hall();
    assert_eq!(copy.hall(), hall);
    let has = |what: fn(&Entry) -> bool| hall.entries.values().any(what);
    assert!(has(Entry::is_pending) && has(|e| !e.is_pending()) && has(|e| e.place.is_none()));
    assert!(has(|e| e.sub_status() == Some("quality_check")));
    assert!(has(|e| e.sub_status() == Some("failed")));
    assert!(has(|e| e.place.as_ref().is_some_and(|p| p.priority.get() > 0 && p.bay.is_some())));
    assert!(has(|e| e
        .label
        .customer_name
        .as_ref()
        .is_some_and(|name| name.get().as_str() == "Ratna")));
    assert!(day.took.values().any(|took| took.len() > Durations::KEPT));
}

//! One of every event that can happen to an order, made by the decisions themselves.

use super::fixtures::*;
use super::*;
use crate::catalog::{CleaningType, Material, Size, Surcharge};
use crate::log::replay;
use crate::values::*;

fn notes(text: &str) -> Notes {
    Notes::parse(text).unwrap()
}

fn by(asked: Asked) -> Override {
    Override { asked, reason: Some(notes("pelanggan lama")) }
}

/// Goes on with what happened until now, and gives what came of it.
fn go(events: &mut Vec<OrderEvent>, command: OrderCommand) -> Vec<OrderEvent> {
    let new = replay::<Order>(events.clone()).decide(command).unwrap();
    assert!(!new.is_empty());
    events.extend(new.clone());
    new
}

/// A VIP's wash with everything that can be said about it.
fn full_wash() -> PlaceOrder {
    let mut cmd = place_wash();
    cmd.orderer = Orderer {
        customer: Some(vip()),
        name: PersonName::parse("Budi").ok(),
        phone: Phone::parse("0857-1234-5678").ok(),
    };
    let subject = cmd.orderer.subject(cmd.order_id);
    if let Details::CarWash(wash) = &mut cmd.details {
        wash.add_ons =
            vec![item(1, "waxing", crate::catalog::AddOn { price: Money::rupiah(20_000) })];
        wash.license_plate = Some(Personal::about(subject, Plate::parse("B 1234 XYZ").unwrap()));
    }
    cmd.terms = PriceTerms {
        tax_bp: BasisPoints::new(1000).unwrap(),
        automatic_bp: BasisPoints::new(1500).unwrap(),
    };
    cmd.wanted = Some(by(Asked::Off(Money::rupiah(20_000))));
    cmd.notes = Some(notes("awas kaca spion"));
    cmd.scheduled_at = Some(later());
    cmd
}

/// A carpet of each kind, fetched and brought back.
pub(crate) fn carpets() -> PlaceOrder {
    let mut cmd = place_wash();
    cmd.orderer.name = PersonName::parse("Bu Tini").ok();
    let subject = cmd.orderer.subject(cmd.order_id);
    let address = Personal::about(subject, Address::parse("Jl. Anggrek No. 7, Bandung").unwrap());
    let metres = |milli| Length::thousandths(milli).unwrap();
    let carpet = |unit, measure| MeasuredCarpet {
        material: item(1, "wool", Material { price: Money::rupiah(50_000), unit }),
        measure,
    };
    let deep = Surcharge::Percent(BasisPoints::new(5000).unwrap());
    let Details::Laundry(Laundry { split, .. }) = laundry().details else { unreachable!() };
    cmd.details = Details::Carpet(Carpet {
        work: CarpetWork::Measured(vec![
            carpet(Unit::M2, Measure::Sides(metres(3000), metres(4000))),
            carpet(Unit::M2, Measure::Area(Area::thousandths(5000).unwrap())),
            carpet(Unit::M, Measure::Runner(metres(2500))),
        ]),
        cleaning: vec![item(1, "deep", CleaningType { surcharge: deep })],
        pickup: Some(Pickup {
            address: address.clone(),
            date: BusinessDay::parse("2026-11-24").ok(),
        }),
        delivery: Some(Dropoff { address, distance: Distance::thousandths(7000).ok(), zone: None }),
        condition: Some(Personal::about(
            subject,
            Condition { stains: Some(notes("kopi")), ..Condition::default() },
        )),
        split,
    });
    cmd
}

/// A carpet of a usual size: 400,000 Rupiah.
pub(crate) fn sized_carpet() -> PlaceOrder {
    let mut cmd = carpets();
    if let Details::Carpet(carpet) = &mut cmd.details {
        let size = Size { price: Money::rupiah(400_000), area: Area::thousandths(20_000).unwrap() };
        carpet.work = CarpetWork::Sized(item(3, "m2_20", size));
    }
    cmd
}

/// One of every event, the services one after another.
pub(crate) fn one_of_each() -> Vec<OrderEvent> {
    let placed = |cmd| place(&Order::default(), cmd).unwrap();
    let who = || (kasir(), later());
    let mut all = placed(full_wash());
    all.extend(carpets_to_the_end());
    all.extend(water_to_the_end());

    let mut wash = pending();
    let (author, at) = who();
    let mut cmd = |command| all.extend(go(&mut wash, command));
    cmd(OrderCommand::Correct(CorrectOrder {
        notes: Some(Some(notes("sudah dibayar temannya"))),
        scheduled_at: Some(Some(at)),
        by: author.clone(),
        at,
    }));
    cmd(OrderCommand::Assign(AssignEmployees {
        employees: vec![wati()],
        editor: None,
        by: author.clone(),
        at,
    }));
    cmd(OrderCommand::Reprice(Box::new(RepriceOrder {
        wanted: by(Asked::FinalPrice(Money::rupiah(60_000))),
        authority: authority(),
        editor: None,
        by: author.clone(),
        at,
    })));
    cmd(OrderCommand::Revise(Box::new(ReviseOrder {
        details: place_wash().details,
        orderer: Orderer { customer: Some(vip()), name: None, phone: None },
        automatic_bp: BasisPoints::new(1500).unwrap(),
        authority: authority(),
        most_water: 1000,
        editor: None,
        by: author.clone(),
        at,
    })));
    cmd(OrderCommand::ArrangeQueue(ArrangeQueue {
        bay: Some(Bay::parse("2").ok()),
        priority: Priority::new(3).ok(),
        reason: Some(notes("ibu hamil")),
        by: author.clone(),
        at,
    }));
    let queueing = || Queueing { by: kasir(), at: later() };
    cmd(OrderCommand::LeaveQueue(queueing()));
    cmd(OrderCommand::JoinQueue(queueing()));
    cmd(OrderCommand::Start(StartOrder { driver: None, by: author.clone(), at }));
    cmd(OrderCommand::Cancel(CancelOrder {
        outlet: Outlet::first(),
        reason: notes("hujan deras"),
        by: author.clone(),
        at,
    }));
    cmd(OrderCommand::Delete(DeleteOrder { by: author.clone(), at }));
    let reason = ErasureReason::Requested;
    cmd(OrderCommand::ErasePerson(ErasePerson { reason, by: author, at }));
    all
}

/// Orders of each service that somebody without a record placed and that are over, with everything that
/// can be said of them.
pub(crate) fn walk_in_histories() -> Vec<Vec<OrderEvent>> {
    let walk_in = |mut cmd: PlaceOrder| {
        cmd.orderer = Orderer {
            customer: None,
            name: PersonName::parse("Pak Gunadi").ok(),
            phone: Phone::parse("0857-1234-5678").ok(),
        };
        let subject = cmd.orderer.subject(cmd.order_id);
        match &mut cmd.details {
            Details::CarWash(wash) => {
                let plate = Plate::parse("B 1 WI").unwrap();
                wash.license_plate = Some(Personal::about(subject, plate));
            }
            Details::WaterDelivery(water) => {
                let there = water.destination.as_mut().unwrap();
                there.address = Personal::about(subject, there.address.get().clone());
            }
            Details::Laundry(_) | Details::Carpet(_) => {}
        }
        cmd
    };
    let cancelled = |cmd: PlaceOrder| {
        let mut events = place(&Order::default(), cmd).unwrap();
        let (outlet, reason) = (Outlet::first(), notes("hujan deras"));
        let cancel = CancelOrder { outlet, reason, by: kasir(), at: later() };
        go(&mut events, OrderCommand::Cancel(cancel));
        events
    };
    let raised = |mut cmd: PlaceOrder| {
        cmd.wanted = Some(by(Asked::FinalPrice(Money::rupiah(500_000))));
        cmd
    };
    vec![
        cancelled(walk_in(full_wash())),
        cancelled(raised(walk_in(full_wash()))),
        cancelled(walk_in(laundry())),
        cancelled(walk_in(water())),
        carpets_to_the_end(),
    ]
}

fn carpets_to_the_end() -> Vec<OrderEvent> {
    let mut events = place(&Order::default(), carpets()).unwrap();
    let (by, at) = (kasir(), later());
    let points = || vec![CheckPoint { point: CatalogName::parse("Noda").unwrap(), passed: true }];
    let submit =
        || OrderCommand::SubmitQualityCheck(SubmitQualityCheck { by: kasir(), at: later() });
    go(&mut events, OrderCommand::Start(StartOrder { driver: None, by: by.clone(), at }));
    go(&mut events, submit());
    go(
        &mut events,
        OrderCommand::FailQualityCheck(FailQualityCheck {
            checklist: points(),
            notes: Some(notes("masih bernoda")),
            by: by.clone(),
            at,
        }),
    );
    go(&mut events, submit());
    let pass = PassQualityCheck { checklist: points(), complete: complete_cmd() };
    go(&mut events, OrderCommand::PassQualityCheck(Box::new(pass)));
    let reason = notes("masih bau");
    go(&mut events, OrderCommand::Rework(ReworkOrder { reason, by: by.clone(), at }));
    go(&mut events, OrderCommand::Complete(Box::new(complete_cmd())));
    let hand_over = HandOverOrder { notes: Some(notes("diambil anaknya")), by: by.clone(), at };
    go(&mut events, OrderCommand::HandOver(hand_over));
    let due = replay::<Order>(events.clone()).ticket().unwrap().outstanding();
    pay(&mut events, due.get());
    let payment_id = PaymentId::new(1).unwrap();
    let replayed = replay::<Order>(events.clone());
    let reason = replayed.ticket().unwrap().about(notes("salah metode"));
    let rounding = Money::ZERO;
    let void = ReversePayment { payment_id, amount: due, rounding, reason, by: by.clone(), at };
    go(&mut events, OrderCommand::ReversePayment(void));
    pay(&mut events, due.get());
    let refund = DeductRefund {
        refund_id: RefundId::of(payment_id, 1).unwrap(),
        payment_id,
        amount: Money::rupiah(100_000),
        business_day: Outlet::first().business_day(at),
        by: by.clone(),
        at,
    };
    go(&mut events, OrderCommand::DeductRefund(refund));
    go(&mut events, OrderCommand::Close(CloseOrder { by, at }));
    events
}

fn water_to_the_end() -> Vec<OrderEvent> {
    let mut events = place(&Order::default(), water()).unwrap();
    let (by, at) = (kasir(), later());
    let schedule = Schedule {
        date: BusinessDay::parse("2026-11-24").unwrap(),
        window: TimeWindow::parse("08:00-12:00").ok(),
        driver: Some(ahmad()),
    };
    let set = ScheduleDelivery { schedule, by: by.clone(), at };
    go(&mut events, OrderCommand::ScheduleDelivery(set));
    let out = StartOrder { driver: Some(wati()), by: by.clone(), at };
    go(&mut events, OrderCommand::Start(out.clone()));
    let reason = FailedBecause::NotHome;
    go(&mut events, OrderCommand::FailDelivery(FailDelivery { reason, by, at }));
    go(&mut events, OrderCommand::Start(out));
    go(&mut events, OrderCommand::Complete(Box::new(complete_cmd())));
    events
}

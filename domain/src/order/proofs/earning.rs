//! What the papers say orders earn, for whom, and from when on.

use super::super::fixtures::*;
use super::super::*;
use super::reach::{after, everywhere, to_pay, to_take};
use crate::catalog::CutRule;
use crate::employee::Worker;
use crate::log::replay;
use crate::settings::IncomeSplit;
use crate::values::*;

fn worker(id: i64) -> Worker {
    let id = EmployeeId::new(id).unwrap();
    let name = PersonName::parse(&format!("Pekerja {id}")).unwrap();
    Worker { id, name: Personal::about(Subject::Employee(id), name) }
}

fn workers(count: i64) -> Vec<Worker> {
    (1..=count).map(worker).collect()
}

/// A wash at that price, with that cut, by those.
fn wash(price: i64, cut: CutRule, employees: Vec<Worker>) -> PlaceOrder {
    let mut cmd = PlaceOrder { employees, ..place_wash() };
    if let Details::CarWash(wash) = &mut cmd.details {
        wash.vehicle_type.terms.multiplier = Multiplier::hundredths(100).unwrap();
        wash.package.terms.price = Money::rupiah(price);
        wash.package.terms.cut = cut;
    }
    cmd
}

/// One piece at that price, of an income divided like that.
fn pooled(service: ServiceType, price: i64, employee_bp: i64) -> PlaceOrder {
    let split = IncomeSplit::pool_of(BasisPoints::new(employee_bp).unwrap());
    let mut cmd = match service {
        ServiceType::WaterDelivery => super::reach::counter_water(),
        ServiceType::Carpet => super::super::samples::sized_carpet(),
        ServiceType::Laundry | ServiceType::CarWash => laundry(),
    };
    let price = Money::rupiah(price);
    match &mut cmd.details {
        Details::WaterDelivery(water) => {
            (water.quantity, water.product.terms.price, water.split) =
                (Quantity::ONE, price, split);
        }
        Details::Carpet(carpet) => {
            if let CarpetWork::Sized(size) = &mut carpet.work {
                size.terms.price = price;
            }
            (carpet.cleaning, carpet.split) = (vec![], split);
        }
        Details::Laundry(laundry) => {
            laundry.things.truncate(1);
            laundry.things[0].quantity = Quantity::ONE;
            laundry.things[0].item.terms.price = Some(price);
            laundry.split = split;
        }
        Details::CarWash(_) => unreachable!(),
    }
    cmd
}

fn go(order: &Order, step: Step) -> Order {
    after(order, order.decide(to_take(step)).unwrap())
}

fn placed(cmd: PlaceOrder) -> Order {
    replay(place(&Order::default(), cmd).unwrap())
}

fn done(cmd: PlaceOrder) -> Order {
    go(&go(&placed(cmd), Step::Start), Step::Complete)
}

fn income(order: &Order) -> Option<&Income> {
    order.ticket().unwrap().completion.as_ref().map(|completion| &completion.income)
}

/// What counts as sold: nothing until it is done.
fn gross(order: &Order) -> i64 {
    income(order).map_or(0, |income| income.gross.get())
}

/// What a worker earned: their stored shares, added up (EM-INC-001).
fn earned(orders: &[Order], who: EmployeeId) -> i64 {
    let shares = orders.iter().filter_map(income).flat_map(|income| &income.shares);
    shares.filter(|share| share.employee_id == who).map(|share| share.amount.get()).sum()
}

#[test]
fn the_cut_of_a_real_wash_is_as_the_papers_say() {
    let fixed = |cut| CutRule::Fixed(Money::rupiah(cut));
    let percent = |bp| CutRule::Percent(BasisPoints::new(bp).unwrap());
    let cases = [
        ("CUT-02", fixed(75_000), 100_000, 75_000, 25_000),
        ("CUT-03", percent(3000), 100_000, 30_000, 70_000),
        ("CUT-04", percent(5000), 100_000, 50_000, 50_000),
        ("CUT-05", fixed(10_000), 100_000, 10_000, 90_000),
        ("CUT-06", percent(3000), 200_000, 60_000, 140_000),
        ("CUT-08", fixed(10_000), 20_000, 10_000, 10_000),
        ("CUT-09", percent(3000), 50_000, 15_000, 35_000),
        ("CUT-10", percent(3000), 75_000, 22_500, 52_500),
        ("CUT-12", percent(3333), 75_000, 24_997, 50_003),
        ("CUT-13", fixed(10_000), 5_000, 5_000, 0),
    ];
    for (id, rule, price, cut, net) in cases {
        let order = done(wash(price, rule, workers(2)));
        let income = income(&order).unwrap();
        let divided = (income.employee_cut.get(), income.business_net.get());
        assert_eq!(divided, (cut, net), "{id}");
    }
}

#[test]
fn a_real_cut_is_shared_out_without_losing_a_rupiah() {
    // FCW calls one of its scenarios a loss of precision that is none: 22,500 among three.
    let cases: &[(&str, i64, &[i64])] = &[
        ("EMP-01", 50_000, &[25_000, 25_000]),
        ("EMP-02", 50_000, &[16_667, 16_667, 16_666]),
        ("EMP-03", 100_000, &[14_286, 14_286, 14_286, 14_286, 14_286, 14_285, 14_285]),
        ("EMP-05", 10_000, &[3_334, 3_333, 3_333]),
        ("EMP-06", 10_000, &[1_429, 1_429, 1_429, 1_429, 1_428, 1_428, 1_428]),
        ("EMP-08", 30_000, &[30_000]),
        ("EMP-09", 15_000, &[7_500, 7_500]),
        ("EMP-11", 2, &[1, 1, 0]),
        ("FCW scenario 3", 22_500, &[7_500, 7_500, 7_500]),
    ];
    for (id, cut, shares) in cases {
        let all = workers(i64::try_from(shares.len()).unwrap());
        let order = done(wash(200_000, CutRule::Fixed(Money::rupiah(*cut)), all.clone()));
        let got = &income(&order).unwrap().shares;
        let amounts: Vec<i64> = got.iter().map(|share| share.amount.get()).collect();
        assert_eq!(&amounts, shares, "{id}");
        assert!(got.iter().map(|s| s.employee_id).eq(all.iter().map(|w| w.id)), "{id}: in order");
    }
    let nobody = placed(wash(200_000, CutRule::Fixed(Money::rupiah(30_000)), vec![]));
    let refused = nobody.decide(to_take(Step::Start));
    assert_eq!(refused, Err(OrderError::NobodyAssigned), "EMP-13");
}

#[test]
fn a_worker_earns_the_shares_of_what_is_done() {
    let job = |cut, count| wash(200_000, CutRule::Fixed(Money::rupiah(cut)), workers(count));
    let two = [done(job(50_000, 2)), done(job(30_000, 1))];
    assert_eq!(earned(&two, worker(1).id), 55_000, "EMP-14");
    assert_eq!(earned(&[done(job(50_000, 3))], worker(3).id), 16_666, "EMP-15");
    let begun = go(&placed(job(50_000, 2)), Step::Start);
    assert_eq!(earned(&[begun], worker(1).id), 0, "EMP-16");
}

#[test]
fn the_pool_of_a_real_order_is_as_the_papers_say() {
    use ServiceType::{Carpet, Laundry, WaterDelivery};
    // One paper marks the right factor as wrong: "0.40 // wrong, should be 0.40" (W14).
    let cases = [
        ("SPL-01", Laundry, 100_000, 4000, 60_000, 40_000),
        ("SPL-02", Laundry, 250_000, 4000, 150_000, 100_000),
        ("SPL-03", Laundry, 50_000, 4000, 30_000, 20_000),
        ("SPL-04", Carpet, 250_000, 4000, 150_000, 100_000),
        ("SPL-05", Carpet, 775_000, 4000, 465_000, 310_000),
        ("SPL-06", Carpet, 750_000, 4000, 450_000, 300_000),
        ("SPL-08", Laundry, 21_000, 4000, 12_600, 8_400),
        ("SPL-09", WaterDelivery, 50_000, 4000, 30_000, 20_000),
        ("SPL-11", WaterDelivery, 40_000, 0, 40_000, 0),
        ("SPL-12", Laundry, 12_346, 4000, 7_408, 4_938),
    ];
    for (id, service, price, employee_bp, business, pool) in cases {
        let order = done(pooled(service, price, employee_bp));
        let income = income(&order).unwrap();
        let divided = (income.business_net.get(), income.employee_cut.get());
        assert_eq!(divided, (business, pool), "{id}");
        assert!(income.shares.is_empty(), "{id}: nobody's share");
    }
}

#[test]
fn only_what_is_done_is_income() {
    let wash = |price| wash(price, CutRule::Percent(BasisPoints::PERCENT_30), workers(2));
    let begun = go(&placed(wash(100_000)), Step::Start);
    assert_eq!(gross(&begun), 0, "REC-02");
    assert_eq!(gross(&go(&begun, Step::Cancel)), 0, "REC-05");
    let completed = go(&begun, Step::Complete);
    let paid = completed.decide(to_pay(Money::rupiah(100_000))).unwrap();
    let paid = after(&completed, paid);
    assert_eq!((paid.ticket().unwrap().state(), gross(&paid)), (State::Paid, 100_000), "REC-04");
    // What is given back of it later is another day's, and does not touch this.
    let large = done(pooled(ServiceType::Carpet, 600_000, 4000));
    assert_eq!(gross(&large), 600_000, "REC-06");
    let day = [
        done(wash(1_200_000)),
        done(pooled(ServiceType::Laundry, 800_000, 4000)),
        done(pooled(ServiceType::WaterDelivery, 750_000, 4000)),
    ];
    assert_eq!(day.iter().map(gross).sum::<i64>(), 2_750_000, "REC-07");
    assert_eq!(income(&day[0]).unwrap().business_net.get(), 840_000, "REC-07: net");
}

#[test]
fn wherever_an_order_stands_it_has_an_income_if_and_only_if_it_is_done() {
    for (name, order) in everywhere() {
        let done = match order.ticket().unwrap().state() {
            State::Completed | State::Paid | State::Closed => true,
            State::Pending | State::InProgress | State::QualityCheck | State::Cancelled => false,
        };
        assert_eq!(income(&order).is_some(), done, "{name}");
    }
}

//! Orders of all four services, of anything a catalog could hold, as anybody could ask for them.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::fixtures::*;
use super::super::*;
use crate::approval::Approver;
use crate::catalog::{
    AddOn, CleaningType, CutRule, Item, LaundryAddOn, LaundryItem, Material, Per, Product,
    ServiceLevel, ServicePackage, Size, Surcharge, VehicleType, Zone,
};
use crate::customer::WaterTerms;
use crate::employee::Worker;
use crate::settings::IncomeSplit;
use crate::user::Role;
use crate::values::*;

/// The prices of a catalog: those of a shop, or any that a number can say.
#[derive(Debug, Clone, Copy)]
pub(super) enum Prices {
    /// Up to some hundred thousand, and nothing.
    Usual,
    /// Up to the last that 64 bits hold.
    Any,
}

pub(super) fn notes() -> impl Strategy<Value = Notes> {
    select(vec!["langganan", "cuci ulang", "awas kaca\nspion"])
        .prop_map(|text| Notes::parse(text).unwrap())
}

fn price(prices: Prices) -> BoxedStrategy<Money> {
    let usual = prop_oneof![9 => 1_i64..=300_000, 1 => Just(0)];
    let limit = Money::LIMIT.get();
    match prices {
        Prices::Usual => usual.prop_map(Money::rupiah).boxed(),
        Prices::Any => prop_oneof![
            4 => usual,
            2 => limit - 2..=limit + 2,
            1 => 0..=i64::MAX,
            1 => i64::MAX - 2..=i64::MAX,
        ]
        .prop_map(Money::rupiah)
        .boxed(),
    }
}

pub(super) fn share() -> impl Strategy<Value = BasisPoints> {
    prop_oneof![3 => Just(0), 3 => select(vec![1000, 1500, 3333]), 1 => 0_i64..=10_000]
        .prop_map(|bp| BasisPoints::new(bp).unwrap())
}

fn split() -> impl Strategy<Value = IncomeSplit> {
    prop_oneof![Just(4_000), 0_i64..=10_000]
        .prop_map(|bp| IncomeSplit::pool_of(BasisPoints::new(bp).unwrap()))
}

/// So many whole ones, or any amount.
fn quantity(unit: Unit) -> BoxedStrategy<Quantity> {
    let whole = (1_i64..=20).prop_map(|count| Quantity::whole(count).unwrap());
    let parts = (1_i64..=1_000_000).prop_map(|milli| Quantity::thousandths(milli).unwrap());
    let weight = if unit.divides() { 20 } else { 1 };
    prop_oneof![20 => whole, weight => parts].boxed()
}

fn zone(prices: Prices) -> impl Strategy<Value = Item<Zone>> {
    (price(prices), price(prices)).prop_map(|(carpet_fee, water_fee)| {
        item(1, "zone", Zone { up_to: None, carpet_fee, water_fee })
    })
}

fn car_wash(prices: Prices) -> impl Strategy<Value = Details> {
    let cut =
        prop_oneof![price(prices).prop_map(CutRule::Fixed), share().prop_map(CutRule::Percent)];
    let add_ons = prop::collection::vec(price(prices), 0..4);
    (1_i64..=1_000, price(prices), cut, add_ons).prop_map(|(factor, price, cut, add_ons)| {
        let multiplier = Multiplier::hundredths(factor).unwrap();
        let extra = |price| item(1, "extra", AddOn { price });
        Details::CarWash(CarWash {
            vehicle_type: item(1, "vehicle", VehicleType { multiplier }),
            package: item(1, "package", ServicePackage { price, cut }),
            add_ons: add_ons.into_iter().map(extra).collect(),
            license_plate: None,
        })
    })
}

fn level(prices: Prices) -> impl Strategy<Value = Item<ServiceLevel>> {
    (price(prices), share(), 1_u16..=720).prop_map(|(rate_per_kg, surcharge_bp, hours)| {
        item(1, "level", ServiceLevel { rate_per_kg, surcharge_bp, hours })
    })
}

fn thing(prices: Prices) -> impl Strategy<Value = LaundryThing> {
    let unit = select(vec![Unit::Pcs, Unit::Lusin, Unit::Kg]);
    let of_unit = move |unit: Unit| {
        let own = (price(prices), any::<bool>());
        let own = own.prop_map(move |(own, by_rate)| (unit != Unit::Kg || !by_rate).then_some(own));
        (Just(unit), own, quantity(unit), prop::option::weighted(0.2, level(prices)))
    };
    unit.prop_flat_map(of_unit).prop_map(|(unit, price, quantity, level)| LaundryThing {
        item: item(1, "thing", LaundryItem { unit, price }),
        quantity,
        level,
    })
}

fn laundered(prices: Prices) -> impl Strategy<Value = Details> {
    let extra = (price(prices), select(Per::ALL.to_vec()), quantity(Unit::Pcs)).prop_map(
        |(price, per, quantity)| LaundryExtra {
            item: item(1, "extra", LaundryAddOn { price, per }),
            quantity,
        },
    );
    let things = prop::collection::vec(thing(prices), 0..6);
    (level(prices), things, prop::collection::vec(extra, 0..3), split()).prop_map(
        |(service_level, things, extras, split)| {
            Details::Laundry(Laundry { service_level, things, extras, split })
        },
    )
}

fn measured(prices: Prices) -> impl Strategy<Value = MeasuredCarpet> {
    let length = || (1_i64..=20_000).prop_map(|milli| Length::thousandths(milli).unwrap());
    let measure = prop_oneof![
        4 => (length(), length()).prop_map(|(a, b)| (Unit::M2, Measure::Sides(a, b))),
        2 => (1_i64..=40_000)
            .prop_map(|milli| (Unit::M2, Measure::Area(Area::thousandths(milli).unwrap()))),
        2 => length().prop_map(|length| (Unit::M, Measure::Runner(length))),
        1 => length().prop_map(|length| (Unit::M2, Measure::Runner(length))), // does not fit
    ];
    (price(prices), measure).prop_map(|(price, (unit, measure))| MeasuredCarpet {
        material: item(1, "material", Material { price, unit }),
        measure,
    })
}

fn carpet(prices: Prices) -> impl Strategy<Value = Details> {
    let size = price(prices).prop_map(|price| {
        CarpetWork::Sized(item(1, "size", Size { price, area: Area::thousandths(20_000).unwrap() }))
    });
    let work = prop_oneof![
        prop::collection::vec(measured(prices), 0..4).prop_map(CarpetWork::Measured),
        size
    ];
    let surcharge =
        prop_oneof![price(prices).prop_map(Surcharge::Fixed), share().prop_map(Surcharge::Percent)];
    let cleaning = surcharge.prop_map(|surcharge| item(1, "way", CleaningType { surcharge }));
    let cleaning = prop::collection::vec(cleaning, 0..3);
    let fee = prop::option::of(prop::option::of(zone(prices)));
    (work, cleaning, fee, split()).prop_map(|(work, cleaning, fee, split)| {
        let Details::Carpet(carpet) = super::super::samples::carpets().details else {
            unreachable!()
        };
        let there = |zone| carpet.delivery.clone().map(|there| Dropoff { zone, ..there });
        let delivery = fee.and_then(there);
        Details::Carpet(Carpet { work, cleaning, delivery, split, ..carpet })
    })
}

fn drinking_water(prices: Prices) -> impl Strategy<Value = Details> {
    let terms = select(vec![WaterTerms::Cod, WaterTerms::Prepaid, WaterTerms::Invoice]);
    let there = prop::option::weighted(0.7, prop::option::of(zone(prices)));
    (price(prices), quantity(Unit::Pcs), terms, there, split()).prop_map(
        |(price, quantity, terms, there, split)| {
            let Details::WaterDelivery(water) = water().details else { unreachable!() };
            let at = |zone| water.destination.clone().map(|there| Destination { zone, ..there });
            let destination = there.and_then(at);
            let product = item(1, "gallon", Product { price, returnable: true });
            Details::WaterDelivery(Water { product, quantity, terms, destination, split, ..water })
        },
    )
}

pub(super) fn details(service: ServiceType, prices: Prices) -> BoxedStrategy<Details> {
    match service {
        ServiceType::CarWash => car_wash(prices).boxed(),
        ServiceType::Laundry => laundered(prices).boxed(),
        ServiceType::Carpet => carpet(prices).boxed(),
        ServiceType::WaterDelivery => drinking_water(prices).boxed(),
    }
}

pub(super) fn orderer() -> impl Strategy<Value = Orderer> {
    let typed = || (PersonName::parse("Budi").ok(), Phone::parse("0857-1234-5678").ok());
    (prop::option::weighted(0.6, Just(vip())), any::<bool>()).prop_map(move |(customer, said)| {
        let (name, phone) = if said { typed() } else { (None, None) };
        Orderer { customer, name, phone }
    })
}

/// Who could work on it; sometimes somebody is named twice.
pub(super) fn workers() -> impl Strategy<Value = Vec<Worker>> {
    let once = subsequence(vec![ahmad(), wati(), driver()], 0..=3).prop_shuffle();
    prop_oneof![12 => once, 1 => Just(vec![ahmad(), ahmad()])]
}

pub(super) fn driver() -> Worker {
    let id = EmployeeId::new(3).unwrap();
    let name = Personal::about(Subject::Employee(id), PersonName::parse("Joko").unwrap());
    Worker { id, name }
}

/// Another price, as somebody could ask for it; any number can be said.
pub(super) fn wanted() -> impl Strategy<Value = Override> {
    let money = || {
        prop_oneof![6 => 0_i64..=400_000, 1 => Just(0), 1 => any::<i64>()].prop_map(Money::rupiah)
    };
    let asked = prop_oneof![
        money().prop_map(Asked::FinalPrice),
        money().prop_map(Asked::Off),
        share().prop_map(Asked::ShareOff),
    ];
    let reason = prop::option::weighted(0.9, notes());
    (asked, reason).prop_map(|(asked, reason)| Override { asked, reason })
}

pub(super) fn authority() -> impl Strategy<Value = PriceAuthority> {
    let role = || select(Role::ALL.to_vec());
    let amount = (0_i64..=400_000).prop_map(Money::rupiah);
    let approver = (role(), amount);
    let approver = approver.prop_map(|(role, amount)| Approver { actor: kasir(), role, amount });
    let approver = prop::option::of(approver);
    (role(), approver).prop_map(|(role, approver)| PriceAuthority {
        role,
        approver,
        ..super::super::fixtures::authority()
    })
}

/// Whoever stands behind the caller was asked about that very amount, where it was said as one.
pub(super) fn behind(wanted: Option<&Override>, mut authority: PriceAuthority) -> PriceAuthority {
    let asked = wanted.map(|wanted| &wanted.asked);
    if let (Some(Asked::Off(amount)), Some(approver)) = (asked, &mut authority.approver) {
        approver.amount = *amount;
    }
    authority
}

pub(super) fn schedule() -> impl Strategy<Value = Schedule> {
    let date = select(vec!["2026-11-24", "2026-11-25"]);
    let window = prop::option::of(select(vec!["08:00-12:00", "13:00-17:00"]));
    (date, window, prop::option::of(Just(driver()))).prop_map(|(date, window, driver)| Schedule {
        date: BusinessDay::parse(date).unwrap(),
        window: window.map(|window| TimeWindow::parse(window).unwrap()),
        driver,
    })
}

/// A time that somebody says, and perhaps why.
pub(super) fn said() -> impl Strategy<Value = SaidTime> {
    (-2_000_i64..=60_000, prop::option::of(notes())).prop_map(|(minutes_ago, reason)| SaidTime {
        at: now() - chrono::Duration::minutes(minutes_ago),
        reason,
    })
}

/// An order of that service, as it could be asked for.
pub(super) fn placing(service: ServiceType, prices: Prices) -> impl Strategy<Value = PlaceOrder> {
    let money = (share(), share(), prop::option::weighted(0.3, wanted()), authority());
    let when = (
        prop::option::weighted(0.1, schedule()),
        prop::option::of(Just(later())),
        prop::option::weighted(0.1, said()),
    );
    let people = (orderer(), workers(), prop::option::of(notes()));
    (details(service, prices), money, when, people).prop_map(|(details, money, when, people)| {
        let (tax_bp, automatic_bp, wanted, authority) = money;
        let (schedule, scheduled_at, ordered) = when;
        let (orderer, employees, notes) = people;
        PlaceOrder {
            details,
            orderer,
            employees,
            terms: PriceTerms { tax_bp, automatic_bp },
            authority: behind(wanted.as_ref(), authority),
            wanted,
            schedule,
            scheduled_at,
            ordered,
            notes,
            ..place_wash()
        }
    })
}

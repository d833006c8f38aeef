//! What goes wrong when an order is taken.

use chrono::{DateTime, Duration, Utc};
use domain::customer::WaterTerms;
use domain::order::ServiceType;
use domain::payment::PaymentMethod;

use super::{Kind, Mistake};
use crate::Refusal;
use crate::basket::{Basket, CarpetWork, Measure};
use crate::days::Days;
use crate::intent::{Ask, Intent, Login, NewOrder, Tender, Wanted};
use crate::prices::Cost;

/// The kinds.
pub(super) const KINDS: &[Kind] = &[
    |days, at, who| {
        wash(days, at, who, Refusal::UnknownItem, |new, _| with_car(new, "gold_plated"))
    },
    |days, at, who| wash(days, at, who, Refusal::BadValue, |new, _| plated(new, "B 1234567 XYZ")),
    |days, at, who| {
        wash(days, at, who, Refusal::SameEmployeeTwice, |new, _| new.employees = vec![2, 1, 2])
    },
    |days, at, who| {
        wash(days, at, who, Refusal::UnknownEmployee, |new, _| new.employees = vec![1, 999_983])
    },
    |days, at, who| {
        wash(days, at, who, Refusal::UnknownCustomer, |new, _| new.customer = Some(usize::MAX))
    },
    |days, at, who| {
        wash(days, at, who, Refusal::PriceChanged, |new, total| new.quoted = Some(total + 1_000))
    },
    |days, at, who| {
        wash(days, at, who, Refusal::MoreOffThanPrice, |new, listed| {
            asks(new, Ask::Off(listed + 1));
        })
    },
    |days, at, who| {
        wash(days, at, who, Refusal::BackdatingForbidden, |new, _| {
            new.ordered = Some((at - Duration::days(2), Some("lupa ditulis".into())));
        })
    },
    |days, at, _| {
        let who = days.model.manager;
        wash(days, at, who, Refusal::DateOutOfRange, |new, _| {
            new.ordered = Some((at - Duration::days(40), Some("lupa ditulis".into())));
        })
    },
    |days, at, _| {
        let who = days.model.viewer;
        wash(days, at, who, Refusal::NotPermitted, |_, _| {})
    },
    |days, at, _| {
        let who = days.model.staff.0;
        wash(days, at, who, Refusal::NotPermitted, |_, _| {})
    },
    without_reason,
    too_much_off,
    |days, at, who| laundry(days, at, who, Refusal::BadValue, |things| things[0].1 = 0),
    |days, at, who| laundry(days, at, who, Refusal::BadValue, |things| things[0].1 = 1_000_001),
    |days, at, who| laundry(days, at, who, Refusal::NotWhole, |things| things[0] = (1, 1_500)),
    |days, at, who| laundry(days, at, who, Refusal::UnknownItem, |things| things[0].0 = 999_983),
    |days, at, who| laundry(days, at, who, Refusal::NoLines, Vec::clear),
    unmeasured,
    |days, at, who| water(days, at, who, Refusal::WhoOrders, 2, WaterTerms::Cod, false),
    |days, at, who| {
        water(days, at, who, Refusal::InvoiceNeedsCustomer, 2, WaterTerms::Invoice, true)
    },
    |days, at, who| water(days, at, who, Refusal::BadValue, 0, WaterTerms::Cod, true),
    for_somebody_inactive,
    for_no_order,
];

/// An order of a service that nobody asks another price for: it, and what it costs.
fn plain(days: &mut Days, service: ServiceType, at: DateTime<Utc>) -> (NewOrder, i64) {
    let mut new = days.compose(service, None, at);
    new.wanted = None;
    new.ordered = None;
    let automatic = days.book.automatic_bp(new.customer);
    let total = Cost::of(days.book.prices.listed(&new.basket), automatic, None, days.model.tax_bp);
    (new, total.total)
}

fn refused(who: Login, new: NewOrder, refused: Refusal) -> Option<Mistake> {
    Some(Mistake { who, intent: Intent::Place(Box::new(new)), refused })
}

fn asks(new: &mut NewOrder, asked: Ask) {
    new.wanted = Some(Wanted { asked, reason: Some("pelanggan lama".into()) });
}

/// A wash that is spoilt, knowing what it costs.
fn wash(
    days: &mut Days,
    at: DateTime<Utc>,
    who: Login,
    why: Refusal,
    spoil: impl FnOnce(&mut NewOrder, i64),
) -> Option<Mistake> {
    let (mut new, total) = plain(days, ServiceType::CarWash, at);
    let known =
        if why == Refusal::MoreOffThanPrice { days.book.prices.listed(&new.basket) } else { total };
    spoil(&mut new, known);
    refused(who, new, why)
}

fn with_car(new: &mut NewOrder, code: &'static str) {
    if let Basket::CarWash(wash) = &mut new.basket {
        wash.vehicle = code;
    }
}

fn plated(new: &mut NewOrder, plate: &'static str) {
    if let Basket::CarWash(wash) = &mut new.basket {
        wash.plate = Some(plate.into());
    }
}

/// A discount that nobody gives a reason for; larger than the customer gets without asking.
fn without_reason(days: &mut Days, at: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let (mut new, _) = plain(days, ServiceType::CarWash, at);
    let listed = days.book.prices.listed(&new.basket);
    new.customer = None;
    new.wanted = Some(Wanted { asked: Ask::Off(listed.min(20_000)), reason: None });
    refused(who, new, Refusal::ReasonMissing)
}

/// As much off as only a manager may give (K-12).
fn too_much_off(days: &mut Days, at: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let (mut new, _) = plain(days, ServiceType::CarWash, at);
    let listed = days.book.prices.listed(&new.basket);
    if listed < 50_000 {
        return None;
    }
    new.customer = None;
    let off = days.dice.between(50_000..=listed);
    let asked = if days.dice.percent(50) { Ask::Off(off) } else { Ask::FinalPrice(listed - off) };
    asks(&mut new, asked);
    refused(who, new, Refusal::ApprovalRequired)
}

fn laundry(
    days: &mut Days,
    at: DateTime<Utc>,
    who: Login,
    why: Refusal,
    spoil: impl FnOnce(&mut Vec<(i64, i64)>),
) -> Option<Mistake> {
    let (mut new, _) = plain(days, ServiceType::Laundry, at);
    if let Basket::Laundry(washing) = &mut new.basket {
        spoil(&mut washing.things);
    }
    refused(who, new, why)
}

/// A carpet that is priced by the square metre, with a length only.
fn unmeasured(days: &mut Days, at: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let (mut new, _) = plain(days, ServiceType::Carpet, at);
    if let Basket::Carpet(carpet) = &mut new.basket {
        carpet.work = CarpetWork::Measured(vec![(1, Measure::Length(2_500))]);
    }
    refused(who, new, Refusal::MeasureMissing)
}

fn water(
    days: &mut Days,
    at: DateTime<Utc>,
    who: Login,
    why: Refusal,
    quantity: i64,
    terms: WaterTerms,
    named: bool,
) -> Option<Mistake> {
    let (mut new, _) = plain(days, ServiceType::WaterDelivery, at);
    if let Basket::Water(water) = &mut new.basket {
        water.quantity = quantity;
        water.terms = terms;
    }
    new.customer = None;
    new.name = Some("Ibu Sri".into());
    new.phone = named.then(|| "0896-0000-0001".into());
    refused(who, new, why)
}

fn for_somebody_inactive(days: &mut Days, at: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let (mut new, _) = plain(days, ServiceType::Laundry, at);
    new.customer = Some(days.somebody(false)?);
    refused(who, new, Refusal::InactiveCustomer)
}

/// Money for an order that nobody placed.
fn for_no_order(days: &mut Days, _: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let mut order = days.book.order(0);
    order.no = usize::MAX;
    let tender =
        Tender { amount: 50_000, method: PaymentMethod::Card, tendered: None, reference: None };
    Some(Mistake { who, intent: Intent::Pay(order, tender), refused: Refusal::UnknownOrder })
}

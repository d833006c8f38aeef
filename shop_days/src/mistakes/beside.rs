//! What goes wrong with price lists and with customers' records.

use chrono::{DateTime, Utc};
use domain::catalog::{AddOn, CatalogList};
use domain::customer::CustomerType;
use domain::values::Money;

use super::{Kind, Mistake};
use crate::Refusal;
use crate::chores::SPARE;
use crate::days::Days;
use crate::intent::{Intent, ListStep, Login, NewCustomer, RecordStep, Text};

/// The kinds.
pub(super) const KINDS: &[Kind] = &[
    |_, _, who| listed(who, ListStep::Price(1, 5_000), Refusal::NotPermitted),
    |days, _, _| {
        let who = days.model.manager;
        listed(who, ListStep::Price(999_983, 5_000), Refusal::NoSuchItem)
    },
    |days, _, _| {
        let who = days.model.manager;
        listed(who, ListStep::Price(1, -5_000), Refusal::BadValue)
    },
    |days, _, _| {
        let terms = AddOn { price: Money::rupiah(20_000) }.into();
        let step = ListStep::Add("waxing".into(), "Waxing lagi".into(), terms);
        listed(days.model.manager, step, Refusal::CodeTaken)
    },
    |days, _, _| {
        let (list, code) = SPARE;
        let ware = days.book.prices.by_code(list, code)?;
        let (step, refused) = if ware.retired {
            (ListStep::Retire(ware.id), Refusal::AlreadyRetired)
        } else {
            (ListStep::Reinstate(ware.id), Refusal::AlreadyOnList)
        };
        listed(days.model.manager, step, refused)
    },
    |days, _, who| {
        let known = days.dice.below(days.book.customers.len());
        let phone = days.book.customers.get(known)?.phone.clone();
        registered(who, phone, Refusal::PhoneTaken)
    },
    |_, _, who| registered(who, "nol delapan satu".into(), Refusal::BadValue),
    |days, _, _| {
        let who = days.model.viewer;
        registered(who, "0811-9999-0000".into(), Refusal::NotPermitted)
    },
    |days, _, _| {
        let (no, who) = (days.somebody(true)?, days.model.manager);
        told(who, no, RecordStep::Reactivate, Refusal::AlreadyActive)
    },
    too_many_back,
];

fn listed(who: Login, step: ListStep, refused: Refusal) -> Option<Mistake> {
    let intent = Intent::Catalog(CatalogList::CarWashAddOns, step);
    Some(Mistake { who, intent, refused })
}

fn registered(who: Login, phone: Text, refused: Refusal) -> Option<Mistake> {
    let customer_type = CustomerType::Regular;
    let new = NewCustomer { name: "Bu Tini".into(), phone, address: None, customer_type };
    Some(Mistake { who, intent: Intent::Register(new), refused })
}

fn told(who: Login, customer: usize, step: RecordStep, refused: Refusal) -> Option<Mistake> {
    Some(Mistake { who, intent: Intent::Customer(customer, step), refused })
}

fn too_many_back(days: &mut Days, _: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let no = days.somebody(true)?;
    let product = 1;
    let held = days.book.customers.get(no)?.holds(product);
    (held < 1000)
        .then(|| told(who, no, RecordStep::Return(product, held + 1), Refusal::MoreThanLent))
        .flatten()
}

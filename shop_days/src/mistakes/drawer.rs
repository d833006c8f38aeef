//! What goes wrong with the cash drawer.

use chrono::{DateTime, Utc};
use domain::drawer::Direction;
use domain::payment::PaymentMethod;

use super::money::some_payment;
use super::{Kind, Mistake, some_order};
use crate::Refusal;
use crate::book::Stage as OrderStage;
use crate::days::Days;
use crate::intent::{DrawerStep, Intent, Login, PaymentStep, Tender};
use crate::ledger::{Sitting, Stage, Standing};

/// The kinds.
pub(super) const KINDS: &[Kind] = &[
    |days, _, who| {
        days.book.figures.open()?;
        says(who, DrawerStep::Open(500_000), Refusal::AlreadyOpen)
    },
    |days, _, who| {
        let open = days.book.figures.open()?;
        let holds = days.book.figures.sittings.get(open)?.holder;
        says(who, DrawerStep::HandOver(500_000, holds), Refusal::HoldsIt)
    },
    |days, _, _| {
        let open = days.book.figures.open()?;
        says(days.model.manager, looks(open), Refusal::NotCounted)
    },
    |days, _, _| says(days.model.manager, looks(usize::MAX), Refusal::NothingToReconcile),
    |days, _, _| {
        let last = days.book.figures.looked_at?;
        let approved = days.book.figures.sittings.get(last)?.approved;
        let who = days.model.owner;
        approved.then(|| says(who, looks(last), Refusal::AlreadyReconciled)).flatten()
    },
    |days, _, _| {
        let manager = days.model.manager;
        let own = |sitting: &Sitting| {
            let theirs =
                sitting.holder == manager.username || sitting.closed_by == Some(manager.username);
            theirs && sitting.counted.is_some() && !sitting.approved
        };
        let no = days.book.figures.sittings.iter().rposition(own)?;
        says(manager, looks(no), Refusal::OwnCount)
    },
    |_, _, who| says(who, looks(0), Refusal::NotPermitted),
    |days, _, _| says(days.model.viewer, DrawerStep::Open(0), Refusal::NotPermitted),
    |days, _, _| says(days.model.staff.0, DrawerStep::Close(0, None), Refusal::NotPermitted),
    |_, _, who| {
        let nothing = DrawerStep::Move(Direction::Out, 0, "parkir".into());
        says(who, nothing, Refusal::BadValue)
    },
    |_, _, who| {
        let unexplained = DrawerStep::Move(Direction::Out, 5_000, "".into());
        says(who, unexplained, Refusal::BadValue)
    },
    |_, _, who| says(who, DrawerStep::Close(-1, None), Refusal::BadValue),
    from_a_session_that_is_over,
];

/// The kinds that nobody makes while the drawer is open.
pub(super) const CLOSED: &[Kind] = &[
    |_, _, who| {
        let parking = DrawerStep::Move(Direction::Out, 5_000, "parkir".into());
        says(who, parking, Refusal::NoOpenSession)
    },
    |_, _, who| says(who, DrawerStep::Close(500_000, None), Refusal::NoOpenSession),
    |days, _, who| {
        let to = days.model.manager.username;
        says(who, DrawerStep::HandOver(500_000, to), Refusal::NoOpenSession)
    },
    cash_without_a_drawer,
    cash_without_a_drawer,
    back_without_a_drawer,
    from_a_session_that_is_over,
];

fn looks(no: usize) -> DrawerStep {
    DrawerStep::Reconcile(no, "sudah dicek".into(), true)
}

fn says(who: Login, step: DrawerStep, refused: Refusal) -> Option<Mistake> {
    Some(Mistake { who, intent: Intent::Drawer(step), refused })
}

fn cash_without_a_drawer(days: &mut Days, _: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let no = some_order(days, |kept| kept.outstanding() > 0 && kept.stage != OrderStage::PutAway)?;
    let amount = days.book.orders.get(no)?.outstanding();
    let cash = Tender { amount, method: PaymentMethod::Cash, tendered: None, reference: None };
    let intent = Intent::Pay(days.book.order(no), cash);
    Some(Mistake { who, intent, refused: Refusal::NoOpenSession })
}

fn back_without_a_drawer(days: &mut Days, _: DateTime<Utc>, _: Login) -> Option<Mistake> {
    let of = some_payment(days, |_, paid| {
        paid.method == PaymentMethod::Cash && paid.back_at(Stage::Approved).is_some()
    })?;
    let refund = days.book.payments.get(of.no)?.back_at(Stage::Approved)?;
    let intent = Intent::Payment(of, PaymentStep::PayOut(refund));
    Some(Mistake { who: days.model.manager, intent, refused: Refusal::NoOpenSession })
}

fn from_a_session_that_is_over(days: &mut Days, _: DateTime<Utc>, _: Login) -> Option<Mistake> {
    let of = some_payment(days, |days, paid| {
        let fits =
            |kept: &crate::book::Kept| kept.stage != OrderStage::PutAway && kept.refunded == 0;
        let whole = paid.standing == Standing::There && !paid.goes_back();
        whole
            && paid.sitting.is_some()
            && paid.sitting != days.book.figures.open()
            && days.book.orders.get(paid.order).is_some_and(fits)
    })?;
    let intent = Intent::Payment(of, PaymentStep::Void("salah ketik".into()));
    Some(Mistake { who: days.model.manager, intent, refused: Refusal::SessionOver })
}

//! What goes wrong with payments and refunds that are there.

use chrono::{DateTime, Duration, Utc};
use domain::payment::PaymentMethod;

use super::{Kind, Mistake, some_order};
use crate::Refusal;
use crate::book::Stage as OrderStage;
use crate::days::Days;
use crate::intent::{Intent, Login, PaymentRef, PaymentStep, Tender};
use crate::ledger::{Paid, Stage, Standing};
use crate::money::tender;
use crate::rhythm::day_of;

/// How many payments back people remember.
const REMEMBERED: usize = 200;

/// The kinds.
pub(super) const KINDS: &[Kind] = &[
    // what does not fit
    |days, _, who| {
        let confirm = PaymentStep::Confirm("BCA-1".into());
        says(days, who, Refusal::MoneyDoesNotFit, confirm, |paid| {
            paid.standing != Standing::Announced
        })
    },
    |days, _, who| {
        says(days, who, Refusal::MoneyDoesNotFit, PaymentStep::Fail(None), |paid| {
            paid.standing != Standing::Announced
        })
    },
    |days, _, _| {
        let who = days.model.manager;
        says(days, who, Refusal::MoneyDoesNotFit, void(), |paid| paid.standing != Standing::There)
    },
    |days, _, _| {
        let who = days.model.manager;
        says(days, who, Refusal::RefundStands, void(), |paid| {
            paid.standing == Standing::There && paid.goes_back()
        })
    },
    |days, at, _| {
        let who = days.model.manager;
        says(days, who, Refusal::TooLateToVoid, void(), |paid| {
            is_whole(paid) && paid.method != PaymentMethod::Cash && day_of(paid.at) != day_of(at)
        })
    },
    of_what_was_put_away,
    of_what_went_back_in_part,
    |_, _, who| {
        let of = PaymentRef { no: usize::MAX, order: usize::MAX };
        Some(mistake(who, of, void(), Refusal::UnknownPayment))
    },
    |days, _, _| {
        let who = days.model.owner;
        says(days, who, Refusal::UnknownPayment, PaymentStep::Approve(90), |_| true)
    },
    // who may not
    |days, _, who| {
        let manager = days.model.manager;
        says(days, who, Refusal::ApprovalRequired, void(), |paid| {
            paid.by == manager && who != manager
        })
    },
    |days, _, who| says(days, who, Refusal::ApprovalRequired, ask(5_000), |_| true),
    |days, _, _| {
        let who = days.model.viewer;
        says(days, who, Refusal::NotPermitted, ask(5_000), |_| true)
    },
    |days, _, _| {
        let who = days.model.staff.0;
        says(days, who, Refusal::NotPermitted, void(), |_| true)
    },
    // what is asked back
    |days, at, _| asks(days, at, Refusal::MoreThanLeft, |left| left + 1),
    |days, at, _| asks(days, at, Refusal::AmountOutOfRange, |_| 0),
    |days, at, _| asks(days, at, Refusal::AmountOutOfRange, |left| -left),
    |days, at, _| {
        let who = days.model.manager;
        says(days, who, Refusal::MoneyDoesNotFit, ask(5_000), |paid| {
            paid.standing != Standing::There && is_recent(paid, at)
        })
    },
    |days, _, _| {
        let who = days.model.manager;
        refunded(days, who, Refusal::OwnRefund, Stage::Asked, PaymentStep::Approve)
    },
    |days, _, _| {
        let who = days.model.owner;
        refunded(days, who, Refusal::MoneyDoesNotFit, Stage::Approved, PaymentStep::Approve)
    },
    |days, _, _| {
        let who = days.model.owner;
        let reject = |refund| PaymentStep::Reject(refund, "terlambat".into());
        refunded(days, who, Refusal::MoneyDoesNotFit, Stage::PaidOut, reject)
    },
    |days, _, _| {
        let who = days.model.manager;
        refunded(days, who, Refusal::MoneyDoesNotFit, Stage::Asked, PaymentStep::PayOut)
    },
    |days, _, _| {
        let who = days.model.manager;
        refunded(days, who, Refusal::MoneyDoesNotFit, Stage::PaidOut, PaymentStep::PayOut)
    },
    |days, _, who| hands_out(days, who),
    |days, _, who| {
        refunded(days, who, Refusal::ApprovalRequired, Stage::Asked, PaymentStep::Approve)
    },
    // what is paid
    |days, _, who| {
        announces(days, who, Refusal::NotAnnounced, |due, method| Tender { method, ..plain(due) })
    },
    |days, _, who| {
        announces(days, who, Refusal::MoreThanDue, |due, _| Tender {
            method: PaymentMethod::EWallet,
            ..plain(due + 1)
        })
    },
    split_too_much,
    for_what_was_taken_from_view,
];

fn void() -> PaymentStep {
    PaymentStep::Void("salah ketik".into())
}

fn ask(amount: i64) -> PaymentStep {
    PaymentStep::Ask(amount, "kurang bersih".into())
}

fn plain(amount: i64) -> Tender {
    Tender { amount, method: PaymentMethod::Card, tendered: None, reference: None }
}

/// Whether nothing of it goes back, and it is there.
fn is_whole(paid: &Paid) -> bool {
    paid.standing == Standing::There && !paid.goes_back()
}

/// Whether a manager may give it back.
fn is_recent(paid: &Paid, at: DateTime<Utc>) -> bool {
    at - paid.at <= Duration::days(7)
}

fn mistake(who: Login, of: PaymentRef, step: PaymentStep, refused: Refusal) -> Mistake {
    Mistake { who, intent: Intent::Payment(of, step), refused }
}

/// One of the latest payments that is so.
pub(super) fn some_payment(
    days: &mut Days,
    is_so: impl Fn(&Days, &Paid) -> bool,
) -> Option<PaymentRef> {
    let all = days.book.payments.len();
    let recent = all.min(REMEMBERED);
    if recent == 0 {
        return None;
    }
    let chosen = all - recent + days.dice.below(recent);
    let mut around = (chosen..all).chain(all - recent..chosen);
    let no = around.find(|no| days.book.payments.get(*no).is_some_and(|paid| is_so(days, paid)))?;
    Some(PaymentRef { no, order: days.book.payments.get(no)?.order })
}

fn says(
    days: &mut Days,
    who: Login,
    refused: Refusal,
    step: PaymentStep,
    is_so: impl Fn(&Paid) -> bool,
) -> Option<Mistake> {
    let of = some_payment(days, |_, paid| is_so(paid))?;
    Some(mistake(who, of, step, refused))
}

/// A payment whose order's stage is another than that it can be taken back from.
fn of_what_was_put_away(days: &mut Days, _: DateTime<Utc>, _: Login) -> Option<Mistake> {
    let of = some_payment(days, |days, paid| {
        let put_away = days.book.orders.get(paid.order).map(|kept| kept.stage);
        is_whole(paid)
            && paid.method == PaymentMethod::Cash
            && put_away == Some(OrderStage::PutAway)
    })?;
    Some(mistake(days.model.manager, of, void(), Refusal::PutAway))
}

/// A payment of an order of which another payment went back.
fn of_what_went_back_in_part(days: &mut Days, _: DateTime<Utc>, _: Login) -> Option<Mistake> {
    let of = some_payment(days, |days, paid| {
        let went_back =
            |kept: &crate::book::Kept| kept.refunded > 0 && kept.stage != OrderStage::PutAway;
        is_whole(paid)
            && paid.method == PaymentMethod::Cash
            && days.book.orders.get(paid.order).is_some_and(went_back)
    })?;
    Some(mistake(days.model.manager, of, void(), Refusal::RefundedAlready))
}

/// The manager asks for another amount back than is left.
fn asks(
    days: &mut Days,
    at: DateTime<Utc>,
    refused: Refusal,
    amount: impl FnOnce(i64) -> i64,
) -> Option<Mistake> {
    let of = some_payment(days, |_, paid| {
        paid.standing == Standing::There && is_recent(paid, at) && paid.left() > 0
    })?;
    let left = days.book.payments.get(of.no)?.left();
    Some(mistake(days.model.manager, of, ask(amount(left)), refused))
}

/// Something about a refund at that stage that the manager asked for, and might let through.
fn refunded(
    days: &mut Days,
    who: Login,
    refused: Refusal,
    stage: Stage,
    step: impl FnOnce(usize) -> PaymentStep,
) -> Option<Mistake> {
    let manager = days.model.manager.username;
    let theirs = |paid: &Paid| {
        paid.back_at(stage)
            .filter(|refund| paid.backs.get(*refund).is_some_and(|back| back.asked_by == manager))
    };
    let of = some_payment(days, |_, paid| theirs(paid).is_some())?;
    let refund = theirs(days.book.payments.get(of.no)?)?;
    Some(mistake(who, of, step(refund), refused))
}

/// A refund that nobody approved, for it was small, is for a manager to hand out.
fn hands_out(days: &mut Days, who: Login) -> Option<Mistake> {
    let alone = |paid: &Paid| {
        paid.backs.iter().position(|back| back.alone && back.stage == Stage::Approved)
    };
    let of = some_payment(days, |_, paid| alone(paid).is_some())?;
    let refund = alone(days.book.payments.get(of.no)?)?;
    Some(mistake(who, of, PaymentStep::PayOut(refund), Refusal::ApprovalRequired))
}

/// An order that owes something.
fn owing(days: &mut Days, at_least: i64) -> Option<(usize, i64)> {
    let no = some_order(days, |kept| {
        kept.outstanding() >= at_least && kept.stage != OrderStage::PutAway
    })?;
    Some((no, days.book.orders.get(no)?.outstanding()))
}

fn announces(
    days: &mut Days,
    who: Login,
    refused: Refusal,
    tender: impl FnOnce(i64, PaymentMethod) -> Tender,
) -> Option<Mistake> {
    let (no, due) = owing(days, 1)?;
    let method = days.dice.pick(&[PaymentMethod::Cash, PaymentMethod::Card]);
    let intent = Intent::Announce(days.book.order(no), tender(due, method));
    Some(Mistake { who, intent, refused })
}

/// Two parts that are more than the whole: neither is taken.
fn split_too_much(days: &mut Days, _: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let (no, due) = owing(days, 2)?;
    let cash = days.has_open_drawer();
    let first = tender(&mut days.dice, due / 2, cash);
    let intent = Intent::Split(days.book.order(no), vec![first, plain(due - due / 2 + 1)]);
    Some(Mistake { who, intent, refused: Refusal::MoreThanDue })
}

fn for_what_was_taken_from_view(days: &mut Days, _: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let no = some_order(days, |kept| kept.stage == OrderStage::Hidden)?;
    let intent = Intent::Pay(days.book.order(no), plain(10_000));
    Some(Mistake { who, intent, refused: Refusal::Deleted })
}

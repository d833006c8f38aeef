//! What people get wrong. Every mistake is one thing wrong with something that would be taken, so it
//! is known what the shop says to it; none changes anything.
#![allow(clippy::unnecessary_wraps)] // some kinds cannot always be made, others can

mod beside;
mod drawer;
mod money;
mod placing;
mod telling;

use chrono::{DateTime, Utc};

use crate::Refusal;
use crate::book::Kept;
use crate::days::Days;
use crate::intent::{Intent, Login, Planned};

/// Something wrong: who says it, what, and what the shop says to it.
pub(crate) struct Mistake {
    who: Login,
    intent: Intent,
    refused: Refusal,
}

/// Somebody makes a mistake of one kind, if the shop stands so that it can be made.
type Kind = fn(&mut Days, DateTime<Utc>, Login) -> Option<Mistake>;

/// All kinds, by what they are about, the usual ones more often.
const KINDS: [&[Kind]; 6] =
    [placing::KINDS, telling::KINDS, telling::KINDS, money::KINDS, drawer::KINDS, beside::KINDS];

/// How often another kind is tried when one cannot be made.
const TRIES: usize = 8;
/// How many orders back people remember.
const REMEMBERED: usize = 120;

/// Somebody makes a mistake.
pub(crate) fn make(days: &mut Days, at: DateTime<Utc>) -> Option<Planned> {
    let till = days.a_till();
    let who = days.cashier(till);
    for _ in 0..TRIES {
        let of = if !days.has_open_drawer() && days.dice.percent(40) {
            drawer::CLOSED
        } else {
            days.dice.pick(&KINDS)
        };
        let kind = days.dice.pick(of);
        if let Some(Mistake { who, intent, refused }) = kind(days, at, who) {
            return Some(Planned { at, till, who, intent, refused: Some(refused), total: None });
        }
    }
    None
}

/// One of the latest orders that is so.
fn some_order(days: &mut Days, is_so: impl Fn(&Kept) -> bool) -> Option<usize> {
    let all = days.book.orders.len();
    let recent = all.min(REMEMBERED);
    if recent == 0 {
        return None;
    }
    let chosen = all - recent + days.dice.below(recent);
    // From there on around, so that a rare kind of order is found, too.
    let around = (chosen..all).chain(all - recent..chosen);
    let mut orders = around.filter(|no| days.book.orders.get(*no).is_some_and(&is_so));
    orders.next()
}

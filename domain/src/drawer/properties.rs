//! What holds of a drawer whatever is done with it, in whatever order.

use proptest::prelude::*;

use super::fixtures::*;
use super::{
    Direction, Drawer, DrawerError, DrawerEvent, Payout, Reconcile, close, give_cash, hand_over,
    move_cash, open, reconcile, take_cash,
};
use crate::log::replay;
use crate::values::*;

#[derive(Debug, Clone)]
enum Step {
    Open(i64),
    Move(Direction, i64),
    Take(i64),
    Refund(i64),
    Void { session_id: i64, amount: i64 },
    HandOver { counted: i64, to_hadi: bool },
    Close(i64),
    Reconcile { session_id: i64, by_hadi: bool, approve: bool },
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![9 => 1_i64..=200_000, 1 => -1_i64..=0]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0_i64..=1_000_000).prop_map(Step::Open),
        2 => (prop::bool::ANY, amount()).prop_map(|(into, amount)| {
            Step::Move(if into { Direction::In } else { Direction::Out }, amount)
        }),
        4 => amount().prop_map(Step::Take),
        1 => amount().prop_map(Step::Refund),
        1 => (1_i64..6, amount())
            .prop_map(|(session_id, amount)| Step::Void { session_id, amount }),
        1 => (0_i64..=2_000_000, prop::bool::ANY)
            .prop_map(|(counted, to_hadi)| Step::HandOver { counted, to_hadi }),
        1 => (0_i64..=2_000_000).prop_map(Step::Close),
        1 => (1_i64..6, prop::bool::ANY, prop::bool::ANY).prop_map(
            |(session_id, by_hadi, approve)| Step::Reconcile { session_id, by_hadi, approve }
        ),
    ]
}

/// Decides; `next` is the number of the next session.
fn decide(drawer: &Drawer, step: &Step, next: i64) -> Result<Vec<DrawerEvent>, DrawerError> {
    let person = |is_hadi: bool| if is_hadi { hadi() } else { siti() };
    match *step {
        Step::Open(float) => open(drawer, opening(next, float)),
        Step::Move(direction, amount) => move_cash(drawer, moving(direction, amount)),
        Step::Take(amount) => take_cash(drawer, taking(amount)),
        Step::Refund(amount) => {
            let payout = Payout::Refund { refund_id: RefundId::new(4).unwrap() };
            give_cash(drawer, giving(payout, amount))
        }
        Step::Void { session_id, amount } => {
            let (payment_id, session_id) = (PaymentId::new(9).unwrap(), session(session_id));
            give_cash(drawer, giving(Payout::VoidedPayment { payment_id, session_id }, amount))
        }
        Step::HandOver { counted, to_hadi } => hand_over(drawer, handing(counted, person(to_hadi))),
        Step::Close(counted) => close(drawer, closing(counted)),
        Step::Reconcile { session_id, by_hadi, approve } => {
            reconcile(drawer, Reconcile { approve, ..approving(session_id, person(by_hadi)) })
        }
    }
}

/// The history that those steps make; refused ones leave nothing.
fn history(steps: &[Step]) -> Vec<DrawerEvent> {
    let (mut events, mut next) = (installed(), 1);
    for step in steps {
        let decided = decide(&replay(events.clone()), step, next).unwrap_or_default();
        next += i64::from(matches!(decided.first(), Some(DrawerEvent::CashDrawerOpened { .. })));
        events.extend(decided);
    }
    events
}

/// A session as a clerk would keep it, from the raw events: its number and what should be there.
fn naive(events: &[DrawerEvent]) -> (Option<i64>, i64) {
    let mut book = (None, 0);
    for event in events {
        match event {
            DrawerEvent::CashDrawerOpened { session_id, opening_balance, .. } => {
                assert_eq!(book.0, None, "one session at a time");
                book = (Some(session_id.get()), opening_balance.get());
            }
            DrawerEvent::CashMoved { session_id, direction, amount, .. } => {
                assert_eq!(book.0, Some(session_id.get()), "nothing moves a counted session");
                let sign = if *direction == Direction::In { 1 } else { -1 };
                book.1 += sign * amount.get();
            }
            DrawerEvent::CashTaken { session_id, amount, .. } => {
                assert_eq!(book.0, Some(session_id.get()), "nothing moves a counted session");
                book.1 += amount.get();
            }
            DrawerEvent::CashGiven { session_id, amount, payout, .. } => {
                assert_eq!(book.0, Some(session_id.get()), "nothing moves a counted session");
                if let Payout::VoidedPayment { session_id: of, .. } = payout {
                    assert_eq!(of, session_id, "a payment leaves the session it went into");
                }
                book.1 -= amount.get();
            }
            DrawerEvent::DrawerHandedOver { session_id, expected, counted, variance, .. } => {
                assert_eq!((book.0, book.1), (Some(session_id.get()), expected.get()));
                assert_eq!(variance.get(), counted.get() - book.1);
            }
            DrawerEvent::DrawerClosed { session_id, expected, counted, variance, .. } => {
                assert_eq!((book.0, book.1), (Some(session_id.get()), expected.get()));
                assert_eq!(variance.get(), counted.get() - book.1);
                book = (None, 0);
            }
            DrawerEvent::DrawerInstalled { .. }
            | DrawerEvent::DrawerCountQuestioned { .. }
            | DrawerEvent::DrawerReconciled { .. } => {}
        }
    }
    book
}

proptest! {
    #[test]
    fn what_should_be_there_is_the_sum_of_what_moved(
        steps in prop::collection::vec(step(), 0..60)
    ) {
        let events = history(&steps);
        let (session_id, expected) = naive(&events);
        let drawer: Drawer = replay(events);
        prop_assert_eq!(drawer.session().map(|open| open.id.get()), session_id);
        if let Some(open) = drawer.session() {
            prop_assert_eq!(open.expected().get(), expected);
        }
    }

    #[test]
    fn every_count_is_approved_once_at_most_and_never_by_who_counted(
        steps in prop::collection::vec(step(), 0..60)
    ) {
        let mut approved = Vec::new();
        for event in history(&steps) {
            if let DrawerEvent::DrawerReconciled { session_id, approved_by, .. } = event {
                prop_assert!(!approved.contains(&session_id), "{} twice", session_id);
                prop_assert_eq!(approved_by, hadi(), "the others count");
                approved.push(session_id);
            }
        }
    }

    /// Whoever tries anything in an open session gets the same answers whatever it should hold.
    #[test]
    fn no_refusal_depends_on_what_should_be_there(
        steps in prop::collection::vec(step(), 0..40), tried in step(), more in 1_i64..=1_000_000,
    ) {
        let events = history(&steps);
        let mut richer = events.clone();
        for event in &mut richer {
            if let DrawerEvent::CashDrawerOpened { opening_balance, .. } = event {
                *opening_balance = *opening_balance + Money::rupiah(more);
            }
        }
        let answer = |events| decide(&replay(events), &tried, 99).map(|decided| decided.len());
        prop_assert_eq!(answer(events), answer(richer));
    }
}

//! The table of what can be done next, walked: every stand that decisions lead to, every step,
//! every role.

use std::collections::BTreeSet;

use super::super::*;
use super::reach::{after, everywhere, to_pay, to_take};
use crate::log::replay;
use crate::user::{Permission, Role};
use crate::values::Money;

/// What becomes of something that somebody asks for. Permissions are looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// 403.
    Forbidden,
    /// 422, with what can be done instead.
    NotNow,
    /// 200, and where the order stands then.
    Now(State),
}

use Answer::{Forbidden, NotNow, Now};
use State::{Cancelled, Closed, Completed, InProgress, Paid, Pending, QualityCheck};

const TILL_AND_STAFF: &[Role] = &[Role::Admin, Role::Manager, Role::Cashier, Role::ServiceStaff];
const TILL: &[Role] = &[Role::Admin, Role::Manager, Role::Cashier];
const LEADERS: &[Role] = &[Role::Admin, Role::Manager];

/// The papers' table: from where, by whom, to where. None is as it is.
fn papers(step: Step) -> (&'static [State], &'static [Role], Option<State>) {
    match step {
        Step::Start => (&[Pending], TILL_AND_STAFF, Some(InProgress)),
        Step::Dispatch => (&[Pending, InProgress], TILL_AND_STAFF, Some(InProgress)),
        Step::SubmitQualityCheck => (&[InProgress], TILL_AND_STAFF, Some(QualityCheck)),
        Step::PassQualityCheck => (&[QualityCheck], TILL_AND_STAFF, Some(Completed)),
        Step::FailQualityCheck => (&[QualityCheck], TILL_AND_STAFF, Some(InProgress)),
        Step::Complete => (&[InProgress, Completed, Paid], TILL_AND_STAFF, Some(Completed)),
        Step::Deliver => (&[InProgress], TILL_AND_STAFF, Some(Completed)),
        Step::FailDelivery => (&[InProgress], TILL_AND_STAFF, None),
        Step::Reschedule => (&[Pending, InProgress], TILL_AND_STAFF, None),
        Step::Cancel => (&[Pending, InProgress], LEADERS, Some(Cancelled)),
        Step::HandOver => (&[Completed, Paid], TILL_AND_STAFF, None),
        Step::Rework => (&[Completed, Paid], TILL, None),
        Step::Close => (&[Paid], LEADERS, Some(Closed)),
        Step::Assign | Step::Reprice | Step::Correct => {
            (&[Pending, InProgress, QualityCheck], TILL, None)
        }
        Step::Delete => (&[Pending, Cancelled], LEADERS, None),
    }
}

/// What the papers say beside the state: the axes of delivery, hand-over, rework and money.
fn beside(stand: Stand, step: Step) -> bool {
    let Stand { state, delivery, handed_over, reworking, any_paid } = stand;
    let done = matches!(state, Completed | Paid);
    let on_its_way = delivery == Some(DeliveryStatus::Out);
    match step {
        Step::Start | Step::SubmitQualityCheck | Step::PassQualityCheck => delivery.is_none(),
        Step::Dispatch | Step::Reschedule => delivery.is_some() && !on_its_way,
        Step::Complete => {
            if done {
                reworking
            } else {
                delivery.is_none()
            }
        }
        Step::Deliver | Step::FailDelivery => on_its_way,
        Step::Cancel => !on_its_way,
        Step::HandOver => !handed_over && !reworking,
        Step::Rework | Step::Close => !reworking,
        Step::Delete => !any_paid,
        Step::FailQualityCheck | Step::Assign | Step::Reprice | Step::Correct => true,
    }
}

/// Where work that is done stands is for the money to say.
fn by_money(state: State, ticket: &Ticket) -> State {
    if state == Completed && ticket.outstanding() == Money::ZERO { Paid } else { state }
}

fn expected(ticket: &Ticket, step: Step, role: Role) -> Answer {
    let (from, who, to) = papers(step);
    let stand = ticket.stand();
    if !who.contains(&role) {
        Forbidden
    } else if from.contains(&stand.state) && beside(stand, step) {
        Now(to.map_or(stand.state, |to| by_money(to, ticket)))
    } else {
        NotNow
    }
}

/// Whether the command for that step takes this one: where there is a delivery, beginning is
/// sending the driver and completing is handing it over at the door.
fn taken_by(ticket: &Ticket, step: Step) -> Step {
    let brought = ticket.delivery.is_some();
    if matches!(step, Step::Start | Step::Dispatch) {
        if brought { Step::Dispatch } else { Step::Start }
    } else if matches!(step, Step::Complete | Step::Deliver) {
        if brought && !ticket.reworking { Step::Deliver } else { Step::Complete }
    } else {
        step
    }
}

/// What the code answers.
fn answer(order: &Order, step: Step, role: Role) -> Answer {
    if !step.permission().granted_to(role) {
        return Forbidden;
    }
    let stand = order.ticket().unwrap().stand();
    match order.decide(to_take(step)) {
        Ok(events) => Now(after(order, events).ticket().unwrap().state()),
        Err(OrderError::CannotNow { step: refused, state, allowed }) => {
            assert_eq!((refused, state), (step, stand.state));
            assert_eq!(allowed, stand.allowed(), "{stand:?}");
            NotNow
        }
        // What is not brought has no day for it, whatever its state.
        Err(OrderError::AddressMissing) if step == Step::Reschedule => {
            assert_eq!(stand.delivery, None);
            NotNow
        }
        Err(other) => panic!("{step:?} at {stand:?}: {other:?}"),
    }
}

#[test]
fn every_state_and_every_delivery_can_be_reached() {
    let seen = everywhere();
    let tickets = || seen.values().map(|order| order.ticket().unwrap());
    let states: BTreeSet<State> = tickets().map(Ticket::state).collect();
    assert_eq!(states, State::ALL.into());
    for status in DeliveryStatus::ALL {
        assert!(tickets().any(|t| t.stand().delivery == Some(status)), "{status:?}");
    }
    for done in [Completed, Paid] {
        let at = |given, again| {
            let stands = tickets().map(Ticket::stand).filter(|stand| stand.state == done);
            stands.filter(|s| (s.handed_over, s.reworking) == (given, again)).count()
        };
        assert!(at(false, false) > 0 && at(true, false) > 0 && at(false, true) > 0);
        assert_eq!(at(true, true), 0, "what is done again is not with the customer");
    }
}

#[test]
fn every_step_is_taken_from_where_the_papers_say_by_whom_they_say_and_from_nowhere_else() {
    let mut walked = 0;
    for (name, order) in everywhere() {
        let ticket = order.ticket().unwrap();
        for step in Step::ALL.into_iter().filter(|step| taken_by(ticket, *step) == *step) {
            if ticket.deleted_at.is_some() {
                let refused = order.decide(to_take(step));
                let unbrought = ticket.delivery.is_none() && step == Step::Reschedule;
                let why = if unbrought { OrderError::AddressMissing } else { OrderError::Deleted };
                assert_eq!(refused, Err(why), "{name}: {step:?}");
                continue;
            }
            for role in Role::ALL {
                let told = format!("{name}: {step:?} by {role:?}");
                assert_eq!(answer(&order, step, role), expected(ticket, step, role), "{told}");
                walked += 1;
            }
        }
    }
    assert!(walked > 1_000, "{walked}");
}

#[test]
fn what_the_table_says_is_what_comes_of_it() {
    for (name, order) in everywhere() {
        let ticket = order.ticket().filter(|ticket| ticket.deleted_at.is_none());
        let Some(ticket) = ticket else { continue };
        let stand = ticket.stand();
        for step in Step::ALL {
            let told = format!("{name}: {step:?}");
            let Some(row) = stand.row(step) else { continue };
            assert_eq!(taken_by(ticket, step), step, "{told}: it can be said");
            assert!(row.from.contains(&stand.state), "{told}");
            let order = after(&order, order.decide(to_take(step)).unwrap());
            let then = order.ticket().unwrap().state();
            let said = row.to.map_or(stand.state, |to| by_money(to, ticket));
            assert_eq!(then, said, "{told}");
        }
        for step in stand.allowed() {
            assert!(step.moves() && stand.row(step).is_some(), "{name}: {step:?}");
        }
    }
}

#[test]
fn money_moves_what_is_done_and_nothing_else() {
    for (name, order) in everywhere() {
        let ticket = order.ticket().unwrap();
        let due = ticket.outstanding();
        let before = ticket.state();
        let paid = order.decide(to_pay(due));
        if ticket.deleted_at.is_some() {
            assert_eq!(paid, Err(OrderError::Deleted), "{name}");
        } else if due == Money::ZERO {
            assert_eq!(paid, Err(OrderError::NothingPaid), "{name}");
        } else {
            let then = after(&order, paid.unwrap()).ticket().unwrap().state();
            assert_eq!(then, if before == Completed { Paid } else { before }, "{name}");
        }
    }
}

#[test]
fn every_row_of_a_step_takes_the_same_permission_and_every_step_has_a_row() {
    for step in Step::ALL {
        let rows: Vec<_> = TABLE.iter().filter(|row| row.step == step).collect();
        assert!(!rows.is_empty(), "{step:?}");
        for row in rows {
            assert_eq!(row.permission, step.permission(), "{step:?}");
        }
        let (_, who, _) = papers(step);
        for role in Role::ALL {
            let granted = step.permission().granted_to(role);
            assert_eq!(granted, who.contains(&role), "{step:?} by {role:?}");
        }
    }
}

#[test]
fn steps_are_taken_as_the_cases_of_the_papers_say() {
    let cases = [
        ("TRN-01", Pending, Step::Start, Role::ServiceStaff, Now(InProgress)),
        ("TRN-02", Pending, Step::Start, Role::Cashier, Now(InProgress)),
        ("TRN-03", Pending, Step::Start, Role::Viewer, Forbidden),
        ("TRN-06", InProgress, Step::Start, Role::Manager, NotNow),
        ("TRN-07", InProgress, Step::SubmitQualityCheck, Role::ServiceStaff, Now(QualityCheck)),
        ("TRN-09", QualityCheck, Step::PassQualityCheck, Role::Manager, Now(Completed)),
        ("TRN-10", Completed, Step::Start, Role::Admin, NotNow),
        ("TRN-11", Completed, Step::Cancel, Role::Admin, NotNow),
        ("TRN-12", Pending, Step::Cancel, Role::Cashier, Forbidden),
        ("TRN-13", Pending, Step::Cancel, Role::Manager, Now(Cancelled)),
        ("TRN-15", QualityCheck, Step::Cancel, Role::Admin, NotNow),
        ("TRN-19", Pending, Step::Close, Role::Admin, NotNow),
        ("TRN-20", Cancelled, Step::Start, Role::Admin, NotNow),
        ("TRN-21", Closed, Step::Cancel, Role::Admin, NotNow),
    ];
    let wash = |state| {
        let all = everywhere();
        let found = all.into_iter().find(|(name, order)| {
            let ticket = order.ticket().unwrap();
            let plain = name.starts_with("CarWash, free: false, gone: false");
            plain && ticket.state() == state && !ticket.reworking && !ticket.stand().any_paid
        });
        found.map(|(_, order)| order)
    };
    for (id, from, step, role, to) in cases {
        let closed = || everywhere().into_values().find(|o| o.ticket().unwrap().state() == from);
        let order = wash(from).or_else(closed).unwrap();
        assert_eq!(answer(&order, step, role), to, "{id}");
    }
    let order = wash(Completed).unwrap();
    let paid = order.decide(to_pay(order.ticket().unwrap().outstanding())).unwrap();
    assert_eq!(after(&order, paid).ticket().unwrap().state(), Paid, "TRN-16");
    assert!(Permission::PaymentsCreate.granted_to(Role::Cashier), "TRN-16");
}

#[test]
fn an_order_that_was_never_placed_is_not_there_for_any_step() {
    for step in Step::ALL {
        let order: Order = replay([]);
        assert_eq!(order.decide(to_take(step)), Err(OrderError::NotFound), "{step:?}");
    }
}

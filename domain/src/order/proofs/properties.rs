//! What holds whatever is ordered, and whatever is said to an order, in whatever order.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use super::super::*;
use super::any_command::{Again, Said, again, all_said, by_name, command, steps};
use super::any_order::{Prices, placing};
use super::reach::{after, everywhere};
use crate::log::replay;
use crate::values::Money;

/// What must hold of every price.
fn check_price(ticket: &Ticket) {
    let Price { lines, pricing, agreed, .. } = &ticket.price;
    let Pricing { subtotal, discount, tax, total } = *pricing;
    let listed: Money = lines.iter().map(|line| line.price).sum();
    let adjusted: Money = lines.iter().map(|line| line.adjusted_price).sum();
    assert_eq!(adjusted, subtotal - discount, "the lines make the total before tax: {pricing:?}");
    assert_eq!(adjusted + tax, total, "{pricing:?}");
    assert!(!lines.is_empty());
    for line in lines {
        assert!(line.price >= Money::ZERO && line.adjusted_price >= Money::ZERO, "{line:?}");
        assert_eq!(line.price, line.quantity.at(line.unit_price), "{line:?}");
    }
    assert!(Money::ZERO <= discount && discount <= subtotal && Money::ZERO <= tax, "{pricing:?}");
    assert!(Money::ZERO <= total && total <= Money::LIMIT, "{pricing:?}");
    match agreed {
        Some(Agreed::Raise { .. }) => assert!(listed < subtotal && discount == Money::ZERO),
        Some(Agreed::Automatic | Agreed::Discount { .. }) => {
            assert!(listed == subtotal && discount.is_positive());
        }
        None => assert!(listed == subtotal && discount == Money::ZERO),
    }
}

/// What must hold of every income: nothing is made, and nothing is lost.
fn check_income(ticket: &Ticket, income: &Income) {
    let Income { gross, tax, employee_cut, business_net, shares } = income;
    let Pricing { total, tax: taxed, .. } = ticket.price.pricing;
    assert_eq!((*gross, *tax), (total - taxed, taxed));
    assert_eq!(*business_net + *employee_cut, *gross, "{income:?}");
    assert!(*business_net >= Money::ZERO && *employee_cut >= Money::ZERO, "{income:?}");
    let whose: Vec<_> = shares.iter().map(|share| share.employee_id).collect();
    if ticket.details.needs_workers() {
        let shared: Money = shares.iter().map(|share| share.amount).sum();
        assert_eq!(shared, *employee_cut, "{income:?}");
        assert!(whose.iter().eq(ticket.employees.iter().map(|worker| &worker.id)), "in order");
        assert!(shares.is_sorted_by(|a, b| a.amount >= b.amount), "{income:?}");
    } else {
        assert!(shares.is_empty(), "a pool is nobody's share");
    }
}

/// What must hold of every order.
fn check(order: &Order) {
    let Some(ticket) = order.ticket() else { return };
    check_price(ticket);
    let state = ticket.state();
    let done = matches!(state, State::Completed | State::Paid | State::Closed);
    assert_eq!(ticket.completion.is_some(), done, "only what is done earns");
    assert_eq!(ticket.cancellation.is_some(), state == State::Cancelled);
    if let Some(completion) = &ticket.completion {
        check_income(ticket, &completion.income);
    }
    let owed = ticket.outstanding();
    assert!(owed >= Money::ZERO && ticket.paid >= Money::ZERO);
    assert!(ticket.refunded >= Money::ZERO && ticket.kept() >= Money::ZERO);
    if let Some(cancellation) = &ticket.cancellation {
        assert_eq!(owed, Money::ZERO, "nobody owes for what was called off");
        let refund = cancellation.refund.amount;
        assert!(refund >= Money::ZERO);
        let kept: Money = cancellation.kept_shares.iter().map(|share| share.amount).sum();
        assert!(kept >= Money::ZERO && kept <= ticket.price.pricing.gross());
    } else {
        let total = ticket.price.pricing.total;
        assert_eq!(ticket.paid + owed, total.max(ticket.paid), "settled and owed");
    }
    let stand = ticket.stand();
    assert_eq!(stand.delivery.is_some(), ticket.details.is_brought());
    assert_eq!(stand.delivery == Some(DeliveryStatus::Delivered), stand.delivery.is_some() && done);
    assert!(done || !(stand.handed_over || stand.reworking), "{stand:?}");
    assert!(!(stand.handed_over && stand.reworking), "{stand:?}");
    let over = done || state == State::Cancelled || ticket.deleted_at.is_some();
    assert!(!(over && ticket.queue.is_some()), "nothing left to wait for");
    let json = serde_json::to_string(order).unwrap();
    assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), *order);
}

/// Whether the table, or money, leads from one to the other.
fn leads(command: &OrderCommand, before: &Ticket, after: &Ticket) -> bool {
    let (from, to) = (before.state(), after.state());
    let stand = before.stand();
    let rows: Vec<_> = steps(command).iter().filter_map(|step| stand.row(*step)).collect();
    let done_is_paid = |state| state == State::Completed && after.outstanding() == Money::ZERO;
    let by_row = |row: &&Transition| {
        let to_be = row.to.unwrap_or(from);
        to_be == to || (to == State::Paid && done_is_paid(to_be))
    };
    if let OrderCommand::Credit(_) = command {
        to == from || (from, to) == (State::Completed, State::Paid)
    } else if let OrderCommand::ReversePayment(_) = command {
        to == from || (from, to) == (State::Paid, State::Completed)
    } else if steps(command).is_empty() {
        to == from
    } else {
        rows.len() == 1 && rows.iter().any(by_row)
    }
}

fn read_back(events: &[OrderEvent]) -> Vec<OrderEvent> {
    let one = |event: &OrderEvent| {
        let json = serde_json::to_string(event).unwrap();
        let back: OrderEvent = serde_json::from_str(&json).unwrap();
        assert_eq!(back, *event);
        back
    };
    events.iter().map(one).collect()
}

/// Says all of it to an order and looks at what comes of each.
fn live(first: PlaceOrder, all: Vec<Said>) {
    let mut order = Order::default();
    let mut history = Vec::new();
    let first = Said::This(OrderCommand::Place(Box::new(first)));
    for said in std::iter::once(first).chain(all) {
        let command = said.to(&order);
        let Ok(events) = order.decide(command.clone()) else { continue };
        let before = order.clone();
        order = after(&order, events.clone());
        check(&order);
        let to = order.ticket().unwrap();
        match before.ticket() {
            Some(from) => assert!(leads(&command, from, to), "{command:?} at {:?}", from.stand()),
            None => assert_eq!(to.state(), State::Pending),
        }
        if let (OrderCommand::Cancel(_), Some(cancellation)) = (&command, &to.cancellation) {
            assert!(cancellation.refund.amount <= to.kept(), "no more than the shop has");
        }
        let said_again = order.decide(command.clone());
        match again(&command) {
            Again::ChangesNothing => assert_eq!(said_again, Ok(vec![]), "{command:?}"),
            Again::IsRefusedByName => {
                assert!(said_again.is_err_and(|refusal| by_name(&refusal)), "{command:?}");
            }
            Again::IsAnother => {}
        }
        history.extend(events);
    }
    assert_eq!(replay::<Order>(read_back(&history)), order, "told again it is the same");
}

/// An order, and all that is said to it. Few are refused at once, or little would come of them.
fn any_life(prices: Prices) -> impl Strategy<Value = (PlaceOrder, Vec<Said>)> {
    let taken = |cmd: &PlaceOrder| place(&Order::default(), cmd.clone()).is_ok();
    select(ServiceType::ALL.to_vec()).prop_flat_map(move |service| {
        let any = placing(service, prices);
        let good = placing(service, prices).prop_filter("an order that is taken", taken);
        (prop_oneof![1 => any, 9 => good], all_said(service, prices))
    })
}

proptest! {
    #[test]
    fn whatever_becomes_of_orders_nothing_is_lost_and_no_rule_is_left(
        (first, all) in any_life(Prices::Usual),
    ) {
        live(first, all);
    }

    #[test]
    fn no_price_is_too_large_to_be_reckoned_with((first, all) in any_life(Prices::Any)) {
        live(first, all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_that_can_be_said_is_too_much_for_any_order(
        all in prop::collection::vec(
            select(ServiceType::ALL.to_vec())
                .prop_flat_map(|service| command(service, Prices::Any)),
            1..4,
        ),
    ) {
        for (_, order) in everywhere() {
            for command in &all {
                if let Ok(events) = order.decide(command.clone()) {
                    check(&after(&order, events));
                }
            }
        }
    }
}

/// A property of lives that never get anywhere would hold of anything.
#[test]
fn those_lives_come_to_every_state_and_every_event() {
    let (mut states, mut kinds, mut services) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut runner = TestRunner::deterministic();
    let lives = (0..500).map(|_| any_life(Prices::Usual).new_tree(&mut runner).unwrap());
    for (first, all) in lives.map(|tree| proptest::strategy::ValueTree::current(&tree)) {
        let mut order = Order::default();
        let first = Said::This(OrderCommand::Place(Box::new(first)));
        for said in std::iter::once(first).chain(all) {
            for event in order.decide(said.to(&order)).unwrap_or_default() {
                kinds.insert(cqrs_es::DomainEvent::event_type(&event));
                order = after(&order, vec![event]);
            }
            let Some(ticket) = order.ticket() else { continue };
            states.insert(ticket.state());
            services.insert(ticket.service().name());
        }
    }
    let all: BTreeSet<String> =
        super::super::samples::one_of_each().iter().map(cqrs_es::DomainEvent::event_type).collect();
    assert_eq!(states, BTreeSet::from(State::ALL));
    assert_eq!(services, ServiceType::ALL.map(ServiceType::name).into());
    let missed: Vec<_> = all.difference(&kinds).cloned().collect();
    assert_eq!(missed, Vec::<String>::new());
}

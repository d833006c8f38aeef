//! Every way an order can stand that decisions lead to.

use std::collections::BTreeMap;

use super::super::fixtures::*;
use super::super::*;
use crate::log::replay;
use crate::values::*;

fn notes(text: &str) -> Notes {
    Notes::parse(text).unwrap()
}

/// What is said to take a step. Each such command changes something wherever it is let.
pub(super) fn to_take(step: Step) -> OrderCommand {
    let (by, at) = (kasir(), later());
    let reason = notes("hujan");
    let checklist = vec![];
    match step {
        Step::Start | Step::Dispatch => OrderCommand::Start(StartOrder { driver: None, by, at }),
        Step::SubmitQualityCheck => OrderCommand::SubmitQualityCheck(SubmitQualityCheck { by, at }),
        Step::PassQualityCheck => {
            let complete = complete_cmd();
            OrderCommand::PassQualityCheck(Box::new(PassQualityCheck { checklist, complete }))
        }
        Step::FailQualityCheck => {
            OrderCommand::FailQualityCheck(FailQualityCheck { checklist, notes: None, by, at })
        }
        Step::Complete | Step::Deliver => OrderCommand::Complete(Box::new(complete_cmd())),
        Step::Cancel => {
            OrderCommand::Cancel(CancelOrder { outlet: Outlet::first(), reason, by, at })
        }
        Step::HandOver => OrderCommand::HandOver(HandOverOrder { notes: None, by, at }),
        Step::Rework => OrderCommand::Rework(ReworkOrder { reason, by, at }),
        Step::Close => OrderCommand::Close(CloseOrder { by, at }),
        Step::FailDelivery => {
            OrderCommand::FailDelivery(FailDelivery { reason: FailedBecause::NotHome, by, at })
        }
        Step::Reschedule => {
            let date = BusinessDay::parse("2026-11-25").unwrap();
            let schedule = Schedule { date, window: None, driver: None };
            OrderCommand::ScheduleDelivery(ScheduleDelivery { schedule, by, at })
        }
        Step::Assign => {
            let employees = vec![wati()];
            OrderCommand::Assign(AssignEmployees { employees, editor: None, by, at })
        }
        Step::Reprice => OrderCommand::Reprice(Box::new(RepriceOrder {
            wanted: Override { asked: Asked::FinalPrice(Money::rupiah(76_543)), reason: None },
            authority: authority(),
            editor: None,
            by,
            at,
        })),
        Step::Correct => {
            let notes = Some(Some(reason));
            OrderCommand::Correct(CorrectOrder { notes, scheduled_at: None, by, at })
        }
        Step::Delete => OrderCommand::Delete(DeleteOrder { by, at }),
    }
}

/// What is said to pay so much.
pub(super) fn to_pay(amount: Money) -> OrderCommand {
    OrderCommand::Credit(CreditPayment {
        payment_id: PaymentId::new(1).unwrap(),
        amount,
        rounding: Money::ZERO,
        method: crate::payment::PaymentMethod::Cash,
        arrived: false,
        by: kasir(),
        at: later(),
    })
}

/// What is said to take out again all that was paid.
pub(super) fn to_void(order: &Order) -> OrderCommand {
    let paid = order.ticket().map_or(Money::ZERO, |ticket| ticket.paid);
    OrderCommand::ReversePayment(ReversePayment {
        payment_id: PaymentId::new(1).unwrap(),
        amount: paid,
        rounding: Money::ZERO,
        reason: Personal::about(Subject::WalkIn(OrderId::new(1).unwrap()), notes("salah ketik")),
        by: kasir(),
        at: later(),
    })
}

/// What is said to give back so many hundredths of what the shop has of an order.
pub(super) fn to_give_back(order: &Order, hundredths: u8) -> OrderCommand {
    let kept = order.ticket().map_or(Money::ZERO, Ticket::kept);
    let payment_id = PaymentId::new(1).unwrap();
    OrderCommand::DeductRefund(DeductRefund {
        refund_id: RefundId::of(payment_id, 1).unwrap(),
        payment_id,
        amount: kept.part(Money::rupiah(hundredths.into()), Money::rupiah(100)),
        business_day: Outlet::first().business_day(later()),
        by: kasir(),
        at: later(),
    })
}

/// What is said to have something else instead, or somewhere else.
fn to_revise(to: PlaceOrder) -> OrderCommand {
    OrderCommand::Revise(Box::new(ReviseOrder {
        details: to.details,
        orderer: to.orderer,
        automatic_bp: BasisPoints::ZERO,
        authority: authority(),
        most_water: 1000,
        editor: None,
        by: kasir(),
        at: later(),
    }))
}

/// Water that is fetched at the counter.
pub(super) fn counter_water() -> PlaceOrder {
    let mut cmd = water();
    if let Details::WaterDelivery(water) = &mut cmd.details {
        water.destination = None;
    }
    cmd
}

/// The order after what was decided.
pub(super) fn after(order: &Order, events: Vec<OrderEvent>) -> Order {
    let mut order = order.clone();
    for event in events {
        cqrs_es::Aggregate::apply(&mut order, event);
    }
    order
}

/// One order for every way they can stand, by its name.
pub(super) fn everywhere() -> BTreeMap<String, Order> {
    let free = PlaceOrder {
        terms: PriceTerms { automatic_bp: BasisPoints::WHOLE, ..place_wash().terms },
        ..place_wash()
    };
    let placed = [place_wash(), free, water(), counter_water()];
    let mut unseen: Vec<Order> =
        placed.map(|cmd| replay(place(&Order::default(), cmd).unwrap())).into();
    let mut seen = BTreeMap::new();
    while let Some(order) = unseen.pop() {
        let ticket = order.ticket().unwrap();
        let name = format!(
            "{:?}, free: {}, gone: {}, {:?}",
            ticket.service(),
            ticket.price.pricing.total == Money::ZERO,
            ticket.deleted_at.is_some(),
            ticket.stand(),
        );
        if seen.contains_key(&name) {
            continue;
        }
        let payments = [Money::rupiah(1), ticket.outstanding()].map(to_pay);
        let revisions = [water(), counter_water()].map(to_revise);
        let steps = Step::ALL.into_iter().filter(|step| *step != Step::Reprice).map(to_take);
        for command in steps.chain(payments).chain(revisions) {
            unseen.extend(order.decide(command).ok().map(|events| after(&order, events)));
        }
        seen.insert(name, order);
    }
    seen
}

//! Finishing the work on an order: its income and its shares are fixed here, for good.

use chrono::{DateTime, Utc};

use super::{
    CheckPoint, DatingLimits, Income, Order, OrderError, OrderEvent, SaidTime, Step, Ticket, dating,
};
use crate::user::{Actor, Role};
use crate::values::{Money, Notes, Outlet};

/// Finishes the work.
#[derive(Debug, Clone)]
pub struct CompleteOrder {
    /// The order's outlet, whose day the income is booked on.
    pub outlet: Outlet,
    /// Whether the shop wants its money first (K-31).
    pub payment_first: bool,
    /// Whether it must be looked over first.
    pub checked_first: bool,
    /// When it was done, if not now.
    pub completed: Option<SaidTime>,
    /// How far from now that may be.
    pub dating: DatingLimits,
    /// The role of who says so.
    pub role: Role,
    /// What was written down about the work.
    pub notes: Option<Notes>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the work is done, and who gets what of it. What is brought to the door is done
/// when it is handed over there. What had to be done again earns nothing again.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::PaymentFirst`], [`OrderError::NotFound`], and those of
/// a time that does not fit.
pub fn complete(order: &Order, cmd: CompleteOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let brought = order.placed()?.delivery.is_some();
    let reworked = order.placed()?.reworking;
    let step = if brought && !reworked { Step::Deliver } else { Step::Complete };
    let ticket = order.open_for(step)?;
    if reworked {
        let CompleteOrder { by, at: occurred_at, .. } = cmd;
        return Ok(vec![OrderEvent::ReworkFinished { order_id: ticket.id, by, occurred_at }]);
    }
    if cmd.checked_first && !brought {
        return Err(OrderError::CheckFirst);
    }
    finish(ticket, cmd, brought)
}

/// Hands over at the door what is brought there: never anything else.
///
/// # Errors
/// As for [`complete`].
pub fn deliver(order: &Order, cmd: CompleteOrder) -> Result<Vec<OrderEvent>, OrderError> {
    order.open_for(Step::Deliver)?;
    complete(order, cmd)
}

/// Says that what was looked over is good.
#[derive(Debug, Clone)]
pub struct PassQualityCheck {
    /// What was looked at.
    pub checklist: Vec<CheckPoint>,
    /// How the work is finished by that.
    pub complete: CompleteOrder,
}

/// Decides whether what was looked over is good; the work is finished by that. What is to be brought
/// to the door by now is not: it goes on, and goes out.
///
/// # Errors
/// As for [`complete`].
pub fn pass_quality_check(
    order: &Order,
    cmd: PassQualityCheck,
) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::PassQualityCheck)?;
    let PassQualityCheck { checklist, complete } = cmd;
    let mut events = vec![OrderEvent::QualityCheckPassed {
        order_id: ticket.id,
        checklist,
        by: complete.by.clone(),
        occurred_at: complete.at,
    }];
    events.extend(finish(ticket, complete, false)?);
    Ok(events)
}

fn finish(
    ticket: &Ticket,
    cmd: CompleteOrder,
    brought: bool,
) -> Result<Vec<OrderEvent>, OrderError> {
    let outstanding = ticket.outstanding();
    if cmd.payment_first && outstanding > Money::ZERO {
        return Err(OrderError::PaymentFirst { outstanding });
    }
    // What is done is done: it cannot be done tomorrow.
    let dating = DatingLimits { ahead_days: 0, ..cmd.dating };
    let (completed_at, backdated) =
        dating::settle("completedAt", cmd.completed, cmd.at, dating, cmd.role)?;
    if backdated.is_some() && completed_at < ticket.ordered_at {
        return Err(OrderError::BeforeStart);
    }
    let pricing = ticket.price.pricing;
    let income = Income::of(&pricing, ticket.details.income_rule(), &ticket.employees);
    let business_day = cmd.outlet.business_day(completed_at);
    // What went back to the customer before it was earned.
    let gone = ticket.income_gone(&income, business_day, cmd.by.clone(), cmd.at);
    let mut events = vec![OrderEvent::OrderCompleted {
        order_id: ticket.id,
        service_type: ticket.service(),
        outlet_id: ticket.outlet_id,
        pricing,
        income,
        notes: cmd.notes.map(|notes| ticket.about(notes)),
        completed_at,
        backdated: backdated.map(|why| ticket.about(why)),
        business_day,
        by: cmd.by.clone(),
        occurred_at: cmd.at,
    }];
    events.extend(gone);
    if brought {
        events.push(OrderEvent::OrderHandedOver {
            order_id: ticket.id,
            notes: None,
            by: cmd.by,
            occurred_at: cmd.at,
        });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{
        complete_cmd, completed, kasir, later, laundry, pending, started, water,
    };
    use super::super::{DeliveryStatus, PlaceOrder, StartOrder, State, place, start};
    use super::*;
    use crate::log::replay;

    #[test]
    fn a_car_in_work_is_completed_once_and_its_income_fixed() {
        let mut events = started();
        events.extend(complete(&replay(events.clone()), complete_cmd()).unwrap());
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.state().name(), "completed");
        let income = &ticket.completion.as_ref().unwrap().income;
        assert_eq!(income.gross, Money::rupiah(75_000));
        assert_eq!(income.employee_cut, Money::rupiah(22_500));
        assert_eq!(income.business_net, Money::rupiah(52_500));
        assert_eq!(income.shares.iter().map(|s| s.amount).sum::<Money>(), income.employee_cut);
        let again = complete(&order, complete_cmd()).unwrap_err();
        assert!(matches!(again, OrderError::CannotNow { state: State::Completed, .. }));
        assert_eq!(ticket.queue, None);
    }

    #[test]
    fn a_car_still_waiting_is_not_completed() {
        for events in [pending(), completed()] {
            let refused = complete(&replay(events), complete_cmd()).unwrap_err();
            assert!(matches!(refused, OrderError::CannotNow { .. }));
        }
        assert_eq!(complete(&Order::default(), complete_cmd()), Err(OrderError::NotFound));
    }

    fn done(cmd: PlaceOrder) -> Order {
        let mut events = place(&Order::default(), cmd).unwrap();
        let begin = StartOrder { driver: None, by: kasir(), at: later() };
        events.extend(start(&replay(events.clone()), begin).unwrap());
        events.extend(complete(&replay(events.clone()), complete_cmd()).unwrap());
        replay(events)
    }

    #[test]
    fn a_pool_is_nobodys_share() {
        let order = done(laundry());
        let income = &order.ticket().unwrap().completion.as_ref().unwrap().income;
        assert_eq!(income.gross, Money::rupiah(37_000), "PRC-09");
        assert_eq!(income.employee_cut, Money::rupiah(14_800));
        assert_eq!(income.business_net, Money::rupiah(22_200));
        assert!(income.shares.is_empty());
    }

    #[test]
    fn water_is_delivered_and_handed_over_at_once() {
        let order = done(water());
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.delivery.as_ref().unwrap().status, DeliveryStatus::Delivered);
        assert!(ticket.handed_over_at.is_some());
        assert_eq!(ticket.sub_status(), Some("delivered"));
    }

    #[test]
    fn where_the_shop_wants_its_money_first_an_unpaid_order_is_not_completed() {
        let cmd = CompleteOrder { payment_first: true, ..complete_cmd() };
        let outstanding = Money::rupiah(75_000);
        let refused = complete(&replay(started()), cmd);
        assert_eq!(refused, Err(OrderError::PaymentFirst { outstanding }));
    }
}

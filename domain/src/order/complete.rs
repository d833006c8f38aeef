//! Finishing the work on an order: its income and its shares are fixed here, for good.

use chrono::{DateTime, Utc};

use super::{Details, Income, Order, OrderError, OrderEvent, Work};
use crate::user::Actor;
use crate::values::{Notes, Outlet, Personal};

/// Finishes the work.
#[derive(Debug, Clone)]
pub struct CompleteOrder {
    /// The order's outlet, whose day the income is booked on.
    pub outlet: Outlet,
    /// What was written down about the work.
    pub notes: Option<Notes>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the work is done, and who gets what of it.
///
/// # Errors
/// [`OrderError::NotStarted`], [`OrderError::AlreadyCompleted`], [`OrderError::NotFound`].
pub fn complete(order: &Order, cmd: CompleteOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    match ticket.work {
        Work::Pending => return Err(OrderError::NotStarted),
        Work::Completed => return Err(OrderError::AlreadyCompleted),
        Work::InProgress => {}
    }
    let income = match &ticket.details {
        Details::CarWash(_) => {
            Income::of_car_wash(&ticket.pricing, ticket.details.cut_rule(), &ticket.employees)
        }
    };
    let subject = ticket.subject();
    Ok(vec![OrderEvent::OrderCompleted {
        order_id: ticket.id,
        service_type: ticket.details.service(),
        outlet_id: ticket.outlet_id,
        pricing: ticket.pricing,
        income,
        notes: cmd.notes.map(|notes| Personal::about(subject, notes)),
        completed_by: cmd.by,
        occurred_at: cmd.at,
        business_day: cmd.outlet.business_day(cmd.at),
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pending, started};
    use super::*;
    use crate::log::replay;
    use crate::values::Money;

    fn cmd() -> CompleteOrder {
        CompleteOrder { outlet: Outlet::first(), notes: None, by: kasir(), at: later() }
    }

    #[test]
    fn a_car_in_work_is_completed_once_and_its_income_fixed() {
        let mut events = started();
        events.extend(complete(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.status().name(), "completed");
        let income = &ticket.completion.as_ref().unwrap().income;
        assert_eq!(income.gross, Money::rupiah(75_000));
        assert_eq!(income.employee_cut, Money::rupiah(22_500));
        assert_eq!(income.business_net, Money::rupiah(52_500));
        assert_eq!(income.shares.iter().map(|s| s.amount).sum::<Money>(), income.employee_cut);
        assert_eq!(complete(&order, cmd()), Err(OrderError::AlreadyCompleted));
    }

    #[test]
    fn a_car_still_waiting_is_not_completed() {
        assert_eq!(complete(&replay(pending()), cmd()), Err(OrderError::NotStarted));
        assert_eq!(complete(&replay(completed()), cmd()), Err(OrderError::AlreadyCompleted));
        assert_eq!(complete(&Order::default(), cmd()), Err(OrderError::NotFound));
    }
}

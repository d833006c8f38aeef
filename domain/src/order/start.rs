//! Beginning the work on an order.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Work};
use crate::user::Actor;

/// Begins the work.
#[derive(Debug, Clone)]
pub struct StartOrder {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether work begins.
///
/// # Errors
/// [`OrderError::AlreadyStarted`], [`OrderError::AlreadyCompleted`],
/// [`OrderError::NobodyAssigned`], [`OrderError::NotFound`].
pub fn start(order: &Order, cmd: StartOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    match ticket.work {
        Work::InProgress => return Err(OrderError::AlreadyStarted),
        Work::Completed => return Err(OrderError::AlreadyCompleted),
        Work::Pending => {}
    }
    if ticket.employees.is_empty() {
        return Err(OrderError::NobodyAssigned);
    }
    Ok(vec![OrderEvent::WorkStarted {
        order_id: ticket.id,
        started_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pending, place, started};
    use super::super::{PlaceCarWash, place_car_wash};
    use super::*;
    use crate::log::replay;

    fn cmd() -> StartOrder {
        StartOrder { by: kasir(), at: later() }
    }

    #[test]
    fn a_waiting_order_is_started_once() {
        let mut events = pending();
        events.extend(start(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().status().name(), "in_progress", "TRN-02");
        assert_eq!(start(&order, cmd()), Err(OrderError::AlreadyStarted), "TRN-06");
    }

    #[test]
    fn nothing_starts_without_anybody_to_do_it() {
        let alone = PlaceCarWash { employees: vec![], ..place() };
        let order: Order = replay(place_car_wash(&Order::default(), alone).unwrap());
        assert_eq!(start(&order, cmd()), Err(OrderError::NobodyAssigned));
    }

    #[test]
    fn only_what_waits_can_start() {
        assert_eq!(start(&Order::default(), cmd()), Err(OrderError::NotFound));
        assert_eq!(start(&replay(started()), cmd()), Err(OrderError::AlreadyStarted));
        assert_eq!(start(&replay(completed()), cmd()), Err(OrderError::AlreadyCompleted), "TRN-10");
    }
}

//! Beginning the work on an order; for what is brought to the door, sending the driver.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, State, Step};
use crate::employee::Worker;
use crate::user::Actor;

/// Begins the work.
#[derive(Debug, Clone)]
pub struct StartOrder {
    /// Who drives, for what is brought; else whoever was to.
    pub driver: Option<Worker>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether work begins. What is brought to the door may go out again after it came back.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NobodyAssigned`], [`OrderError::NotFound`].
pub fn start(order: &Order, cmd: StartOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let brought = order.placed()?.delivery.is_some();
    let ticket = order.open_for(if brought { Step::Dispatch } else { Step::Start })?;
    if ticket.employees.is_empty() && ticket.details.needs_workers() {
        return Err(OrderError::NobodyAssigned);
    }
    let StartOrder { driver, by, at: occurred_at } = cmd;
    let order_id = ticket.id;
    let mut events = Vec::new();
    if ticket.state() == State::Pending {
        events.push(OrderEvent::WorkStarted { order_id, by: by.clone(), occurred_at });
    }
    if brought {
        events.push(OrderEvent::DeliveryDispatched { order_id, driver, by, occurred_at });
    }
    Ok(events)
}

/// Sends the driver with what is brought to the door: never anything else.
///
/// # Errors
/// As for [`start`].
pub fn dispatch(order: &Order, cmd: StartOrder) -> Result<Vec<OrderEvent>, OrderError> {
    order.open_for(Step::Dispatch)?;
    start(order, cmd)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pending, place_wash, started, water};
    use super::super::{DeliveryStatus, PlaceOrder, place};
    use super::*;
    use crate::log::replay;

    fn cmd() -> StartOrder {
        StartOrder { driver: None, by: kasir(), at: later() }
    }

    fn refused(order: &Order) -> (State, Vec<Step>) {
        match start(order, cmd()) {
            Err(OrderError::CannotNow { state, allowed, .. }) => (state, allowed),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_waiting_order_is_started_once() {
        let mut events = pending();
        events.extend(start(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().state().name(), "in_progress", "TRN-02");
        let allowed = vec![Step::SubmitQualityCheck, Step::Complete, Step::Cancel];
        assert_eq!(refused(&order), (State::InProgress, allowed), "TRN-06");
    }

    #[test]
    fn no_car_is_started_without_anybody_to_wash_it() {
        let alone = PlaceOrder { employees: vec![], ..place_wash() };
        let order: Order = replay(place(&Order::default(), alone).unwrap());
        assert_eq!(start(&order, cmd()), Err(OrderError::NobodyAssigned));
    }

    #[test]
    fn only_what_waits_can_start() {
        assert_eq!(start(&Order::default(), cmd()), Err(OrderError::NotFound));
        assert_eq!(refused(&replay(started())).0, State::InProgress);
        assert_eq!(refused(&replay(completed())).0, State::Completed, "TRN-10");
    }

    #[test]
    fn what_is_not_brought_goes_nowhere() {
        let refused = dispatch(&replay(pending()), cmd()).unwrap_err();
        let allowed = vec![Step::Start, Step::Cancel];
        let (step, state) = (Step::Dispatch, State::Pending);
        assert_eq!(refused, OrderError::CannotNow { step, state, allowed });
    }

    #[test]
    fn what_is_brought_goes_out_with_the_driver() {
        let mut events = place(&Order::default(), water()).unwrap();
        events.extend(start(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.state(), State::InProgress);
        assert_eq!(ticket.delivery.as_ref().unwrap().status, DeliveryStatus::Out);
        assert_eq!(refused(&order).1, [Step::Deliver, Step::FailDelivery]);
    }
}

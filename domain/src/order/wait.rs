//! Joining and leaving the queue, going before others, and taking a bay.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Priority, State, Ticket};
use crate::user::Actor;
use crate::values::{Bay, Notes};

/// Gives an order a place in the queue, or takes it away.
#[derive(Debug, Clone)]
pub struct Queueing {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order gets a place in the queue again.
///
/// # Errors
/// [`OrderError::AlreadyQueued`], [`OrderError::NothingToWaitFor`], [`OrderError::NotFound`].
pub fn join_queue(order: &Order, cmd: Queueing) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = present(order)?;
    if ticket.queue.is_some() {
        return Err(OrderError::AlreadyQueued);
    }
    match ticket.state() {
        State::Pending | State::InProgress | State::QualityCheck => {}
        done @ (State::Completed | State::Paid | State::Closed | State::Cancelled) => {
            return Err(OrderError::NothingToWaitFor(done));
        }
    }
    let Queueing { by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::QueueJoined { order_id: ticket.id, by, occurred_at }])
}

/// Decides whether the order loses its place in the queue. The order itself stays as it is.
///
/// # Errors
/// [`OrderError::NotQueued`], [`OrderError::NotFound`].
pub fn leave_queue(order: &Order, cmd: Queueing) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = present(order)?;
    if ticket.queue.is_none() {
        return Err(OrderError::NotQueued);
    }
    let Queueing { by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::QueueLeft { order_id: ticket.id, by, occurred_at }])
}

/// Lets an order go before others, or gives it a bay. What is not named stays.
#[derive(Debug, Clone)]
#[allow(clippy::option_option)] // to leave alone, to take away, to set
pub struct ArrangeQueue {
    /// The bay from now on.
    pub bay: Option<Option<Bay>>,
    /// How far it goes before others from now on.
    pub priority: Option<Priority>,
    /// Why it goes before others.
    pub reason: Option<Notes>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides where in the queue the order stands. What stands so already changes nothing.
///
/// # Errors
/// [`OrderError::NotQueued`], [`OrderError::PriorityReasonMissing`], [`OrderError::NotFound`].
pub fn arrange_queue(order: &Order, cmd: ArrangeQueue) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = present(order)?;
    let place = ticket.queue.as_ref().ok_or(OrderError::NotQueued)?;
    let ArrangeQueue { bay, priority, reason, by, at: occurred_at } = cmd;
    let order_id = ticket.id;
    let mut events = Vec::new();
    if let Some(priority) = priority.filter(|priority| *priority != place.priority) {
        if priority > place.priority && reason.is_none() {
            return Err(OrderError::PriorityReasonMissing);
        }
        let reason = reason.map(|reason| ticket.about(reason));
        let by = by.clone();
        events.push(OrderEvent::QueuePriorityGiven { order_id, priority, reason, by, occurred_at });
    }
    if let Some(bay) = bay.filter(|bay| *bay != place.bay) {
        events.push(OrderEvent::BayGiven { order_id, bay, by, occurred_at });
    }
    Ok(events)
}

fn present(order: &Order) -> Result<&Ticket, OrderError> {
    let ticket = order.placed()?;
    if ticket.deleted_at.is_some() { Err(OrderError::Deleted) } else { Ok(ticket) }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pending};
    use super::*;
    use crate::log::replay;

    fn cmd() -> Queueing {
        Queueing { by: kasir(), at: later() }
    }

    #[test]
    fn one_order_has_one_place_and_a_finished_one_none() {
        let mut events = pending();
        assert_eq!(join_queue(&replay(events.clone()), cmd()), Err(OrderError::AlreadyQueued));
        events.extend(leave_queue(&replay(events.clone()), cmd()).unwrap());
        assert_eq!(leave_queue(&replay(events.clone()), cmd()), Err(OrderError::NotQueued));
        assert!(join_queue(&replay(events), cmd()).is_ok());
        let done = Err(OrderError::NothingToWaitFor(State::Completed));
        assert_eq!(join_queue(&replay(completed()), cmd()), done);
    }

    #[test]
    fn nobody_goes_before_others_without_a_reason() {
        let first = |reason: Option<&str>| ArrangeQueue {
            bay: None,
            priority: Priority::new(5).ok(),
            reason: reason.map(|reason| Notes::parse(reason).unwrap()),
            by: kasir(),
            at: later(),
        };
        let mut events = pending();
        let order: Order = replay(events.clone());
        assert_eq!(arrange_queue(&order, first(None)), Err(OrderError::PriorityReasonMissing));
        events.extend(arrange_queue(&order, first(Some("ibu hamil"))).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().queue.as_ref().unwrap().priority.get(), 5);
        assert_eq!(arrange_queue(&order, first(None)), Ok(vec![]), "it stands so already");
    }
}

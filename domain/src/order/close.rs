//! Putting away an order that is done and paid.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Step};
use crate::user::Actor;

/// Puts an order away.
#[derive(Debug, Clone)]
pub struct CloseOrder {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order is put away.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn close(order: &Order, cmd: CloseOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Close)?;
    let CloseOrder { by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::OrderClosed { order_id: ticket.id, by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::super::fixtures::{completed, kasir, later, pay, pending};
    use super::*;
    use crate::log::replay;

    #[test]
    fn only_what_is_done_and_paid_is_put_away() {
        let cmd = || CloseOrder { by: kasir(), at: later() };
        assert!(close(&replay(pending()), cmd()).is_err(), "TRN-19");
        let mut events = completed();
        assert!(close(&replay(events.clone()), cmd()).is_err(), "K-31: close requires paid");
        pay(&mut events, 75_000);
        events.extend(close(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().state(), State::Closed);
        assert!(order.ticket().unwrap().stand().allowed().is_empty(), "TRN-21");
    }
}

//! Taking an order from view that nothing came of. The log keeps it.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Step};
use crate::user::Actor;

/// Takes an order from view.
#[derive(Debug, Clone)]
pub struct DeleteOrder {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order is taken from view: while it waits or once it was called off, and as
/// long as nothing was paid.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::Deleted`], [`OrderError::NotFound`].
pub fn delete(order: &Order, cmd: DeleteOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Delete)?;
    let DeleteOrder { by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::OrderDeleted { order_id: ticket.id, by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{kasir, later, pay, pending, started};
    use super::*;
    use crate::log::replay;

    #[test]
    fn only_what_nothing_came_of_is_taken_from_view() {
        let cmd = || DeleteOrder { by: kasir(), at: later() };
        assert!(delete(&replay(started()), cmd()).is_err());
        let mut paid = pending();
        pay(&mut paid, 1);
        assert!(delete(&replay(paid), cmd()).is_err());
        let mut events = pending();
        events.extend(delete(&replay(events.clone()), cmd()).unwrap());
        assert_eq!(delete(&replay(events), cmd()), Err(OrderError::Deleted));
    }
}

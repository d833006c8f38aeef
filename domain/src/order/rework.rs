//! Doing something again that was done badly: for nothing, and without another income.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Step};
use crate::user::Actor;
use crate::values::Notes;

/// Has finished work done again.
#[derive(Debug, Clone)]
pub struct ReworkOrder {
    /// Why.
    pub reason: Notes,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether it is done again. The order stays completed: its income stands, and when it was
/// done again it is handed over anew.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn rework(order: &Order, cmd: ReworkOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Rework)?;
    Ok(vec![OrderEvent::ReworkRequested {
        order_id: ticket.id,
        reason: ticket.about(cmd.reason),
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{complete_cmd, completed, kasir, later, started};
    use super::super::{HandOverOrder, complete, hand_over};
    use super::*;
    use crate::log::replay;

    fn cmd() -> ReworkOrder {
        ReworkOrder { reason: Notes::parse("masih kotor").unwrap(), by: kasir(), at: later() }
    }

    #[test]
    fn what_is_done_again_earns_once_and_is_handed_over_anew() {
        assert!(rework(&replay(started()), cmd()).is_err());
        let give = || HandOverOrder { notes: None, by: kasir(), at: later() };
        let mut events = completed();
        events.extend(hand_over(&replay(events.clone()), give()).unwrap());
        events.extend(rework(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events.clone());
        assert_eq!(order.ticket().unwrap().sub_status(), Some("rework"));
        assert!(hand_over(&order, give()).is_err() && rework(&order, cmd()).is_err());
        let done = complete(&order, complete_cmd()).unwrap();
        assert!(matches!(done[..], [OrderEvent::ReworkFinished { .. }]), "no second income");
        events.extend(done);
        assert!(hand_over(&replay(events), give()).is_ok());
    }
}

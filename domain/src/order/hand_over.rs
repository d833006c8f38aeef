//! Handing a finished order over to the customer.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Step};
use crate::user::Actor;
use crate::values::Notes;

/// Hands a finished order over to the customer.
#[derive(Debug, Clone)]
pub struct HandOverOrder {
    /// What was written down about it.
    pub notes: Option<Notes>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the customer gets it. Unpaid orders are handed over too: whoever does so sees
/// what is outstanding.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn hand_over(order: &Order, cmd: HandOverOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::HandOver)?;
    Ok(vec![OrderEvent::OrderHandedOver {
        order_id: ticket.id,
        notes: cmd.notes.map(|notes| ticket.about(notes)),
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, started};
    use super::*;
    use crate::log::replay;

    fn cmd() -> HandOverOrder {
        HandOverOrder { notes: None, by: kasir(), at: later() }
    }

    #[test]
    fn a_car_still_in_work_is_not_handed_over_and_a_finished_one_once() {
        assert!(hand_over(&replay(started()), cmd()).is_err());
        let mut events = completed();
        assert_eq!(replay::<Order>(events.clone()).ticket().unwrap().sub_status(), Some("ready"));
        events.extend(hand_over(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().sub_status(), Some("handed_over"));
        assert!(hand_over(&order, cmd()).is_err());
    }
}

//! Putting right what was written down about an order: notes, and when it is wanted.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Step};
use crate::user::Actor;
use crate::values::Notes;

/// Puts right what was written down. What is not named stays.
#[derive(Debug, Clone)]
#[allow(clippy::option_option)] // to leave alone, to take away, to set
pub struct CorrectOrder {
    /// The notes from now on.
    pub notes: Option<Option<Notes>>,
    /// When the customer wants it done from now on.
    pub scheduled_at: Option<Option<DateTime<Utc>>>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what is to be put right. What is right already changes nothing.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn correct(order: &Order, cmd: CorrectOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Correct)?;
    let CorrectOrder { notes, scheduled_at, by, at: occurred_at } = cmd;
    let order_id = ticket.id;
    let mut events = Vec::new();
    let notes = notes.map(|notes| notes.map(|notes| ticket.about(notes)));
    if let Some(notes) = notes.filter(|notes| *notes != ticket.notes) {
        events.push(OrderEvent::NotesChanged { order_id, notes, by: by.clone(), occurred_at });
    }
    if let Some(scheduled_at) = scheduled_at.filter(|time| *time != ticket.scheduled_at) {
        events.push(OrderEvent::OrderScheduled { order_id, scheduled_at, by, occurred_at });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{kasir, later, pending};
    use super::*;
    use crate::log::replay;

    #[test]
    fn only_what_is_named_and_differs_is_changed() {
        let cmd = |notes: Option<Option<&str>>| CorrectOrder {
            notes: notes.map(|notes| notes.map(|text| Notes::parse(text).unwrap())),
            scheduled_at: None,
            by: kasir(),
            at: later(),
        };
        let mut events = pending();
        let order: Order = replay(events.clone());
        assert_eq!(correct(&order, cmd(None)), Ok(vec![]));
        assert_eq!(correct(&order, cmd(Some(None))), Ok(vec![]), "there were none");
        events.extend(correct(&order, cmd(Some(Some("awas spion")))).unwrap());
        let order: Order = replay(events.clone());
        let notes = order.ticket().unwrap().notes.clone().unwrap();
        assert_eq!(notes.get().as_str(), "awas spion");
        assert_eq!(correct(&order, cmd(Some(Some("awas spion")))), Ok(vec![]));
    }
}

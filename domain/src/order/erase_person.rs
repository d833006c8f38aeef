//! What an order says of somebody without a record is erased. The order itself, what it cost and what it
//! earned, stays as it is: nothing else changes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Agreed, CarWash, Carpet, Details, Order, OrderError, OrderEvent, Ticket, Water, Work};
use crate::user::Actor;
use crate::values::{Erasable, ErasureReason, Money, Personal, Subject};

/// Whether something was written down about somebody whom only this order knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalkInData {
    /// Nothing: it is an order of a customer with a record, and always was.
    #[default]
    None,
    /// There may be something.
    Kept,
    /// There was, and it was erased.
    Erased,
}

impl WalkInData {
    /// After what was said on the order was about that person.
    pub(super) fn with(self, subject: Subject) -> Self {
        match (self, subject) {
            (Self::None, Subject::WalkIn(_)) => Self::Kept,
            (
                _,
                Subject::WalkIn(_) | Subject::Customer(_) | Subject::Employee(_) | Subject::User(_),
            ) => self,
        }
    }
}

/// Erases what an order says of somebody without a record.
#[derive(Debug, Clone)]
pub struct ErasePerson {
    /// Why.
    pub reason: ErasureReason,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether somebody is forgotten whom this order alone knows. The log destroys the key of their
/// data with the event: of payments and refunds for this order, too.
///
/// # Errors
/// [`OrderError::NoWalkIn`]; [`OrderError::PersonNeeded`] while work goes on or something is owed;
/// [`OrderError::PersonErased`], [`OrderError::NotFound`].
pub fn erase_person(order: &Order, cmd: ErasePerson) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    match ticket.walk_in_data {
        WalkInData::None => return Err(OrderError::NoWalkIn),
        WalkInData::Erased => return Err(OrderError::PersonErased),
        WalkInData::Kept => {}
    }
    if ticket.needs_its_person() {
        return Err(OrderError::PersonNeeded);
    }
    let ErasePerson { reason, by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::WalkInErased { order_id: ticket.id, reason, by, occurred_at }])
}

impl Ticket {
    /// Whether somebody waits for something: the car, or the money.
    fn needs_its_person(&self) -> bool {
        let done = match self.work {
            Work::Completed | Work::Cancelled => !self.reworking,
            Work::Pending | Work::InProgress | Work::QualityCheck => false,
        };
        // What was taken from view was never begun, and nothing was paid for it.
        self.deleted_at.is_none() && (!done || self.outstanding() > Money::ZERO)
    }

    /// Leaves tombstones where something is said of the walk-in. What is left is the same whether the
    /// events before could still be read or not.
    pub(super) fn forget_walk_in(&mut self) {
        let theirs = Subject::WalkIn(self.id);
        if let Some(person) = &mut self.walk_in {
            forget(&mut person.name, theirs);
            forget(&mut person.phone, theirs);
        }
        forget(&mut self.notes, theirs);
        if let Some(cancellation) = &mut self.cancellation {
            forget_one(&mut cancellation.reason, theirs);
        }
        match &mut self.price.agreed {
            Some(Agreed::Discount { reason, .. }) => forget_one(reason, theirs),
            Some(Agreed::Raise { reason }) => forget(reason, theirs),
            Some(Agreed::Automatic) | None => {}
        }
        match &mut self.details {
            Details::CarWash(CarWash { license_plate, .. }) => forget(license_plate, theirs),
            Details::Laundry(_) => {}
            Details::Carpet(Carpet { pickup, delivery, condition, .. }) => {
                if let Some(pickup) = pickup {
                    forget_one(&mut pickup.address, theirs);
                }
                if let Some(delivery) = delivery {
                    forget_one(&mut delivery.address, theirs);
                }
                forget(condition, theirs);
            }
            Details::WaterDelivery(Water { destination, .. }) => {
                if let Some(destination) = destination {
                    forget_one(&mut destination.address, theirs);
                }
            }
        }
        self.walk_in_data = WalkInData::Erased;
    }
}

fn forget<T: Erasable>(said: &mut Option<Personal<T>>, of: Subject) {
    if let Some(said) = said {
        forget_one(said, of);
    }
}

fn forget_one<T: Erasable>(said: &mut Personal<T>, of: Subject) {
    if said.subject() == of {
        said.erase();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixtures::*;
    use super::super::samples::walk_in_histories;
    use super::super::{
        CancelOrder, DeleteOrder, Orderer, PlaceOrder, ReworkOrder, cancel, delete, place, rework,
    };
    use super::*;
    use crate::log::{LogEvent, replay};
    use crate::values::{Notes, OrderId, Outlet, PersonName};

    fn cmd() -> ErasePerson {
        ErasePerson { reason: ErasureReason::Requested, by: kasir(), at: later() }
    }

    fn erased(events: &[OrderEvent]) -> Vec<OrderEvent> {
        let order: Order = replay(events.to_vec());
        let mut events = events.to_vec();
        events.extend(erase_person(&order, cmd()).unwrap());
        events
    }

    /// The JSON with a tombstone wherever something is said of the walk-in.
    fn without_them(value: Value) -> Value {
        match value {
            Value::Object(fields) if fields.get("subject") == Some(&json!("walk-in/1")) => {
                json!({"subject": "walk-in/1", "erased": true})
            }
            Value::Object(fields) => {
                fields.into_iter().map(|(name, value)| (name, without_them(value))).collect()
            }
            Value::Array(values) => values.into_iter().map(without_them).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
        }
    }

    fn unread(events: &[OrderEvent]) -> Vec<OrderEvent> {
        let read = |event| {
            let sealed = without_them(serde_json::to_value(event).unwrap());
            serde_json::from_value(sealed).unwrap()
        };
        events.iter().map(read).collect()
    }

    #[test]
    fn every_word_about_the_walk_in_goes_and_nothing_else_changes() {
        for history in walk_in_histories() {
            let before: Order = replay(history.clone());
            let events = erased(&history);
            let theirs = Subject::WalkIn(OrderId::new(1).unwrap());
            assert_eq!(events.last().unwrap().erases(), Some(theirs));
            let after: Order = replay(events.clone());
            let mut expected = without_them(serde_json::to_value(&before).unwrap());
            assert_ne!(expected, serde_json::to_value(&before).unwrap(), "there was something");
            expected["walk_in_data"] = json!("erased");
            assert_eq!(serde_json::to_value(&after).unwrap(), expected);
            assert_eq!(replay::<Order>(unread(&events)), after, "whether it can be read or not");
            assert_eq!(erase_person(&after, cmd()), Err(OrderError::PersonErased));
        }
    }

    #[test]
    fn who_waits_or_owes_is_still_needed() {
        let refused = |events| erase_person(&replay(events), cmd()).unwrap_err();
        assert_eq!(refused(pending()), OrderError::PersonNeeded);
        assert_eq!(refused(started()), OrderError::PersonNeeded);
        assert_eq!(refused(completed()), OrderError::PersonNeeded, "nothing is paid");
        let mut paid = completed();
        let due = replay::<Order>(paid.clone()).ticket().unwrap().outstanding();
        pay(&mut paid, due.get());
        assert!(erase_person(&replay(paid.clone()), cmd()).is_ok());
        let reason = Notes::parse("masih kotor").unwrap();
        let again = ReworkOrder { reason, by: kasir(), at: later() };
        paid.extend(rework(&replay(paid.clone()), again).unwrap());
        assert_eq!(refused(paid), OrderError::PersonNeeded, "it is done again");
        let mut gone = pending();
        let off = DeleteOrder { by: kasir(), at: later() };
        gone.extend(delete(&replay(gone.clone()), off).unwrap());
        assert!(erase_person(&replay(gone), cmd()).is_ok());
        assert_eq!(erase_person(&Order::default(), cmd()), Err(OrderError::NotFound));
    }

    #[test]
    fn a_customer_with_a_record_is_forgotten_by_their_record() {
        let orderer =
            Orderer { customer: Some(vip()), name: PersonName::parse("Budi").ok(), phone: None };
        let events = place(&Order::default(), PlaceOrder { orderer, ..place_wash() });
        let mut events = events.unwrap();
        let off = CancelOrder {
            outlet: Outlet::first(),
            reason: Notes::parse("hujan").unwrap(),
            by: kasir(),
            at: later(),
        };
        events.extend(cancel(&replay(events.clone()), off).unwrap());
        assert_eq!(erase_person(&replay(events), cmd()), Err(OrderError::NoWalkIn));
    }
}

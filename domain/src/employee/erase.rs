//! What is known about a worker as a person is erased, once they left and nothing waits for them. What
//! they did, and what they earned, stays.

use chrono::{DateTime, Utc};

use super::{Employee, EmployeeError, EmployeeEvent, EmployeeStatus};
use crate::values::ErasureReason;

/// Erases what is known about a worker.
#[derive(Debug, Clone, Copy)]
pub struct EraseEmployee {
    /// Why.
    pub reason: ErasureReason,
    /// How many orders that are not done are theirs; it was looked up before.
    pub open_orders: i64,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether a worker is forgotten. The log destroys the key of their data with the event.
///
/// # Errors
/// [`EmployeeError::StillHere`], [`EmployeeError::HasWork`]: who they are is still needed;
/// [`EmployeeError::Erased`], [`EmployeeError::NotFound`].
pub fn erase(employee: &Employee, cmd: EraseEmployee) -> Result<Vec<EmployeeEvent>, EmployeeError> {
    let known = employee.known()?;
    match known.status {
        EmployeeStatus::Active => return Err(EmployeeError::StillHere),
        EmployeeStatus::Inactive => {}
    }
    if cmd.open_orders > 0 {
        return Err(EmployeeError::HasWork { orders: cmd.open_orders });
    }
    Ok(vec![EmployeeEvent::EmployeeErased {
        employee_id: known.worker.id,
        reason: cmd.reason,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{name, now, registered, retired};
    use super::super::{EditEmployee, RehireEmployee, edit, rehire};
    use super::*;
    use crate::log::{LogAggregate, LogEvent, replay};
    use crate::values::{ERASED, Outlet, Subject};

    const CMD: fn() -> EraseEmployee =
        || EraseEmployee { reason: ErasureReason::Requested, open_orders: 0, at: now() };

    fn erased() -> Vec<EmployeeEvent> {
        let mut events = retired();
        events.extend(erase(&replay(events.clone()), CMD()).unwrap());
        events
    }

    #[test]
    fn who_is_forgotten_is_called_nothing_and_stays_a_worker_who_left() {
        let events = erased();
        let subject = Subject::Employee(super::super::fixtures::join().employee_id);
        assert_eq!(events.last().unwrap().erases(), Some(subject));
        let gone: Employee = replay(events);
        let known = gone.employment().unwrap();
        assert_eq!((known.worker.name.get().as_str(), &known.phone), (ERASED, &None));
        assert_eq!(known.status, EmployeeStatus::Inactive);
        assert_eq!((known.erased_at, gone.claims()), (Some(now()), vec![]));
        let text = serde_json::to_string(&gone).unwrap();
        assert!(!text.contains("Ahmad") && !text.contains("0813"), "{text}");
    }

    #[test]
    fn the_state_is_the_same_whether_the_events_before_can_still_be_read_or_not() {
        let sealed = |mut event: EmployeeEvent| {
            if let EmployeeEvent::EmployeeRegistered { name, phone, .. } = &mut event {
                name.erase();
                phone.as_mut().unwrap().erase();
            }
            event
        };
        let unread: Employee = replay(erased().into_iter().map(sealed));
        assert_eq!(unread, replay(erased()));
    }

    #[test]
    fn who_works_here_or_has_work_to_do_is_still_needed() {
        assert_eq!(erase(&replay(registered()), CMD()), Err(EmployeeError::StillHere));
        let busy = EraseEmployee { open_orders: 2, ..CMD() };
        assert_eq!(erase(&replay(retired()), busy), Err(EmployeeError::HasWork { orders: 2 }));
        assert_eq!(erase(&Employee::default(), CMD()), Err(EmployeeError::NotFound));
    }

    #[test]
    fn who_was_forgotten_is_not_forgotten_again_and_does_not_come_back() {
        let gone: Employee = replay(erased());
        assert_eq!(erase(&gone, CMD()), Err(EmployeeError::Erased));
        let back = RehireEmployee { outlet: Outlet::first(), at: now() };
        assert_eq!(rehire(&gone, back), Err(EmployeeError::Erased));
        let rename =
            EditEmployee { name: Some(name("Ahmad")), phone: None, outlet_id: None, at: now() };
        assert_eq!(edit(&gone, rename), Err(EmployeeError::Erased));
    }
}

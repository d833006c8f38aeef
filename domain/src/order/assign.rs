//! Deciding who works on an order; open until it is completed.

use chrono::{DateTime, Utc};

use super::place::each_once;
use super::{Order, OrderError, OrderEvent, Work};
use crate::employee::Worker;
use crate::user::Actor;

/// Decides who works on an order, in place of whoever was to.
#[derive(Debug, Clone)]
pub struct AssignEmployees {
    /// All who shall work on it.
    pub employees: Vec<Worker>,
    /// Who decides.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides who works on the order. The same people again change nothing.
///
/// # Errors
/// [`OrderError::AlreadyCompleted`], [`OrderError::NobodyAssigned`] once work began,
/// [`OrderError::SameEmployeeTwice`], [`OrderError::NotFound`].
pub fn assign(order: &Order, cmd: AssignEmployees) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    each_once(&cmd.employees)?;
    match ticket.work {
        Work::Completed => return Err(OrderError::AlreadyCompleted),
        Work::InProgress if cmd.employees.is_empty() => return Err(OrderError::NobodyAssigned),
        Work::Pending | Work::InProgress => {}
    }
    if cmd.employees == ticket.employees {
        return Ok(Vec::new());
    }
    Ok(vec![OrderEvent::EmployeesAssigned {
        order_id: ticket.id,
        employees: cmd.employees,
        assigned_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ahmad, completed, kasir, later, pending, started, wati};
    use super::*;
    use crate::log::replay;

    fn cmd(employees: Vec<Worker>) -> AssignEmployees {
        AssignEmployees { employees, by: kasir(), at: later() }
    }

    #[test]
    fn workers_can_change_until_the_work_is_done() {
        let mut events = started();
        events.extend(assign(&replay(events.clone()), cmd(vec![wati(), ahmad()])).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().employees, [wati(), ahmad()]);
        let refused = assign(&replay(completed()), cmd(vec![wati()]));
        assert_eq!(refused, Err(OrderError::AlreadyCompleted));
    }

    #[test]
    fn the_same_people_again_change_nothing() {
        assert_eq!(assign(&replay(pending()), cmd(vec![ahmad()])), Ok(vec![]));
    }

    #[test]
    fn work_that_began_is_not_left_alone() {
        assert_eq!(assign(&replay(started()), cmd(vec![])), Err(OrderError::NobodyAssigned));
        assert!(assign(&replay(pending()), cmd(vec![])).is_ok());
    }
}

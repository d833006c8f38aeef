//! Deciding who works on an order; open until it is completed.

use chrono::{DateTime, Utc};

use super::place::each_once;
use super::{Order, OrderError, OrderEvent, State, Step};
use crate::employee::Worker;
use crate::user::Actor;
use crate::values::EmployeeId;

/// Decides who works on an order, in place of whoever was to.
#[derive(Debug, Clone)]
pub struct AssignEmployees {
    /// All who shall work on it.
    pub employees: Vec<Worker>,
    /// The worker behind the login that decides.
    pub editor: Option<EmployeeId>,
    /// Who decides.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides who works on the order. The same people again change nothing.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NobodyAssigned`] once work began,
/// [`OrderError::SameEmployeeTwice`], [`OrderError::PaysTheEditor`], [`OrderError::NotFound`].
pub fn assign(order: &Order, cmd: AssignEmployees) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Assign)?;
    each_once(&cmd.employees)?;
    let begun = ticket.state() != State::Pending;
    if begun && cmd.employees.is_empty() && ticket.details.needs_workers() {
        return Err(OrderError::NobodyAssigned);
    }
    if cmd.employees == ticket.employees {
        return Ok(Vec::new());
    }
    if cmd.editor.is_some_and(|editor| cmd.employees.iter().any(|worker| worker.id == editor)) {
        return Err(OrderError::PaysTheEditor);
    }
    Ok(vec![OrderEvent::EmployeesAssigned {
        order_id: ticket.id,
        employees: cmd.employees,
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ahmad, completed, kasir, later, pending, started, wati};
    use super::*;
    use crate::log::replay;

    fn cmd(employees: Vec<Worker>) -> AssignEmployees {
        AssignEmployees { employees, editor: None, by: kasir(), at: later() }
    }

    #[test]
    fn workers_can_change_until_the_work_is_done() {
        let mut events = started();
        events.extend(assign(&replay(events.clone()), cmd(vec![wati(), ahmad()])).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().employees, [wati(), ahmad()]);
        let refused = assign(&replay(completed()), cmd(vec![wati()])).unwrap_err();
        assert!(matches!(refused, OrderError::CannotNow { step: Step::Assign, .. }));
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

    #[test]
    fn nobody_puts_themselves_on_a_job_or_others_off_their_own() {
        let by_wati = |employees| AssignEmployees { editor: Some(wati().id), ..cmd(employees) };
        let order = replay(started());
        let refused = Err(OrderError::PaysTheEditor);
        assert_eq!(assign(&order, by_wati(vec![ahmad(), wati()])), refused);
        assert_eq!(assign(&order, by_wati(vec![wati()])), refused);
        assert!(
            assign(&order, AssignEmployees { editor: Some(ahmad().id), ..cmd(vec![wati()]) })
                .is_ok()
        );
    }
}

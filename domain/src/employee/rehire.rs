//! Somebody who left comes back, if nobody has their name by now.

use chrono::{DateTime, Utc};

use super::{Employee, EmployeeError, EmployeeEvent, EmployeeStatus};
use crate::values::Outlet;

/// Writes down that a worker came back.
#[derive(Debug, Clone, Copy)]
pub struct RehireEmployee {
    /// Where, for the day.
    pub outlet: Outlet,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the worker comes back.
///
/// # Errors
/// [`EmployeeError::AlreadyActive`], [`EmployeeError::Erased`], [`EmployeeError::NotFound`].
pub fn rehire(
    employee: &Employee,
    cmd: RehireEmployee,
) -> Result<Vec<EmployeeEvent>, EmployeeError> {
    let known = employee.known()?;
    match known.status {
        EmployeeStatus::Active => Err(EmployeeError::AlreadyActive),
        EmployeeStatus::Inactive => Ok(vec![EmployeeEvent::EmployeeRehired {
            employee_id: known.worker.id,
            business_day: cmd.outlet.business_day(cmd.at),
            occurred_at: cmd.at,
        }]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{now, registered, retired};
    use super::*;
    use crate::log::{LogAggregate, replay};

    fn cmd() -> RehireEmployee {
        RehireEmployee { outlet: Outlet::first(), at: now() }
    }

    #[test]
    fn who_comes_back_claims_their_name_again() {
        let mut events = retired();
        events.extend(rehire(&replay(events.clone()), cmd()).unwrap());
        let ahmad: Employee = replay(events);
        assert_eq!(ahmad.employment().unwrap().status, EmployeeStatus::Active);
        assert_eq!(ahmad.claims(), replay::<Employee>(registered()).claims());
    }

    #[test]
    fn only_who_left_comes_back() {
        assert_eq!(rehire(&replay(registered()), cmd()), Err(EmployeeError::AlreadyActive));
        assert_eq!(rehire(&Employee::default(), cmd()), Err(EmployeeError::NotFound));
    }
}

//! Somebody leaves. They are never deleted: orders name them, and they may come back.

use chrono::{DateTime, Utc};

use super::{Employee, EmployeeError, EmployeeEvent, EmployeeStatus};
use crate::values::Outlet;

/// Writes down that a worker left.
#[derive(Debug, Clone, Copy)]
pub struct RetireEmployee {
    /// Where, for the day.
    pub outlet: Outlet,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the worker leaves. What they are assigned to stays theirs.
///
/// # Errors
/// [`EmployeeError::AlreadyRetired`], [`EmployeeError::NotFound`].
pub fn retire(
    employee: &Employee,
    cmd: RetireEmployee,
) -> Result<Vec<EmployeeEvent>, EmployeeError> {
    let known = employee.employed()?;
    match known.status {
        EmployeeStatus::Inactive => Err(EmployeeError::AlreadyRetired),
        EmployeeStatus::Active => Ok(vec![EmployeeEvent::EmployeeRetired {
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

    fn cmd() -> RetireEmployee {
        RetireEmployee { outlet: Outlet::first(), at: now() }
    }

    #[test]
    fn who_leaves_lets_go_of_their_name() {
        assert_eq!(replay::<Employee>(registered()).claims().len(), 1);
        let ahmad: Employee = replay(retired());
        assert_eq!(ahmad.employment().unwrap().status, EmployeeStatus::Inactive);
        assert_eq!(ahmad.claims(), []);
    }

    #[test]
    fn nobody_leaves_twice() {
        assert_eq!(retire(&replay(retired()), cmd()), Err(EmployeeError::AlreadyRetired));
        assert_eq!(retire(&Employee::default(), cmd()), Err(EmployeeError::NotFound));
    }
}

//! Registering a paid worker.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Employee, EmployeeError, EmployeeEvent};
use crate::values::{EmployeeId, OutletId, PersonName, Personal, Phone, Subject};

/// Registers a paid worker.
#[derive(Debug, Clone)]
pub struct RegisterEmployee {
    /// The new worker's id.
    pub employee_id: EmployeeId,
    /// Where they work.
    pub outlet_id: OutletId,
    /// Their name (EM-VAL-002).
    pub name: PersonName,
    /// Their phone, if known.
    pub phone: Option<Phone>,
    /// First day of work.
    pub hire_date: NaiveDate,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the worker joins.
///
/// # Errors
/// [`EmployeeError::AlreadyRegistered`].
pub fn register(
    employee: &Employee,
    cmd: RegisterEmployee,
) -> Result<Vec<EmployeeEvent>, EmployeeError> {
    if employee.employment().is_some() {
        return Err(EmployeeError::AlreadyRegistered);
    }
    let subject = Subject::Employee(cmd.employee_id);
    Ok(vec![EmployeeEvent::EmployeeRegistered {
        employee_id: cmd.employee_id,
        outlet_id: cmd.outlet_id,
        name: Personal::about(subject, cmd.name),
        phone: cmd.phone.map(|phone| Personal::about(subject, phone)),
        hire_date: cmd.hire_date,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{join, registered};
    use super::*;
    use crate::claim::{Claim, ClaimScope};
    use crate::log::{LogAggregate, replay};

    #[test]
    fn a_worker_is_registered_once() {
        let ahmad: Employee = replay(registered());
        assert_eq!(ahmad.employment().unwrap().worker.name.get().as_str(), "Ahmad");
        assert_eq!(register(&ahmad, join()), Err(EmployeeError::AlreadyRegistered));
    }

    #[test]
    fn a_worker_need_not_have_a_phone() {
        let unreachable = RegisterEmployee { phone: None, ..join() };
        let ahmad: Employee = replay(register(&Employee::default(), unreachable).unwrap());
        assert_eq!(ahmad.employment().unwrap().phone, None, "VAL-14");
    }

    #[test]
    fn a_name_is_claimed_in_whatever_letters_it_is_written() {
        let ahmad: Employee = replay(registered());
        assert_eq!(ahmad.claims(), [Claim::any_case(ClaimScope::EMPLOYEE_NAME, " AHMAD ")]);
    }
}

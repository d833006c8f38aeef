//! Registering a paid worker.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Employee, EmployeeEvent};
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

/// Why a worker was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmployeeError {
    /// That id is a worker already.
    #[error("this employee is registered already")]
    AlreadyRegistered,
}

/// Decides whether the worker joins.
///
/// # Errors
/// [`EmployeeError`].
pub fn register(
    employee: &Employee,
    cmd: RegisterEmployee,
) -> Result<Vec<EmployeeEvent>, EmployeeError> {
    if employee.worker().is_some() {
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
    use super::*;
    use crate::log::replay;

    #[test]
    fn a_worker_is_registered_once() {
        let cmd = RegisterEmployee {
            employee_id: EmployeeId::new(1).unwrap(),
            outlet_id: OutletId::new(1).unwrap(),
            name: PersonName::parse("Ahmad").unwrap(),
            phone: None,
            hire_date: "2024-01-02".parse().unwrap(),
            at: "2026-11-23T01:00:00Z".parse().unwrap(),
        };
        let ahmad: Employee = replay(register(&Employee::default(), cmd.clone()).unwrap());
        assert_eq!(ahmad.worker().unwrap().name.get().as_str(), "Ahmad");
        assert_eq!(register(&ahmad, cmd), Err(EmployeeError::AlreadyRegistered));
    }
}

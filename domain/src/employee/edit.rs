//! Correcting what is known of a worker.

use chrono::{DateTime, Utc};

use super::{Employee, EmployeeError, EmployeeEvent};
use crate::values::{OutletId, PersonName, Personal, Phone, Subject};

/// Corrects what is known of a worker.
#[derive(Debug, Clone)]
pub struct EditEmployee {
    /// Their name from now on (EM-VAL-001a), if it changes.
    pub name: Option<PersonName>,
    /// Their phone from now on, if it changes: another, or none.
    pub phone: Option<Option<Phone>>,
    /// Where they work from now on, if that changes: an outlet that exists.
    pub outlet_id: Option<OutletId>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing.
///
/// # Errors
/// [`EmployeeError::Erased`], [`EmployeeError::NotFound`].
pub fn edit(employee: &Employee, cmd: EditEmployee) -> Result<Vec<EmployeeEvent>, EmployeeError> {
    let known = employee.known()?;
    let (employee_id, occurred_at) = (known.worker.id, cmd.at);
    let subject = Subject::Employee(employee_id);
    let mut events = Vec::new();
    if let Some(name) = cmd.name.filter(|name| name != known.worker.name.get()) {
        let name = Personal::about(subject, name);
        events.push(EmployeeEvent::EmployeeRenamed { employee_id, name, occurred_at });
    }
    let current = known.phone.as_ref().map(Personal::get);
    if let Some(phone) = cmd.phone.filter(|phone| phone.as_ref() != current) {
        let phone = phone.map(|phone| Personal::about(subject, phone));
        events.push(EmployeeEvent::EmployeePhoneChanged { employee_id, phone, occurred_at });
    }
    if let Some(outlet_id) = cmd.outlet_id.filter(|outlet_id| *outlet_id != known.outlet_id) {
        events.push(EmployeeEvent::EmployeeTransferred { employee_id, outlet_id, occurred_at });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{name, now, phone, registered};
    use super::*;
    use crate::claim::{Claim, ClaimScope};
    use crate::log::{LogAggregate, replay};

    #[allow(clippy::option_option)] // as in the command
    fn cmd(name: Option<PersonName>, phone: Option<Option<Phone>>) -> EditEmployee {
        EditEmployee { name, phone, outlet_id: None, at: now() }
    }

    #[test]
    fn a_renamed_worker_claims_the_new_name_only() {
        let mut events = registered();
        events.extend(edit(&replay(events.clone()), cmd(Some(name("Ahmad Yani")), None)).unwrap());
        let ahmad: Employee = replay(events);
        assert_eq!(ahmad.employment().unwrap().worker.name.get(), &name("Ahmad Yani"));
        assert_eq!(ahmad.claims(), [Claim::any_case(ClaimScope::EMPLOYEE_NAME, "ahmad yani")]);
    }

    #[test]
    fn writing_a_name_in_other_letters_claims_nothing_new() {
        let ahmad: Employee = replay(registered());
        let mut events = registered();
        events.extend(edit(&ahmad, cmd(Some(name("AHMAD")), None)).unwrap());
        assert_eq!(events.len(), 2);
        assert_eq!(replay::<Employee>(events).claims(), ahmad.claims());
    }

    #[test]
    fn a_phone_can_change_or_be_taken_away() {
        let mut events = registered();
        let other = cmd(None, Some(Some(phone("0812-0000-1111"))));
        events.extend(edit(&replay(events.clone()), other).unwrap());
        events.extend(edit(&replay(events.clone()), cmd(None, Some(None))).unwrap());
        assert_eq!(events.len(), 3);
        assert_eq!(replay::<Employee>(events).employment().unwrap().phone, None);
    }

    #[test]
    fn a_worker_goes_to_another_outlet() {
        let second = OutletId::new(2).unwrap();
        let cmd = EditEmployee { outlet_id: Some(second), ..cmd(None, None) };
        let mut events = registered();
        events.extend(edit(&replay(events.clone()), cmd.clone()).unwrap());
        let ahmad: Employee = replay(events);
        assert_eq!(ahmad.employment().unwrap().outlet_id, second);
        assert_eq!(edit(&ahmad, cmd), Ok(vec![]), "they are there already");
    }

    #[test]
    fn what_stays_as_it_is_changes_nothing() {
        let ahmad: Employee = replay(registered());
        let same = cmd(Some(name("Ahmad")), Some(Some(phone("0813-1111-2222"))));
        assert_eq!(edit(&ahmad, same), Ok(vec![]));
        assert_eq!(edit(&ahmad, cmd(None, None)), Ok(vec![]));
        assert_eq!(edit(&Employee::default(), cmd(None, None)), Err(EmployeeError::NotFound));
    }
}

//! Correcting what is known of a worker.

use domain::employee::{self, EditEmployee, Employee};
use domain::user::Permission;
use domain::values::{EmployeeId, OutletId, PersonName, Phone};
use infra::event_log::Loaded;

use super::Target;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to correct.
#[derive(Debug, Clone, Default)]
pub struct EmployeeEdits {
    /// Their name from now on, if it changes.
    pub name: Option<PersonName>,
    /// Their phone from now on, if it changes: another, or none.
    pub phone: Option<Option<Phone>>,
    /// Where they work from now on, if that changes.
    pub outlet_id: Option<OutletId>,
}

/// Corrects what is known of a worker. `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn edit(
    desk: &Desk,
    call: &Call,
    id: EmployeeId,
    version: Option<i64>,
    edits: &EmployeeEdits,
) -> Result<Done<Loaded<Employee>>, CommandError> {
    let target = Target { id, version };
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::EmployeesWrite).await?;
            let EmployeeEdits { name, phone, outlet_id } = edits.clone();
            if let Some(outlet_id) = outlet_id {
                opened.draft.rely_on(&outlet(&attempt, outlet_id, "outletId").await?);
            }
            let cmd = EditEmployee { name, phone, outlet_id, at: call.at };
            let events = employee::edit(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

//! Registering a paid worker.

use chrono::NaiveDate;
use domain::employee::{self, Employee, RegisterEmployee};
use domain::user::Permission;
use domain::values::{EmployeeId, Outlet, OutletId, PersonName, Phone};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// A worker to register.
#[derive(Debug, Clone)]
pub struct NewEmployee {
    /// Their id; none draws a fresh one.
    pub employee_id: Option<EmployeeId>,
    /// Their name.
    pub name: PersonName,
    /// Their phone, if known.
    pub phone: Option<Phone>,
    /// First day of work; none is today, at the outlet.
    pub hire_date: Option<NaiveDate>,
    /// Where they work; none is the first outlet.
    pub outlet_id: Option<OutletId>,
}

/// Registers a paid worker, under a name nobody else who works here has.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    new: &NewEmployee,
) -> Result<Done<Loaded<Employee>>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::EmployeesWrite).await?;
            let (id, mut employee) = if let Some(id) = new.employee_id {
                (id.get(), attempt.load::<Employee>(id.get()).await?)
            } else {
                let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Employee)).await?;
                (id, Loaded::fresh(id))
            };
            let outlet_id = new.outlet_id.unwrap_or(Outlet::first().id);
            let place = outlet(&attempt, outlet_id, "outletId").await?;
            let today = || place.state.calendar().business_day(call.at).date();
            let cmd = RegisterEmployee {
                employee_id: EmployeeId::new(id).map_err(|e| LogError::Database(e.to_string()))?,
                outlet_id,
                name: new.name.clone(),
                phone: new.phone.clone(),
                hire_date: new.hire_date.unwrap_or_else(today),
                at: call.at,
            };
            let events = employee::register(&employee.state, cmd)?;
            let mut draft = authority.draft()?;
            draft.rely_on(&place);
            draft.append(&employee, &events)?;
            let appended = attempt.append(draft).await?;
            employee.absorb(events, &appended);
            Ok(employee)
        })
    })
    .await
}

//! What edit, retire and rehire have in common: a worker who is there, and a caller who may.

use domain::employee::{Employee, EmployeeError, EmployeeEvent};
use domain::user::Permission;
use domain::values::{EmployeeId, Outlet};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::{Call, CommandError};

/// A worker to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub id: EmployeeId,
    pub version: Option<i64>,
}

/// A worker the caller may change, to be decided about.
pub(super) struct Opened {
    pub employee: Loaded<Employee>,
    /// What else the decision relies on is added here.
    pub draft: Draft,
}

impl Target {
    /// What commands on them take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<Employee>::fresh(self.id.get()).stream()
    }

    pub(super) async fn open(self, attempt: &Attempt, call: &Call) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, Permission::EmployeesWrite).await?;
        let employee: Loaded<Employee> = attempt.load(self.id.get()).await?;
        employee.state.employment().ok_or(EmployeeError::NotFound)?;
        if self.version.is_some_and(|version| version != employee.sequence) {
            return Err(CommandError::Stale { version: employee.sequence });
        }
        Ok(Opened { draft: authority.draft()?, employee })
    }
}

impl Opened {
    /// The calendar of the outlet they work at, which the decision relies on from now on.
    pub(super) async fn calendar(&mut self, attempt: &Attempt) -> Result<Outlet, CommandError> {
        let works = self.employee.state.employment().ok_or(EmployeeError::NotFound)?;
        let place = outlet(attempt, works.outlet_id, "outletId").await?;
        self.draft.rely_on(&place);
        Ok(place.state.calendar())
    }

    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<EmployeeEvent>,
    ) -> Result<Loaded<Employee>, CommandError> {
        self.draft.append(&self.employee, &events)?;
        self.draft.shows(&self.employee);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.employee.absorb(events, &appended);
        }
        Ok(self.employee)
    }
}

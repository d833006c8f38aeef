//! What commands on logins have in common: a login that is there, and a caller who may.

use domain::employee::{Employee, EmployeeStatus};
use domain::user::{Permission, User, UserError, UserEvent};
use domain::values::{EmployeeId, UserId};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::{Authority, authorise};
use crate::{Call, CommandError};

/// A login to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub struct UserTarget {
    /// Which.
    pub id: UserId,
    /// The version the caller insists on.
    pub version: Option<i64>,
}

/// A login the caller may change, to be decided about.
pub(super) struct Opened {
    pub authority: Authority,
    pub user: Loaded<User>,
    /// What else the decision relies on is added here. It relies on the caller, who is an admin, in
    /// any case: while they take that from somebody, nobody takes it from them.
    pub draft: Draft,
}

impl UserTarget {
    /// What commands on it take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<User>::fresh(self.id.get()).stream()
    }

    pub(super) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, permission).await?;
        let user: Loaded<User> = attempt.load(self.id.get()).await?;
        user.state.login().ok_or(UserError::NotFound)?;
        if self.version.is_some_and(|version| version != user.sequence) {
            return Err(CommandError::Stale { version: user.sequence });
        }
        Ok(Opened { draft: authority.draft()?, authority, user })
    }
}

impl Opened {
    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<UserEvent>,
    ) -> Result<Loaded<User>, CommandError> {
        self.draft.append(&self.user, &events)?;
        self.draft.shows(&self.user);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.user.absorb(events, &appended);
        }
        Ok(self.user)
    }
}

/// Whoever is to be behind a login works here, still does when it is saved.
pub(super) async fn works_here(
    attempt: &Attempt,
    draft: &mut Draft,
    employee_id: EmployeeId,
) -> Result<(), CommandError> {
    let (field, what) = ("employeeId", format!("employee {employee_id}"));
    let employee: Loaded<Employee> = attempt.load(employee_id.get()).await?;
    match employee.state.employment().map(|employment| employment.status) {
        None => Err(CommandError::Unknown { field, what }),
        Some(EmployeeStatus::Inactive) => Err(CommandError::Inactive { field, what }),
        Some(EmployeeStatus::Active) => {
            draft.rely_on(&employee);
            Ok(())
        }
    }
}

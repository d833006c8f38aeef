//! Which paid worker is behind a login.

use domain::employee::{Employee, EmployeeStatus};
use domain::user::{self, LinkEmployee, Permission, User};
use domain::values::{EmployeeId, UserId};
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Says which paid worker is behind a login, or that none is. A worker is behind one login at most.
/// `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn link(
    desk: &Desk,
    call: &Call,
    id: UserId,
    version: Option<i64>,
    employee_id: Option<EmployeeId>,
) -> Result<Done<Loaded<User>>, CommandError> {
    let stream = Loaded::<User>::fresh(id.get()).stream();
    deciding(desk, call.key, &[stream], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::UsersUpdate).await?;
            let mut user: Loaded<User> = attempt.load(id.get()).await?;
            let cmd = LinkEmployee { employee_id, by: authority.actor(), at: call.at };
            let events = user::link(&user.state, cmd)?;
            if version.is_some_and(|version| version != user.sequence) {
                return Err(CommandError::Stale { version: user.sequence });
            }
            let mut draft = authority.draft()?;
            if let Some(employee_id) = employee_id.filter(|_| !events.is_empty()) {
                let (field, what) = ("employeeId", format!("employee {employee_id}"));
                let employee: Loaded<Employee> = attempt.load(employee_id.get()).await?;
                match employee.state.employment().map(|employment| employment.status) {
                    None => return Err(CommandError::Unknown { field, what }),
                    Some(EmployeeStatus::Inactive) => {
                        return Err(CommandError::Inactive { field, what });
                    }
                    Some(EmployeeStatus::Active) => draft.rely_on(&employee),
                }
            }
            draft.append(&user, &events)?;
            draft.shows(&user);
            if !draft.is_empty() {
                let appended = attempt.append(draft).await?;
                user.absorb(events, &appended);
            }
            Ok(user)
        })
    })
    .await
}

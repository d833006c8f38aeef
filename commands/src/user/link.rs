//! Which paid worker is behind a login.

use domain::user::{self, LinkEmployee, Permission, User};
use domain::values::EmployeeId;
use infra::event_log::Loaded;

use super::UserTarget;
use super::works_here::works_here;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Says which paid worker is behind a login, or that none is. A worker is behind one login at most.
///
/// # Errors
/// [`CommandError`].
pub async fn link(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
    employee_id: Option<EmployeeId>,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::UsersUpdate).await?;
            let cmd = LinkEmployee { employee_id, by: opened.authority.actor(), at: call.at };
            let events = user::link(&opened.record.state, cmd)?;
            if let Some(employee_id) = employee_id.filter(|_| !events.is_empty()) {
                works_here(&attempt, &mut opened.draft, employee_id).await?;
            }
            opened.save(&attempt, events).await
        })
    })
    .await
}

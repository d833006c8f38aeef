//! Correcting a login: whose it is, what it may do, who is behind it.

use domain::user::{self, ChangeRole, EditUser, LinkEmployee, Permission, Role, User};
use domain::values::{EmailAddress, EmployeeId, PersonName};
use infra::event_log::Loaded;

use super::UserTarget;
use super::works_here::works_here;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to correct.
#[derive(Debug, Clone, Default)]
pub struct UserEdits {
    /// Whose it is, if that changes.
    pub full_name: Option<PersonName>,
    /// Where letters about it go, if that changes.
    pub email: Option<EmailAddress>,
    /// What it may do, if that changes.
    pub role: Option<Role>,
    /// The paid worker behind it, if that changes: another, or none.
    pub employee_id: Option<Option<EmployeeId>>,
}

/// Corrects a login: all of it, or nothing.
///
/// # Errors
/// [`CommandError`].
pub async fn edit(
    desk: &Desk,
    call: &Call,
    target: UserTarget,
    edits: &UserEdits,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::UsersUpdate).await?;
            let (state, at, by) = (&opened.record.state, call.at, opened.authority.actor());
            let UserEdits { full_name, email, role, employee_id } = edits.clone();
            let mut events = user::edit(state, EditUser { full_name, email, by: by.clone(), at })?;
            if let Some(role) = role {
                let cmd = ChangeRole { role, by: opened.authority.login().clone(), at };
                events.extend(user::change_role(state, cmd)?);
            }
            if let Some(employee_id) = employee_id {
                let linked = user::link(state, LinkEmployee { employee_id, by, at })?;
                if let Some(employee_id) = employee_id.filter(|_| !linked.is_empty()) {
                    works_here(&attempt, &mut opened.draft, employee_id).await?;
                }
                events.extend(linked);
            }
            opened.save(&attempt, events).await
        })
    })
    .await
}

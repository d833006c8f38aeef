//! Giving somebody a login. The password is set beside the log by whoever calls: no secret passes
//! through an event.

use chrono::{DateTime, Utc};
use domain::user::{self, Permission, RegisterUser, Role, User};
use domain::values::{EmailAddress, EmployeeId, PersonName, UserId, Username};
use infra::event_log::{Attempt, Draft, Loaded, Metadata};

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// A login to give out.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// Its id.
    pub user_id: UserId,
    /// What is typed to sign in.
    pub username: Username,
    /// Whose it is.
    pub full_name: PersonName,
    /// Where letters about it go.
    pub email: EmailAddress,
    /// What it may do.
    pub role: Role,
    /// The paid worker behind it.
    pub employee_id: Option<EmployeeId>,
}

impl NewLogin {
    fn command(&self, at: DateTime<Utc>) -> RegisterUser {
        RegisterUser {
            user_id: self.user_id,
            username: self.username.clone(),
            full_name: self.full_name.clone(),
            email: self.email.clone(),
            role: self.role,
            employee_id: self.employee_id,
            at,
        }
    }
}

/// Gives somebody a login.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    login: &NewLogin,
) -> Result<Done<Loaded<User>>, CommandError> {
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::UsersCreate).await?;
            append(&attempt, authority.draft()?, login, call.at).await
        })
    })
    .await
}

/// Creates an administrator on the operator's word: there may be nobody yet who could.
///
/// # Errors
/// [`CommandError`].
pub async fn create_admin(
    desk: &Desk,
    at: DateTime<Utc>,
    login: &NewLogin,
) -> Result<Done<Loaded<User>>, CommandError> {
    let admin = &NewLogin { role: Role::Admin, ..login.clone() };
    deciding(desk, None, &[], move |attempt| {
        Box::pin(
            async move { append(&attempt, Draft::new(&Metadata::default(), at)?, admin, at).await },
        )
    })
    .await
}

async fn append(
    attempt: &Attempt,
    mut draft: Draft,
    login: &NewLogin,
    at: DateTime<Utc>,
) -> Result<Loaded<User>, CommandError> {
    let mut user: Loaded<User> = attempt.load(login.user_id.get()).await?;
    let events = user::register(&user.state, login.command(at))?;
    draft.append(&user, &events)?;
    let appended = attempt.append(draft).await?;
    user.absorb(events, &appended);
    Ok(user)
}

//! Giving somebody a login. The password is set beside the log by whoever calls: no secret passes
//! through an event.

use chrono::{DateTime, Utc};
use domain::user::{self, Permission, RegisterUser, Role, User};
use domain::values::{EmailAddress, EmployeeId, PersonName, UserId, Username};
use infra::event_log::{Draft, Loaded, Metadata};

use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

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
) -> Result<Loaded<User>, CommandError> {
    deciding(move || {
        Box::pin(async move {
            let authority = desk.authorise(call, Permission::UsersCreate).await?;
            append(desk, authority.draft()?, login, call.at).await
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
) -> Result<Loaded<User>, CommandError> {
    let admin = &NewLogin { role: Role::Admin, ..login.clone() };
    deciding(move || {
        Box::pin(
            async move { append(desk, Draft::new(&Metadata::default(), at)?, admin, at).await },
        )
    })
    .await
}

async fn append(
    desk: &Desk,
    mut draft: Draft,
    login: &NewLogin,
    at: DateTime<Utc>,
) -> Result<Loaded<User>, CommandError> {
    let mut user: Loaded<User> = desk.log.load(login.user_id.get()).await?;
    let events = user::register(&user.state, login.command(at))?;
    draft.append(&user, &events)?;
    let appended = desk.log.append(draft).await?;
    user.absorb(events, &appended);
    Ok(user)
}

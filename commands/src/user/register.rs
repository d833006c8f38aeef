//! Giving somebody a login. The password is set beside the log by whoever calls: no secret passes
//! through an event.

use chrono::{DateTime, Utc};
use domain::user::{self, Actor, Permission, RegisterUser, Role, User};
use domain::values::{EmailAddress, EmployeeId, PersonName, UserId, Username};
use infra::event_log::{Attempt, Draft, Kind, Loaded, LogError, Metadata};
use tokio::sync::OnceCell;

use super::works_here::works_here;
use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// A login to give out.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// Its id; none draws a fresh one.
    pub user_id: Option<UserId>,
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
    /// Whether the password it is given is to be changed first of all.
    pub temporary_password: bool,
}

/// Gives somebody a login. The reply may hold a password, so it is never made again: no idempotency
/// key is used up.
///
/// # Errors
/// [`CommandError`].
pub async fn register(
    desk: &Desk,
    call: &Call,
    login: &NewLogin,
) -> Result<Loaded<User>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    let call = &Call { key: None, ..call.clone() };
    let done = deciding(desk, None, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::UsersCreate).await?;
            let mut draft = authority.draft()?;
            if let Some(employee_id) = login.employee_id {
                works_here(&attempt, &mut draft, employee_id).await?;
            }
            let id = id_of(desk, login, drawn).await?;
            let given_by = login.temporary_password.then(|| authority.actor());
            append(&attempt, draft, login, (id, given_by, call.at)).await
        })
    });
    Ok(done.await?.what)
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
    let drawn = &OnceCell::new();
    let done = deciding(desk, None, &[], move |attempt| {
        Box::pin(async move {
            let id = id_of(desk, admin, drawn).await?;
            let draft = Draft::new(&Metadata::default(), at)?;
            append(&attempt, draft, admin, (id, None, at)).await
        })
    });
    Ok(done.await?.what)
}

async fn id_of(
    desk: &Desk,
    login: &NewLogin,
    drawn: &OnceCell<i64>,
) -> Result<UserId, CommandError> {
    if let Some(id) = login.user_id {
        return Ok(id);
    }
    let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::User)).await?;
    Ok(UserId::new(id).map_err(|error| LogError::Database(error.to_string()))?)
}

async fn append(
    attempt: &Attempt,
    mut draft: Draft,
    login: &NewLogin,
    (user_id, temporary_by, at): (UserId, Option<Actor>, DateTime<Utc>),
) -> Result<Loaded<User>, CommandError> {
    let mut user: Loaded<User> = attempt.load(user_id.get()).await?;
    let cmd = RegisterUser {
        user_id,
        username: login.username.clone(),
        full_name: login.full_name.clone(),
        email: login.email.clone(),
        role: login.role,
        employee_id: login.employee_id,
        temporary_by,
        at,
    };
    let events = user::register(&user.state, cmd)?;
    draft.append(&user, &events)?;
    let appended = attempt.append(draft).await?;
    user.absorb(events, &appended);
    Ok(user)
}

//! What a login looks like to those who look after logins, and to whose it is: whether a command or a
//! query shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use commands::Done;
use domain::user::{User, UserError};
use domain::values::EmployeeId;
use infra::event_log::Loaded;
use projections::users::UserRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Reply};

/// A login.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDetails {
    id: i64,
    username: String,
    full_name: String,
    email: String,
    /// admin, manager, cashier, service_staff, viewer
    role: String,
    /// Whether one can sign in with it.
    is_active: bool,
    /// Whether its password is good for setting another only.
    must_change_password: bool,
    /// The paid worker behind it.
    employee_id: Option<i64>,
    /// When it was last signed in with; absent before the first time, and in replies to changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// To be sent as `If-Match`.
    version: i64,
}

impl From<UserRow> for UserDetails {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            username: row.username,
            full_name: row.full_name,
            email: row.email,
            role: row.role,
            is_active: row.active,
            must_change_password: row.must_change_password,
            employee_id: row.employee_id,
            last_login: None,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

impl UserDetails {
    /// The login that a query shows, with when it was last used.
    pub(super) fn used(row: UserRow, last_logins: &BTreeMap<i64, DateTime<Utc>>) -> Self {
        Self { last_login: last_logins.get(&row.id).copied(), ..row.into() }
    }

    /// A login as it is in the log.
    ///
    /// # Errors
    /// 404 if there is none.
    pub(super) fn of(user: &Loaded<User>) -> Result<Self, ApiError> {
        let login = user.state.login().ok_or(UserError::NotFound)?;
        Ok(Self {
            id: login.actor.id.get(),
            username: login.actor.username.get().to_string(),
            full_name: login.actor.full_name.get().to_string(),
            email: login.email.get().as_str().to_owned(),
            role: login.role.name().to_owned(),
            is_active: login.active,
            must_change_password: login.must_change_password,
            employee_id: login.employee_id.map(EmployeeId::get),
            last_login: None,
            created_at: login.registered_at,
            updated_at: login.changed_at,
            version: user.sequence,
        })
    }
}

/// The reply to a command on a login, made from the login itself.
pub(super) fn changed(done: &Done<Loaded<User>>) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    let user = &done.what;
    let reply = Reply::ok(UserDetails::of(user)?);
    Ok(reply.at(user.position).version(user.sequence).replayed(done.replayed))
}

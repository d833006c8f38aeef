//! Who calls, and what they may do: from their current role, not from what their token says.

use chrono::{DateTime, Utc};
use domain::user::{Actor, Login, Permission, User};
use domain::values::{Outlet, OutletId, TillId, UserId};
use infra::event_log::{Attempt, Draft, IdempotencyKey, Loaded, Metadata};

use crate::CommandError;

/// One call of a command: by whom, when, from where.
#[derive(Debug, Clone)]
pub struct Call {
    /// The login that calls.
    pub user_id: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// The request, as in the logs and in the reply.
    pub request_id: String,
    /// The shared till it came from.
    pub till_id: Option<TillId>,
    /// The caller's address.
    pub client_ip: Option<String>,
    /// What makes a repetition of it known as such.
    pub key: Option<IdempotencyKey>,
}

/// A caller who may do what they ask for.
#[derive(Debug)]
pub(crate) struct Authority {
    user: Loaded<User>,
    login: Login,
    call: Call,
}

/// Lets the caller through if their role has the permission.
pub(crate) async fn authorise(
    attempt: &Attempt,
    call: &Call,
    permission: Permission,
) -> Result<Authority, CommandError> {
    let user: Loaded<User> = attempt.load(call.user_id.get()).await?;
    let login = user.state.login().cloned().ok_or(CommandError::UnknownCaller)?;
    if !permission.granted_to(login.role) {
        return Err(CommandError::Forbidden(permission));
    }
    Ok(Authority { user, login, call: call.clone() })
}

impl Authority {
    /// A draft in the caller's name, which loses its race if the caller's role changes before it
    /// is saved; and which uses up the call's idempotency key.
    pub(crate) fn draft(&self) -> Result<Draft, CommandError> {
        self.draft_at(Outlet::first().id)
    }

    /// The same, for something that happens at that outlet.
    pub(crate) fn draft_at(&self, outlet: OutletId) -> Result<Draft, CommandError> {
        let metadata = Metadata {
            user_id: Some(self.call.user_id.to_string()),
            username: Some(self.login.actor.username.get().to_string()),
            role: Some(self.login.role.name().to_owned()),
            outlet_id: Some(outlet.to_string()),
            till_id: self.call.till_id.map(|till_id| till_id.to_string()),
            request_id: Some(self.call.request_id.clone()),
            correlation_id: Some(self.call.request_id.clone()),
            client_ip: self.call.client_ip.clone(),
            idempotency_key: self.call.key.as_ref().map(IdempotencyKey::text),
            ..Metadata::default()
        };
        let mut draft = Draft::new(&metadata, self.call.at)?;
        draft.rely_on(&self.user);
        if let Some(key) = self.call.key {
            draft.once(key);
        }
        Ok(draft)
    }

    pub(crate) const fn login(&self) -> &Login {
        &self.login
    }

    pub(crate) fn actor(&self) -> Actor {
        self.login.actor.clone()
    }
}

//! Who calls, and what they may do: from their current role, not from what their token says.

use chrono::{DateTime, Utc};
use domain::approval::Approver;
use domain::user::{Actor, Login, Permission, User};
use domain::values::{Outlet, OutletId, TillId, UserId};
use infra::event_log::{Attempt, Draft, IdempotencyKey, Loaded, Metadata};

use crate::CommandError;
use crate::approval::{Backing, ShownApproval};

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
    /// The approval it shows, if it does.
    pub approval: Option<ShownApproval>,
}

/// A caller who may do what they ask for.
#[derive(Debug)]
pub(crate) struct Authority {
    user: Loaded<User>,
    login: Login,
    call: Call,
    /// Who stands behind the caller.
    backing: Option<Backing>,
}

/// The login, if somebody may sign in with it.
///
/// # Errors
/// [`CommandError::UnknownCaller`], [`CommandError::Deactivated`].
pub fn known(user: &Loaded<User>) -> Result<&Login, CommandError> {
    let login = user.state.login().ok_or(CommandError::UnknownCaller)?;
    if login.active { Ok(login) } else { Err(CommandError::Deactivated) }
}

/// The login, if it may do what its role may: as it is now, whatever its token says.
///
/// # Errors
/// As [`known`], and [`CommandError::MustChangePassword`].
pub fn admitted(user: &Loaded<User>) -> Result<&Login, CommandError> {
    let login = known(user)?;
    if login.must_change_password { Err(CommandError::MustChangePassword) } else { Ok(login) }
}

/// Lets the caller through if their role has the permission. Whoever approved what they ask for
/// stands behind them then.
pub(crate) async fn authorise(
    attempt: &Attempt,
    call: &Call,
    permission: Permission,
) -> Result<Authority, CommandError> {
    let user: Loaded<User> = attempt.load(call.user_id.get()).await?;
    let login = admitted(&user)?.clone();
    if !permission.granted_to(login.role) {
        return Err(CommandError::Forbidden(permission));
    }
    let backing = match &call.approval {
        Some(shown) => shown.backing(attempt, call).await?,
        None => None,
    };
    Ok(Authority { user, login, call: call.clone(), backing })
}

impl Authority {
    /// A draft in the caller's name, which loses its race if their role, or that of who approved
    /// it, changes before it is saved; and which uses up the call's idempotency key and, with its
    /// events, the approval.
    pub(crate) fn draft(&self) -> Result<Draft, CommandError> {
        self.draft_at(Outlet::first().id)
    }

    /// The same, for something that happens at that outlet.
    pub(crate) fn draft_at(&self, outlet: OutletId) -> Result<Draft, CommandError> {
        let approver = self.backing.as_ref().map(|backing| &backing.approver.actor);
        let metadata = Metadata {
            user_id: Some(self.call.user_id.to_string()),
            username: Some(self.login.actor.username.get().to_string()),
            role: Some(self.login.role.name().to_owned()),
            outlet_id: Some(outlet.to_string()),
            till_id: self.call.till_id.map(|till_id| till_id.to_string()),
            request_id: Some(self.call.request_id.clone()),
            correlation_id: Some(self.call.request_id.clone()),
            client_ip: self.call.client_ip.clone(),
            approved_by: approver.map(|actor| actor.id.to_string()),
            approver_username: approver.map(|actor| actor.username.get().to_string()),
            approval_id: self.backing.as_ref().map(|backing| backing.approval_id.clone()),
            idempotency_key: self.call.key.as_ref().map(IdempotencyKey::text),
            ..Metadata::default()
        };
        let mut draft = Draft::new(&metadata, self.call.at)?;
        draft.rely_on(&self.user);
        if let Some(backing) = &self.backing {
            draft.rely_on(&backing.user);
        }
        if let Some(key) = self.call.key {
            draft.once(key);
        }
        Ok(draft)
    }

    pub(crate) const fn login(&self) -> &Login {
        &self.login
    }

    /// When they call.
    pub(crate) const fn at(&self) -> DateTime<Utc> {
        self.call.at
    }

    /// Who approved it, if anybody did.
    pub(crate) fn approver(&self) -> Option<Approver> {
        self.backing.as_ref().map(|backing| backing.approver.clone())
    }

    pub(crate) fn actor(&self) -> Actor {
        self.login.actor.clone()
    }
}

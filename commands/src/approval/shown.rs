//! An approval that comes with a command.

use chrono::{DateTime, Utc};
use domain::approval::Approver;
use domain::user::User;
use domain::values::UserId;
use infra::event_log::{Attempt, Loaded};
use infra::keyed_hash::KeyedHash;

use super::{Approval, ApprovalError, Asked};
use crate::{Call, CommandError, admitted};

/// An approval as it was shown, and the command it was shown with.
#[derive(Clone)]
pub struct ShownApproval {
    text: String,
    asked: Asked,
}

impl std::fmt::Debug for ShownApproval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownApproval") // as good as a signature
    }
}

/// Somebody who stands behind a call, as the log has them.
#[derive(Debug)]
pub(crate) struct Backing {
    /// Who.
    pub user: Loaded<User>,
    /// What they let through, with the role they have now.
    pub approver: Approver,
    /// What is used up.
    pub approval_id: String,
}

impl ShownApproval {
    /// That text, shown with that command.
    pub const fn new(text: String, asked: Asked) -> Self {
        Self { text, asked }
    }

    /// The approval, if it counts for this caller's command at `at`.
    pub(super) fn read(
        &self,
        hash: &KeyedHash,
        caller: UserId,
        at: DateTime<Utc>,
    ) -> Result<Approval, ApprovalError> {
        Approval::read(hash, &self.text, (caller, self.asked), at)
    }

    /// Who stands behind the call. Nobody, if the approval does not count: the command is decided
    /// without it then, and says itself what it lacks.
    pub(crate) async fn backing(
        &self,
        attempt: &Attempt,
        call: &Call,
    ) -> Result<Option<Backing>, CommandError> {
        let Ok(approval) = self.read(attempt.hash(), call.user_id, call.at) else {
            return Ok(None);
        };
        let user: Loaded<User> = attempt.load(approval.by().get()).await?;
        let Ok(login) = admitted(&user) else { return Ok(None) };
        let approver = Approver {
            actor: login.actor.clone(),
            role: login.role,
            amount: approval.needed().amount,
        };
        Ok(Some(Backing { user, approver, approval_id: approval.id() }))
    }
}

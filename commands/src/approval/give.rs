//! Answering a challenge.

use domain::user::{Actor, User};
use domain::values::UserId;
use infra::event_log::Loaded;

use super::{Approval, ApprovalError, Challenge};
use crate::{CommandError, Desk, admitted};

/// Approves what a challenge is about, in the name of `approver`, who has proved who they are.
/// Nothing is appended: whether the command goes through is decided when it comes again. Returns
/// who approved, too.
///
/// # Errors
/// [`ApprovalError::Own`], [`ApprovalError::RoleTooLow`].
pub async fn give(
    desk: &Desk,
    challenge: &Challenge,
    approver: UserId,
) -> Result<(Approval, Actor), CommandError> {
    let user: Loaded<User> = desk.log.load(approver.get()).await?;
    let login = admitted(&user)?;
    if approver == challenge.caller() {
        return Err(ApprovalError::Own.into());
    }
    let role = challenge.needed().role;
    if !login.role.reaches(role) {
        return Err(ApprovalError::RoleTooLow { role }.into());
    }
    Ok((challenge.answered(approver), login.actor.clone()))
}

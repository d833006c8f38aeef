//! Letting through what a caller may not do alone. The refusal of such a command carries a challenge
//! for this very command; somebody else answers it with a proof of who they are, and gets an
//! approval; the same command goes through with it, once.
//!
//! Neither is kept anywhere: both are texts under the shop's secret. What was used up is said by the
//! metadata of the events, and claimed for good.
//!
//! How a command comes to be approved:
//! 1. Its decision takes the caller's role and an `Option<Approver>`, says what it takes as a
//!    [`Needed`] and asks that to let it through; where it does not, it refuses with an
//!    `ApprovalRequired { amount, role }` of its own context. Who approved it goes into the event.
//! 2. Its use case hands `authority.approver()` to the decision: `authorise` has looked at the call's
//!    approval, and `authority.draft()` uses it up. The permission asked of `authorise` is one that
//!    whoever may ask for it has.
//! 3. Its refusal is one more arm of `needed` here.
//! 4. Its endpoint hands a refusal to `staff.refused(&body, refusal)`, which adds the challenge.

mod challenge;
mod give;
mod shown;

pub use challenge::{Approval, Asked, Challenge, GOOD_FOR};
pub use give::give;
pub(crate) use shown::Backing;
pub use shown::ShownApproval;

use domain::approval::Needed;
use domain::claim::ClaimScope;
use domain::invoice::InvoiceError;
use domain::order::OrderError;
use domain::payment::PaymentError;
use domain::user::Role;
use infra::event_log::LogError;
use infra::keyed_hash::KeyedHash;

use crate::{Call, CommandError};

/// Why an approval was not given, or does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// The shop never wrote that text.
    #[error("must be as it was answered, unchanged")]
    Forged,
    /// It was good for a time.
    #[error(
        "it has expired: send the command again without an approval, and a new one can be given"
    )]
    Expired,
    /// It belongs to another caller, another path or another body.
    #[error("it was given for another command")]
    Elsewhere,
    /// Who asks and who approves are two people.
    #[error("nobody approves what they asked for themselves: somebody else has to")]
    Own,
    /// The role of who would approve does not reach.
    #[error("this takes the approval of a {} or above", .role.name())]
    RoleTooLow {
        /// The least role that may.
        role: Role,
    },
}

/// What would lift a refusal, and why the approval that was shown, if one was, does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    /// What it takes.
    pub needed: Needed,
    /// Why the approval shown does not count.
    pub why_not: Option<String>,
}

/// What would lift that refusal of that call: the approval of somebody else, if it is about what the
/// caller may not do alone.
pub fn lift(hash: &KeyedHash, call: &Call, refusal: &CommandError) -> Option<Lift> {
    let shown = call.approval.as_ref().map(|shown| shown.read(hash, call.user_id, call.at));
    if let CommandError::Log(LogError::Claimed { scope: ClaimScope::APPROVAL }) = refusal {
        let needed = shown?.ok()?.needed();
        return Some(Lift { needed, why_not: Some("this approval was used before".to_owned()) });
    }
    let needed = needed(refusal)?;
    let why_not = shown.map(|shown| match shown {
        Err(error) => format!("this approval does not count, for {error}"),
        Ok(approval) if approval.needed().amount == needed.amount => {
            "who approved this may not any more".to_owned()
        }
        Ok(approval) => format!("this approval is for {} Rupiah", approval.needed().amount.get()),
    });
    Some(Lift { needed, why_not })
}

/// Which refusals somebody else could lift: one arm for each.
const fn needed(refusal: &CommandError) -> Option<Needed> {
    if let CommandError::Order(OrderError::ApprovalRequired { amount, role })
    | CommandError::Invoice(InvoiceError::ApprovalRequired { amount, role })
    | CommandError::Payment(PaymentError::ApprovalRequired { amount, role }) = refusal
    {
        Some(Needed { role: *role, amount: *amount })
    } else {
        None
    }
}

//! Money of a payment that goes back, or is asked to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::user::{Actor, Role};
use crate::values::{BusinessDay, Money, Notes, Personal, RefundId, SettlementId};

/// Why money is to go back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RefundReason {
    /// As somebody said.
    Said(Personal<Notes>),
    /// It came when the order owed it no more.
    LateMoney,
}

impl RefundReason {
    /// The reason in words.
    pub fn text(&self) -> &str {
        match self {
            Self::Said(notes) => notes.get().as_str(),
            Self::LateMoney => "late money: the order did not owe it any more",
        }
    }
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// Somebody asked.
    Requested,
    /// It may be paid out.
    Approved,
    /// It will not be.
    Rejected,
    /// The customer has it.
    PaidOut,
}

impl RefundStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Approved, Self::Rejected, Self::PaidOut];

    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::PaidOut => "paid_out",
        }
    }

    /// What can be done next, by the last part of its path.
    pub const fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::Requested => &["approve", "reject"],
            Self::Approved => &["pay-out"],
            Self::Rejected | Self::PaidOut => &[],
        }
    }
}

/// Money of a payment that goes back, or is asked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// How much, in Rupiah.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// What shows it.
    pub evidence: Option<Personal<Notes>>,
    /// The least role that may give back so much.
    pub required_role: Role,
    /// How far it is.
    pub status: RefundStatus,
    /// Who asked.
    pub requested_by: Actor,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who approved it, beside whoever asked.
    pub approved_by: Option<Actor>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// Who refused it, when, and why.
    pub rejected: Option<(Actor, DateTime<Utc>, Personal<Notes>)>,
    /// Who paid it out, when, and on which day of the outlet.
    pub paid_out: Option<(Actor, DateTime<Utc>, BusinessDay)>,
    /// With what else the bank or the wallet took it from the shop, once it did.
    pub settlement_id: Option<SettlementId>,
}

impl Refund {
    /// Whether it was approved without a second person.
    pub fn approved_automatically(&self) -> bool {
        self.approved_at.is_some() && self.approved_by.is_none()
    }

    /// Whether its amount cannot be asked for again.
    pub fn reserves(&self) -> bool {
        self.status != RefundStatus::Rejected
    }

    /// When anything last happened to it.
    pub fn updated_at(&self) -> DateTime<Utc> {
        let paid = self.paid_out.as_ref().map(|(_, at, _)| *at);
        let rejected = self.rejected.as_ref().map(|(_, at, _)| *at);
        paid.or(rejected).or(self.approved_at).unwrap_or(self.requested_at)
    }
}

//! What is kept of a session and of each movement of its cash.

use chrono::{DateTime, Utc};
use domain::drawer::{Count, Denomination, Direction, Payout};
use domain::user::Actor;
use domain::values::{
    BusinessDay, DrawerId, DrawerSessionId, Money, Notes, OutletId, PaymentId, Personal,
};
use serde::{Deserialize, Serialize};

/// A session. What should be in the drawer is not reckoned here: it comes with the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Its number.
    pub id: DrawerSessionId,
    /// The log's position at which it began: sessions are listed by it.
    pub opened: i64,
    /// The drawer.
    pub drawer_id: DrawerId,
    /// Where the drawer stands.
    pub outlet_id: OutletId,
    /// The outlet's day on which it began.
    pub business_day: BusinessDay,
    /// The float, in Rupiah.
    pub opening_balance: Money,
    /// Who opened it.
    pub opened_by: Actor,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Who has it, or had it at the end.
    pub holder: Actor,
    /// How it went from hand to hand.
    pub hand_overs: Vec<HandOverRow>,
    /// Its count, once it is closed.
    pub close: Option<CloseRow>,
    /// What was said of the count since, in that order.
    pub looks: Vec<LookRow>,
}

/// A hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverRow {
    /// What was found beside what should have been there: to be shown once the session is closed.
    pub count: Count,
    /// Who had it.
    pub from: Actor,
    /// Who has it from then on.
    pub to: Actor,
    /// Who counted.
    pub counted_by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseRow {
    /// What was found beside what should have been there.
    pub count: Count,
    /// Note by note and coin by coin, if it was counted like that.
    pub denominations: Vec<Denomination>,
    /// What was written down about it.
    pub note: Option<Personal<Notes>>,
    /// Who counted.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// What somebody said of a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookRow {
    /// Whether they approved it.
    pub approved: bool,
    /// What they said.
    pub note: Personal<Notes>,
    /// Who.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

impl SessionRow {
    /// open, `closed_counted`, reconciled
    pub fn status(&self) -> &'static str {
        match &self.close {
            None => "open",
            Some(_) if self.looks.iter().any(|look| look.approved) => "reconciled",
            Some(_) => "closed_counted",
        }
    }
}

/// Cash that went in or out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementRow {
    /// The session.
    pub session_id: DrawerSessionId,
    /// The drawer.
    pub drawer_id: DrawerId,
    /// Which way.
    pub direction: Direction,
    /// How much, in Rupiah.
    pub amount: Money,
    /// What for.
    pub cause: Cause,
    /// Who moved it.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// What cash moved for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// Petty cash, and why.
    Petty(Personal<Notes>),
    /// A customer paid.
    Payment(PaymentId),
    /// A customer got something back.
    Payout(Payout),
}

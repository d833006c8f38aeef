//! What happened to a drawer.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Denomination, Direction, Payout};
use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::{
    BusinessDay, DrawerId, DrawerName, DrawerSessionId, Money, Notes, OutletId, PaymentId, Personal,
};

/// What happened to a drawer. Amounts are in Rupiah and positive; a variance is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum DrawerEvent {
    /// There is another drawer.
    DrawerInstalled {
        /// Its id.
        drawer_id: DrawerId,
        /// Where it stands.
        outlet_id: OutletId,
        /// What it is called.
        name: DrawerName,
        /// Who put it there.
        installed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// A session began.
    CashDrawerOpened {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// Where the drawer stands.
        outlet_id: OutletId,
        /// The float in it.
        opening_balance: Money,
        /// Who has it from now on.
        opened_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
        /// The outlet's day of it, to which the session belongs.
        business_day: BusinessDay,
    },
    /// Petty cash went in or out.
    CashMoved {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// Which way.
        direction: Direction,
        /// How much.
        amount: Money,
        /// What for.
        reason: Personal<Notes>,
        /// Who moved it.
        moved_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// A customer paid in cash.
    CashTaken {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// The payment.
        payment_id: PaymentId,
        /// What stays in the drawer, the change given.
        amount: Money,
        /// Who took it.
        taken_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// A customer got cash back.
    CashGiven {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// For what.
        payout: Payout,
        /// How much.
        amount: Money,
        /// Who gave it.
        given_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// The session went on in somebody else's hands.
    DrawerHandedOver {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// What should have been there.
        expected: Money,
        /// What was found.
        counted: Money,
        /// Counted − expected: what went wrong until here.
        variance: Money,
        /// Who had it.
        from: Actor,
        /// Who has it from now on.
        to: Actor,
        /// Who counted.
        counted_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// The session was counted and is over: its cash does not move any more.
    DrawerClosed {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// What should have been there.
        expected: Money,
        /// What was found.
        counted: Money,
        /// Counted − expected.
        variance: Money,
        /// Note by note and coin by coin, if it was counted like that.
        denominations: Vec<Denomination>,
        /// What was written down about it.
        note: Option<Personal<Notes>>,
        /// Who counted.
        closed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Somebody looked at the count and did not approve it yet.
    DrawerCountQuestioned {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// Why.
        note: Personal<Notes>,
        /// Who.
        questioned_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Somebody else approved the count with its variance.
    DrawerReconciled {
        /// The drawer.
        drawer_id: DrawerId,
        /// The session.
        session_id: DrawerSessionId,
        /// The variance they approved.
        variance: Money,
        /// How it is explained.
        note: Personal<Notes>,
        /// Who.
        approved_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for DrawerEvent {
    fn event_type(&self) -> String {
        match self {
            Self::DrawerInstalled { .. } => "DrawerInstalled",
            Self::CashDrawerOpened { .. } => "CashDrawerOpened",
            Self::CashMoved { .. } => "CashMoved",
            Self::CashTaken { .. } => "CashTaken",
            Self::CashGiven { .. } => "CashGiven",
            Self::DrawerHandedOver { .. } => "DrawerHandedOver",
            Self::DrawerClosed { .. } => "DrawerClosed",
            Self::DrawerCountQuestioned { .. } => "DrawerCountQuestioned",
            Self::DrawerReconciled { .. } => "DrawerReconciled",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for DrawerEvent {}

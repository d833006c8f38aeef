//! What rules need to know of a drawer.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Count, Denomination, DrawerError};
use crate::user::Actor;
use crate::values::{
    BusinessDay, DrawerId, DrawerName, DrawerSessionId, Money, Notes, OutletId, Personal, UserId,
};

/// A drawer, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawer {
    pub(super) fixture: Option<Fixture>,
    pub(super) open: Option<Session>,
    /// The last that was counted: what its count comes to is shown from here.
    pub(super) counted: Option<CountedSession>,
    /// Every session whose count nobody approved yet. Kept small: there may be years of them.
    pub(super) waiting: BTreeMap<DrawerSessionId, Waiting>,
    pub(super) looked_at: Option<LookedAt>,
}

/// What is known of a drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixture {
    /// Its id.
    pub id: DrawerId,
    /// Where it stands.
    pub outlet_id: OutletId,
    /// What it is called.
    pub name: DrawerName,
}

/// A drawer's time from its float to its count, as long as it is not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its number.
    pub id: DrawerSessionId,
    /// The outlet's day on which it began.
    pub business_day: BusinessDay,
    /// The float, in Rupiah.
    pub opening_balance: Money,
    /// Who opened it.
    pub opened_by: Actor,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Who has it.
    pub holder: Actor,
    pub(super) cash_in: Money,
    pub(super) cash_out: Money,
}

impl Session {
    /// What should be in the drawer, in Rupiah. Seen from outside only once it is counted.
    #[must_use]
    pub fn expected(&self) -> Money {
        self.opening_balance + self.cash_in - self.cash_out
    }
}

/// A session and its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedSession {
    /// The session.
    pub session: Session,
    /// What was found beside what should have been there.
    pub count: Count,
    /// Note by note and coin by coin, if it was counted like that.
    pub denominations: Vec<Denomination>,
    /// What was written down about it.
    pub note: Option<Personal<Notes>>,
    /// Who counted.
    pub closed_by: Actor,
    /// When.
    pub closed_at: DateTime<Utc>,
}

/// A count that waits for somebody to approve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The session.
    pub session_id: DrawerSessionId,
    /// What was found beside what should have been there.
    pub count: Count,
    /// Who counted.
    pub closed_by: UserId,
    /// Who had the drawer.
    pub held_by: UserId,
}

/// The last count that somebody looked at, and what they said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedAt {
    /// The session and its count.
    pub waiting: Waiting,
    /// Whether they approved it.
    pub approved: bool,
    /// What they said.
    pub note: Personal<Notes>,
    /// Who.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

impl Drawer {
    /// What is known of it, if there ever was one.
    pub const fn fixture(&self) -> Option<&Fixture> {
        self.fixture.as_ref()
    }

    /// The session that cash goes into and out of now.
    pub const fn session(&self) -> Option<&Session> {
        self.open.as_ref()
    }

    /// The last session that was counted.
    pub const fn last_counted(&self) -> Option<&CountedSession> {
        self.counted.as_ref()
    }

    /// The last count that somebody looked at.
    pub const fn looked_at(&self) -> Option<&LookedAt> {
        self.looked_at.as_ref()
    }

    pub(super) fn installed(&self) -> Result<&Fixture, DrawerError> {
        self.fixture().ok_or(DrawerError::NotFound)
    }

    /// The drawer's id and the open session, for what needs one.
    pub(super) fn opened(&self) -> Result<(DrawerId, &Session), DrawerError> {
        let drawer_id = self.installed()?.id;
        self.session().map(|session| (drawer_id, session)).ok_or(DrawerError::NoOpenSession)
    }

    /// The drawer's id and a count that nobody approved yet.
    pub(super) fn to_reconcile(
        &self,
        session_id: DrawerSessionId,
    ) -> Result<(DrawerId, Waiting), DrawerError> {
        let drawer_id = self.installed()?.id;
        if let Some(waiting) = self.waiting.get(&session_id) {
            return Ok((drawer_id, *waiting));
        }
        if self.open.as_ref().is_some_and(|open| open.id == session_id) {
            return Err(DrawerError::NotCounted { session_id });
        }
        let last = self.looked_at.as_ref().map(|last| last.waiting.session_id);
        if last == Some(session_id) {
            return Err(DrawerError::AlreadyReconciled { session_id });
        }
        Err(DrawerError::NothingToReconcile { session_id })
    }
}

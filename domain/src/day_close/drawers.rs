//! The drawers' part of a statement: sessions by their float and, once they are counted, their count.

use serde::{Deserialize, Serialize};

use crate::values::{DrawerId, DrawerSessionId, Money};

/// How a session ended, in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DrawerCount {
    /// What went in after the float: payments and petty cash.
    pub cash_in: Money,
    /// What went out: refunds and petty cash.
    pub cash_out: Money,
    /// What should have been there.
    pub expected: Money,
    /// What was found.
    pub counted: Money,
    /// Counted − expected.
    pub variance: Money,
}

/// Something that happened to a session of a drawer, as far as a day's statement shows it. What
/// moves in an open session is not: the expected figure is shown to nobody before it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DrawerMark {
    /// The session.
    pub session_id: DrawerSessionId,
    /// The drawer.
    pub drawer_id: DrawerId,
    /// The float, in Rupiah.
    pub opening_balance: Money,
    /// What happened.
    pub marked: DrawerMarked,
}

/// What happened to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawerMarked {
    /// It began.
    Opened,
    /// It was counted.
    Counted(DrawerCount),
    /// Somebody else approved its count.
    Reconciled,
}

/// A session in a part of a statement. What is of another part stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DrawerFigures {
    /// The session.
    pub session_id: DrawerSessionId,
    /// The drawer.
    pub drawer_id: DrawerId,
    /// The float, in Rupiah.
    pub opening_balance: Money,
    /// Whether its beginning is booked here.
    pub opened: bool,
    /// Its count, if that is booked here.
    pub count: Option<DrawerCount>,
    /// Whether the approval of its count is booked here.
    pub reconciled: bool,
}

impl DrawerFigures {
    pub(super) const fn of(mark: &DrawerMark) -> Self {
        let DrawerMark { session_id, drawer_id, opening_balance, .. } = *mark;
        let (opened, count, reconciled) = (false, None, false);
        Self { session_id, drawer_id, opening_balance, opened, count, reconciled }
    }

    pub(super) const fn mark(&mut self, marked: DrawerMarked) {
        match marked {
            DrawerMarked::Opened => self.opened = true,
            DrawerMarked::Counted(count) => self.count = Some(count),
            DrawerMarked::Reconciled => self.reconciled = true,
        }
    }

    /// Whether its count is what float and movements make of it.
    pub(super) fn is_balanced(&self) -> bool {
        self.count.is_none_or(|count| {
            count.expected == self.opening_balance + count.cash_in - count.cash_out
                && count.variance == count.counted - count.expected
        })
    }
}

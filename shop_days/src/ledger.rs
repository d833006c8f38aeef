//! The money of these days in plain integers: payments, what goes back of them, and the drawer.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::payment::PaymentMethod;

use crate::intent::Login;

/// What came in and what went back, by plain addition: the shop's books must say the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// By the outlet's day and the name of the means of payment.
    pub takings: BTreeMap<(NaiveDate, &'static str), Taking>,
    /// The drawer's sessions, in order.
    pub sittings: Vec<Sitting>,
    /// The session whose count somebody looked at last.
    pub(crate) looked_at: Option<usize>,
}

/// What came in by one means on one day, and what went back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taking {
    /// Payments that were not taken back, in Rupiah.
    pub received: i64,
    /// Refunds that were paid out, in Rupiah.
    pub refunded: i64,
}

/// The drawer's time from its float to its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// What should be in it, in Rupiah: the float and all that went in, less all that went out.
    pub expected: i64,
    /// What was found in the end, in Rupiah.
    pub counted: Option<i64>,
    /// The name of who has it, or had it in the end.
    pub(crate) holder: &'static str,
    pub(crate) closed_by: Option<&'static str>,
    pub(crate) approved: bool,
}

impl Figures {
    /// The session that is open now.
    pub(crate) fn open(&self) -> Option<usize> {
        let last = self.sittings.len().checked_sub(1)?;
        self.sittings.get(last).is_some_and(|last| last.counted.is_none()).then_some(last)
    }

    /// Notes money that came in; less than nothing for what is taken back.
    pub(crate) fn receive(&mut self, day: NaiveDate, method: PaymentMethod, amount: i64) {
        self.takings.entry((day, method.name())).or_default().received += amount;
        self.cash(method, amount);
    }

    /// Notes money that went back.
    pub(crate) fn give_back(&mut self, day: NaiveDate, method: PaymentMethod, amount: i64) {
        self.takings.entry((day, method.name())).or_default().refunded += amount;
        self.cash(method, -amount);
    }

    fn cash(&mut self, method: PaymentMethod, amount: i64) {
        if method == PaymentMethod::Cash {
            self.move_cash(amount);
        }
    }

    /// Notes cash that went into the open drawer; less than nothing for what went out.
    pub(crate) fn move_cash(&mut self, amount: i64) {
        if let Some(open) = self.open()
            && let Some(sitting) = self.sittings.get_mut(open)
        {
            sitting.expected += amount;
        }
    }
}

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Announced,
    There,
    Failed,
    TakenBack,
}

/// A payment that was taken or announced.
#[derive(Debug, Clone)]
pub(crate) struct Paid {
    pub(crate) order: usize,
    pub(crate) amount: i64,
    pub(crate) method: PaymentMethod,
    /// Who took it, or said that it came.
    pub(crate) by: Login,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The drawer's session the cash went into.
    pub(crate) sitting: Option<usize>,
    pub(crate) standing: Standing,
    pub(crate) backs: Vec<Back>,
}

/// How far money is that goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Asked,
    Approved,
    Rejected,
    PaidOut,
}

/// Money of a payment that goes back, or is asked to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Back {
    pub(crate) amount: i64,
    pub(crate) asked_by: &'static str,
    /// Whether only the owner may let it through.
    pub(crate) needs_owner: bool,
    /// Whether it took nobody else to let it through.
    pub(crate) alone: bool,
    pub(crate) stage: Stage,
}

impl Paid {
    /// What can still be asked back.
    pub(crate) fn left(&self) -> i64 {
        if self.standing != Standing::There {
            return 0;
        }
        let reserved = self.backs.iter().filter(|back| back.stage != Stage::Rejected);
        self.amount - reserved.map(|back| back.amount).sum::<i64>()
    }

    /// Whether any of it goes back.
    pub(crate) fn goes_back(&self) -> bool {
        self.backs.iter().any(|back| back.stage != Stage::Rejected)
    }

    /// The first refund at that stage.
    pub(crate) fn back_at(&self, stage: Stage) -> Option<usize> {
        self.backs.iter().position(|back| back.stage == stage)
    }
}

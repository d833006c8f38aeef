//! The one table of what an order can do next. Decisions ask it, replies show it, the picture in
//! the docs is drawn from it.

use super::DeliveryStatus;
use crate::user::Permission;

/// Where an order stands. The status people see is that of the work, until money and the manager
/// have their say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Waiting.
    Pending,
    /// Being worked on.
    InProgress,
    /// Done, being looked over.
    QualityCheck,
    /// Done, not fully paid.
    Completed,
    /// Done and fully paid (K-31).
    Paid,
    /// Done, paid, and put away.
    Closed,
    /// Called off.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::InProgress,
        Self::QualityCheck,
        Self::Completed,
        Self::Paid,
        Self::Closed,
        Self::Cancelled,
    ];

    /// The state by name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::QualityCheck => "quality_check",
            Self::Completed => "completed",
            Self::Paid => "paid",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state as outsiders see it, who know no quality check (K-30).
    pub const fn public(self) -> &'static str {
        if matches!(self, Self::QualityCheck) { Self::InProgress.name() } else { self.name() }
    }
}

/// Something that can be done to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Begin the work.
    Start,
    /// Have it looked over.
    SubmitQualityCheck,
    /// Say it is good.
    PassQualityCheck,
    /// Say it is not.
    FailQualityCheck,
    /// Finish the work, or what was to be done again.
    Complete,
    /// Call it off.
    Cancel,
    /// Give it to the customer.
    HandOver,
    /// Do it again, for nothing.
    Rework,
    /// Put it away.
    Close,
    /// Send the driver.
    Dispatch,
    /// Hand it over at the door.
    Deliver,
    /// Come back with it.
    FailDelivery,
    /// Set another day.
    Reschedule,
    /// Say who works on it.
    Assign,
    /// Agree on another price.
    Reprice,
    /// Put right what was written down.
    Correct,
    /// Hide it.
    Delete,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// What is done.
    pub step: Step,
    /// In which states it can be done.
    pub from: &'static [State],
    /// Which state follows; none where it stays as it is.
    pub to: Option<State>,
    /// What it takes to do it.
    pub permission: Permission,
    /// What else must be so, in words.
    pub provided: &'static str,
    /// What else must be so.
    holds: fn(&Stand) -> bool,
}

/// Where an order stands on all of its axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Work and money.
    pub state: State,
    /// The delivery, of what is brought.
    pub delivery: Option<DeliveryStatus>,
    /// Whether the customer has it.
    pub handed_over: bool,
    /// Whether something is being done again.
    pub reworking: bool,
    /// Whether anything was paid.
    pub any_paid: bool,
}

const UNFINISHED: &[State] = &[State::Pending, State::InProgress, State::QualityCheck];

const fn row(
    step: Step,
    from: &'static [State],
    to: Option<State>,
    permission: Permission,
    (provided, holds): (&'static str, fn(&Stand) -> bool),
) -> Transition {
    Transition { step, from, to, permission, provided, holds }
}

const ALWAYS: (&str, fn(&Stand) -> bool) = ("", |_| true);
const NOT_BROUGHT: (&str, fn(&Stand) -> bool) =
    ("not brought to the door", |s| s.delivery.is_none());

/// What can be done, in which states, by whom.
pub const TABLE: &[Transition] = {
    use Permission as May;
    use State::{Cancelled, Closed, Completed, InProgress, Paid, Pending, QualityCheck};
    &[
        row(Step::Start, &[Pending], Some(InProgress), May::OrdersUpdateStatus, NOT_BROUGHT),
        row(
            Step::Dispatch,
            &[Pending, InProgress],
            Some(InProgress),
            May::OrdersUpdateStatus,
            ("to be brought, not on its way", |s| {
                matches!(s.delivery, Some(DeliveryStatus::Scheduled | DeliveryStatus::Failed))
            }),
        ),
        row(
            Step::SubmitQualityCheck,
            &[InProgress],
            Some(QualityCheck),
            May::OrdersUpdateStatus,
            NOT_BROUGHT,
        ),
        row(
            Step::PassQualityCheck,
            &[QualityCheck],
            Some(Completed),
            May::OrdersUpdateStatus,
            NOT_BROUGHT,
        ),
        row(
            Step::FailQualityCheck,
            &[QualityCheck],
            Some(InProgress),
            May::OrdersUpdateStatus,
            ALWAYS,
        ),
        row(Step::Complete, &[InProgress], Some(Completed), May::OrdersUpdateStatus, NOT_BROUGHT),
        row(
            Step::Complete,
            &[Completed, Paid],
            None,
            May::OrdersUpdateStatus,
            ("being done again", |s| s.reworking),
        ),
        row(
            Step::Deliver,
            &[InProgress],
            Some(Completed),
            May::OrdersUpdateStatus,
            ("on its way", |s| matches!(s.delivery, Some(DeliveryStatus::Out))),
        ),
        row(
            Step::FailDelivery,
            &[InProgress],
            None,
            May::OrdersUpdateStatus,
            ("on its way", |s| matches!(s.delivery, Some(DeliveryStatus::Out))),
        ),
        row(
            Step::Reschedule,
            &[Pending, InProgress],
            None,
            May::OrdersUpdateStatus,
            ("to be brought, not on its way", |s| {
                matches!(s.delivery, Some(DeliveryStatus::Scheduled | DeliveryStatus::Failed))
            }),
        ),
        row(
            Step::Cancel,
            &[Pending, InProgress],
            Some(Cancelled),
            May::OrdersCancel,
            ("not on its way", |s| !matches!(s.delivery, Some(DeliveryStatus::Out))),
        ),
        row(
            Step::HandOver,
            &[Completed, Paid],
            None,
            May::OrdersUpdateStatus,
            ("not handed over, nothing being done again", |s| !s.handed_over && !s.reworking),
        ),
        row(
            Step::Rework,
            &[Completed, Paid],
            None,
            May::OrdersUpdate,
            ("not being done again yet", |s| !s.reworking),
        ),
        row(
            Step::Close,
            &[Paid],
            Some(Closed),
            May::OrdersClose,
            ("nothing being done again", |s| !s.reworking),
        ),
        row(Step::Assign, UNFINISHED, None, May::OrdersUpdate, ALWAYS),
        row(Step::Reprice, UNFINISHED, None, May::OrdersUpdate, ALWAYS),
        row(Step::Correct, UNFINISHED, None, May::OrdersUpdate, ALWAYS),
        row(
            Step::Delete,
            &[Pending, Cancelled],
            None,
            May::OrdersDelete,
            ("nothing paid", |s| !s.any_paid),
        ),
    ]
};

impl Step {
    /// Every step.
    pub const ALL: [Self; 17] = [
        Self::Start,
        Self::SubmitQualityCheck,
        Self::PassQualityCheck,
        Self::FailQualityCheck,
        Self::Complete,
        Self::Cancel,
        Self::HandOver,
        Self::Rework,
        Self::Close,
        Self::Dispatch,
        Self::Deliver,
        Self::FailDelivery,
        Self::Reschedule,
        Self::Assign,
        Self::Reprice,
        Self::Correct,
        Self::Delete,
    ];

    /// The step by the last part of its path.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::SubmitQualityCheck => "submit-quality-check",
            Self::PassQualityCheck | Self::FailQualityCheck => "quality-check",
            Self::Complete => "complete",
            Self::Cancel => "cancel",
            Self::HandOver => "hand-over",
            Self::Rework => "rework",
            Self::Close => "close",
            Self::Dispatch => "dispatch",
            Self::Deliver => "deliver",
            Self::FailDelivery => "fail-delivery",
            Self::Reschedule => "reschedule",
            Self::Assign => "employees",
            Self::Reprice => "price",
            Self::Correct => "correct",
            Self::Delete => "delete",
        }
    }

    /// Whether it moves an order on, rather than changing what is written down about it.
    pub const fn moves(self) -> bool {
        !matches!(self, Self::Assign | Self::Reprice | Self::Correct | Self::Delete)
    }

    /// What it takes to do it.
    pub fn permission(self) -> Permission {
        let row = TABLE.iter().find(|row| row.step == self);
        row.map_or(Permission::OrdersUpdate, |row| row.permission)
    }
}

impl Stand {
    /// The row by which a step can be done here, if it can.
    pub fn row(&self, step: Step) -> Option<&'static Transition> {
        TABLE
            .iter()
            .find(|row| row.step == step && row.from.contains(&self.state) && (row.holds)(self))
    }

    /// The steps that move it on from here, each path once.
    pub fn allowed(&self) -> Vec<Step> {
        let mut steps: Vec<Step> =
            TABLE.iter().map(|row| row.step).filter(|step| step.moves()).collect();
        steps.retain(|step| self.row(*step).is_some());
        steps.dedup_by_key(|step| step.name());
        steps
    }
}

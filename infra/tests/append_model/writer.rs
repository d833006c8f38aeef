//! A writer: one process with its one connection that appends.

use super::log::{Command, Event};
use super::scene::{Batch, Order};

/// Tries at a batch; three in the real one.
pub(crate) const TRIES: u8 = 2;

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Writer {
    /// The epoch it was started in.
    pub(crate) epoch: u8,
    pub(crate) step: Step,
    pub(crate) tries: u8,
    /// The batch it is at.
    pub(crate) drafts: Vec<Draft>,
    /// The events of those that were let through, once that was judged.
    pub(crate) placed: Vec<Event>,
    /// Those who lost a race and decide again, before the next batch.
    pub(crate) again: Vec<Order>,
    /// The batches to come.
    pub(crate) waiting: &'static [Batch],
}

/// A decision, ready to be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Draft {
    pub(crate) order: Order,
    /// It lost a race before. The next one it loses is its last.
    pub(crate) again: bool,
    /// How long its stream was when it was decided, and the last event there.
    pub(crate) relied_on: (u8, Option<Command>),
}

/// What a writer has behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Idle,
    Decided,
    Locked,
    Judged,
    Inserted,
    HeadMoved,
    CommitAsked,
    /// The answer to the COMMIT is there.
    Answered,
    /// The connection was lost at the COMMIT.
    AnswerLost,
    /// It holds the lock to look what became of a lost commit.
    LockedToLook,
    /// Not running.
    Down,
}

/// What whoever gave the command was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Told {
    Saved {
        epoch: u8,
    },
    /// Saved: the answer was lost and the commit was found.
    Found {
        epoch: u8,
    },
    /// Not saved: somebody else was faster, twice.
    Conflict,
    /// Not saved: the last try was lost before its commit.
    Unavailable,
    /// Not saved: the last try was lost at its commit, which was looked for and is not there.
    NotThere,
    /// Not saved: the log began another epoch.
    Parted,
    Unknown,
}

impl Told {
    pub(crate) fn is_not_saved(self) -> bool {
        match self {
            Self::Conflict | Self::Unavailable | Self::NotThere | Self::Parted => true,
            Self::Saved { .. } | Self::Found { .. } | Self::Unknown => false,
        }
    }
}

impl Writer {
    pub(crate) fn new(epoch: u8, waiting: &'static [Batch]) -> Self {
        Self {
            epoch,
            step: Step::Idle,
            tries: 0,
            drafts: Vec::new(),
            placed: Vec::new(),
            again: Vec::new(),
            waiting,
        }
    }

    /// Done with the batch it was at.
    pub(crate) fn leave_batch(&mut self, step: Step) {
        self.step = step;
        self.tries = 0;
        self.drafts.clear();
        self.placed.clear();
    }

    pub(crate) fn has_work(&self) -> bool {
        !self.again.is_empty() || !self.waiting.is_empty()
    }

    /// Whom it serves next, and whether they decide again.
    pub(crate) fn next_batch(&mut self) -> (Vec<Order>, bool) {
        if !self.again.is_empty() {
            return (std::mem::take(&mut self.again), true);
        }
        let (next, waiting) = self.waiting.split_first().unwrap();
        self.waiting = waiting;
        (next.to_vec(), false)
    }

    pub(crate) fn placed(&self, command: Command) -> bool {
        self.placed.iter().any(|event| event.command == command)
    }
}

//! Who acts, and how much may go wrong: what bounds the states.

use super::log::{Command, Stream};
use super::model::Claim;
use super::reached::{A_BATCH, A_LOST_COMMIT, A_NEW_EPOCH, A_PROMOTION, TWO_LOST_COMMITS};

/// A command and the stream it appends to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Order {
    pub(crate) command: Command,
    pub(crate) stream: Stream,
}

/// Commands that share a transaction.
pub(crate) type Batch = &'static [Order];

/// What is played.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene {
    /// The batches of each writer, in their order.
    pub(crate) writers: &'static [&'static [Batch]],
    /// How often a process may be killed.
    pub(crate) crashes: u8,
    /// How often a connection may be lost.
    pub(crate) cuts: u8,
    /// Whether a replica that may have missed the tail is promoted.
    pub(crate) promotion: bool,
    /// What must be able to happen in it.
    pub(crate) reaches: &'static [&'static [Claim]],
}

const fn order(command: Command, stream: Stream) -> Order {
    Order { command, stream }
}

impl Scene {
    /// Two writers race on stream A, one of them with a batch of two; all tries may be lost.
    pub(crate) const LOST_COMMITS: Self = Self {
        writers: &[&[&[order(1, 'A'), order(2, 'B')]], &[&[order(3, 'A')]]],
        crashes: 1,
        cuts: 2,
        promotion: false,
        reaches: &[A_LOST_COMMIT, TWO_LOST_COMMITS, A_BATCH],
    };

    /// A promotion while one of them is killed; the writers go on after it.
    pub(crate) const PROMOTION: Self = Self {
        writers: &[&[&[order(1, 'A'), order(2, 'B')]], &[&[order(3, 'A')], &[order(4, 'A')]]],
        crashes: 1,
        cuts: 0,
        promotion: true,
        reaches: &[A_BATCH, A_PROMOTION, A_NEW_EPOCH],
    };

    /// A promotion while a process is killed and another loses its connection.
    pub(crate) const ALL_AT_ONCE: Self = Self {
        writers: &[&[&[order(1, 'A')]], &[&[order(2, 'A')]]],
        crashes: 1,
        cuts: 1,
        promotion: true,
        reaches: &[A_LOST_COMMIT, A_PROMOTION],
    };

    /// Three writers, of which two race.
    pub(crate) const THREE_WRITERS: Self = Self {
        writers: &[&[&[order(1, 'A')]], &[&[order(2, 'A')]], &[&[order(3, 'B')]]],
        crashes: 0,
        cuts: 1,
        promotion: true,
        reaches: &[A_LOST_COMMIT, A_PROMOTION],
    };
}

//! Events, their chain, and the log they make.

use std::fmt;

/// Which command; it is also its one event.
pub(crate) type Command = u8;
/// Which aggregate.
pub(crate) type Stream = char;
/// A place in the log, from 1.
pub(crate) type Position = u8;

/// The chain's value: all that went before it, two hexadecimal digits an event (position, command).
/// So no two histories share one, which SHA-256 only makes most unlikely.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Chain(u64);

impl Chain {
    pub(crate) const START: Self = Self(0);

    pub(crate) fn link(self, position: Position, command: Command) -> Self {
        assert!(self.0 >> 56 == 0 && position < 16 && command < 16, "the scene is too long");
        Self(self.0 << 8 | u64::from(position) << 4 | u64::from(command))
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// A position and the chain there: of the head, or of what somebody has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    pub(crate) position: Position,
    pub(crate) chain: Chain,
}

impl Mark {
    pub(crate) const START: Self = Self { position: 0, chain: Chain::START };
}

/// An event as the log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Event {
    pub(crate) mark: Mark,
    pub(crate) command: Command,
    pub(crate) stream: Stream,
    /// Which event of its stream it is, from 1.
    pub(crate) sequence: u8,
    /// The event of its stream that the command was decided on. The real log does not hold it; a
    /// person would find the wrong decision.
    pub(crate) decided_on: Option<Command>,
}

/// The binlog: events in the order of their transactions, which is the order of the commits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Log {
    events: Vec<Event>,
    /// How many events there are at the end of each transaction.
    ends: Vec<usize>,
}

impl Log {
    /// How many transactions it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn push(&mut self, transaction: &[Event]) {
        self.events.extend_from_slice(transaction);
        self.ends.push(self.events.len());
    }

    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events of its first transactions.
    pub(crate) fn first(&self, transactions: usize) -> &[Event] {
        transactions.checked_sub(1).map_or(&[], |last| &self.events[..self.ends[last]])
    }

    /// What somebody has who has its first transactions only.
    pub(crate) fn cut(&self, transactions: usize) -> Self {
        let events = self.first(transactions).to_vec();
        Self { events, ends: self.ends[..transactions].to_vec() }
    }

    /// How often a command is in it.
    pub(crate) fn count(&self, command: Command) -> usize {
        self.events.iter().filter(|event| event.command == command).count()
    }
}

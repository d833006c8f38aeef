//! What holds in every state.

use super::log::{Chain, Command, Event, Log};
use super::model::{Claim, State};
use super::writer::Told;

pub(crate) const ACKNOWLEDGED: &str = "what was acknowledged is in its epoch's log, once";
pub(crate) const NOT_SAVED: &str = "what was reported as not saved is in no log";
pub(crate) const DENSE: &str = "there is no hole between positions";
pub(crate) const IN_ORDER: &str = "no position is committed after a higher one";
pub(crate) const CHAINED: &str = "the chain links each event to the one before it";
pub(crate) const ONCE: &str = "no command is in a log twice";
pub(crate) const SEQUENCES: &str = "the sequences of a stream run 1, 2, 3";
pub(crate) const DECIDED: &str = "an event was decided on what its log holds before it";
pub(crate) const READER: &str = "what the reader has seen is the beginning of a log";
pub(crate) const NO_FALSE_ALARM: &str = "a reader stops only where a history parted";

pub(crate) const ALWAYS: [Claim; 10] = [
    (ACKNOWLEDGED, |_, state| {
        state.told.iter().all(|(command, told)| match told {
            Told::Saved { epoch } | Told::Found { epoch } => {
                state.history(*epoch).count(*command) == 1
            }
            Told::Conflict | Told::Unavailable | Told::NotThere | Told::Parted | Told::Unknown => {
                true
            }
        })
    }),
    (NOT_SAVED, |_, state| {
        let mut told = state.told.iter();
        told.all(|(command, told)| !told.is_not_saved() || !state.is_somewhere(*command))
    }),
    (DENSE, |_, state| {
        let there = |log: &Log, position| log.events().iter().any(|e| e.mark.position == position);
        state.logs().all(|log| (1..).zip(log.events()).all(|(position, _)| there(log, position)))
    }),
    (IN_ORDER, |_, state| {
        state.logs().all(|log| log.events().is_sorted_by_key(|event| event.mark.position))
    }),
    (CHAINED, |_, state| state.logs().all(is_chained)),
    (ONCE, |_, state| {
        let once = |log: &Log| log.events().iter().all(|event| log.count(event.command) == 1);
        state.logs().all(once)
    }),
    (SEQUENCES, |_, state| state.logs().all(|log| each(log, follows))),
    (DECIDED, |_, state| state.logs().all(|log| each(log, was_decided_on))),
    (READER, |_, state| state.logs().any(|log| state.has_seen(log))),
    (NO_FALSE_ALARM, |_, state| {
        state.reader.parted.is_none()
            || (state.old_log.is_some() && !state.has_seen(&state.server.log))
    }),
];

impl State {
    /// The log of now, and the one it parted from.
    pub(crate) fn logs(&self) -> impl Iterator<Item = &Log> {
        std::iter::once(&self.server.log).chain(&self.old_log)
    }

    /// The log of an epoch.
    fn history(&self, epoch: u8) -> &Log {
        match &self.old_log {
            Some(first) if epoch == 1 => first,
            Some(_) | None => &self.server.log,
        }
    }

    pub(crate) fn is_somewhere(&self, command: Command) -> bool {
        self.logs().any(|log| log.count(command) > 0)
    }

    /// Whether the reader's view is the beginning of that log, in the order of positions.
    fn has_seen(&self, log: &Log) -> bool {
        let seen = &self.reader.seen;
        let last = self.reader.mark.position;
        let passed = log.events().iter().filter(|event| event.mark.position <= last);
        let mut passed = passed.map(|event| (event.mark.position, event.command));
        seen.is_sorted()
            && passed.clone().count() == seen.len()
            && passed.all(|e| seen.contains(&e))
    }
}

fn is_chained(log: &Log) -> bool {
    let mut before = Chain::START;
    log.events().iter().all(|event| {
        before = before.link(event.mark.position, event.command);
        before == event.mark.chain
    })
}

/// Whether that holds of each event and the one before it in its stream.
fn each(log: &Log, holds: fn(&Event, Option<&Event>) -> bool) -> bool {
    let events = log.events();
    events.iter().enumerate().all(|(before, event)| {
        holds(event, events[..before].iter().rfind(|other| other.stream == event.stream))
    })
}

fn follows(event: &Event, before: Option<&Event>) -> bool {
    event.sequence == before.map_or(0, |before| before.sequence) + 1
}

fn was_decided_on(event: &Event, before: Option<&Event>) -> bool {
    event.decided_on == before.map(|before| before.command)
}

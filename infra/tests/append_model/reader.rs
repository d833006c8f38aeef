//! A reader of the log on a replica, as `Tail::after` reads with a limit of one event.

use super::log::{Command, Event, Mark, Position};
use super::protocol::Checks;

/// Somebody who follows the log: a projection, an export.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Reader {
    pub(crate) mark: Mark,
    /// What it made its rows of.
    pub(crate) seen: Vec<(Position, Command)>,
    /// Why its last read gave it nothing. It tries again for ever.
    pub(crate) parted: Option<Parting>,
}

/// The reasons of `LogError::HistoryParted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Parting {
    Hole,
    OtherChain,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { mark: Mark::START, seen: Vec::new(), parted: None }
    }

    /// The reader after a read on a replica that has these events.
    pub(crate) fn after_reading(&self, replica: &[Event], checks: Checks) -> Self {
        let mut reader = self.clone();
        match after(self.mark, replica, checks) {
            Ok(next) => {
                reader.parted = None;
                reader.mark = next.map_or(self.mark, |event| event.mark);
                reader.seen.extend(next.map(|event| (event.mark.position, event.command)));
            }
            Err(parting) => reader.parted = Some(parting),
        }
        reader
    }
}

/// The event after the mark, if it is there.
fn after(mark: Mark, replica: &[Event], checks: Checks) -> Result<Option<Event>, Parting> {
    let next = replica
        .iter()
        .filter(|event| event.mark.position > mark.position)
        .min_by_key(|event| event.mark.position);
    if checks == Checks::DensityAndChain && mark.position > 0 {
        let there = replica.iter().find(|event| event.mark.position == mark.position);
        match (there, next) {
            (Some(event), _) if event.mark != mark => return Err(Parting::OtherChain),
            (Some(_), _) => {}
            (None, Some(_)) => return Err(Parting::Hole),
            // `LogError::EndsBefore`: the replica is behind, or has lost what was read.
            (None, None) => return Ok(None),
        }
    }
    match next {
        Some(event) if event.mark.position > mark.position + 1 && checks != Checks::Nothing => {
            Err(Parting::Hole)
        }
        next => Ok(next.copied()),
    }
}

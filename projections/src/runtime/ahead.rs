//! How far the log was read beyond what a projection's table says. Most events make no difference to most
//! projections: those are counted in the checkpoint a little later, many at once, and not by all
//! projections at the same moment.

use std::time::{Duration, Instant};

use super::{ALL, Checkpoint};

/// How long they may wait where others were counted just before: a transaction for each costs those who
/// wait for rows.
const COUNTED: Duration = Duration::from_millis(25);
/// How long they wait where nothing was counted lately: until those have their rows to whom the event makes
/// a difference. One projection after the other, so many at a time.
const RIGHT_AWAY: Duration = Duration::from_millis(3);
const TURNS: usize = 6;

/// What was read, and when it is to be counted.
#[derive(Debug, Clone)]
pub(super) struct Ahead {
    /// The checkpoint, once it is.
    pub checkpoint: Checkpoint,
    /// Since when something is not counted.
    waiting: Option<Instant>,
    /// When the checkpoint in the table was last moved.
    moved: Instant,
    turn: Duration,
}

impl Ahead {
    /// Nothing was read beyond that.
    pub(super) fn at(checkpoint: Checkpoint, name: &str) -> Self {
        let place = ALL.iter().position(|definition| definition.name == name).unwrap_or(0);
        let turn = RIGHT_AWAY + Duration::from_millis((place % TURNS) as u64);
        Self { checkpoint, waiting: None, moved: Instant::now(), turn }
    }

    /// Events were read that make no difference.
    pub(super) fn reads(&mut self, checkpoint: Checkpoint) {
        if checkpoint.mark != self.checkpoint.mark {
            self.checkpoint = checkpoint;
            self.waiting.get_or_insert_with(Instant::now);
        }
    }

    /// The table says that now.
    pub(super) fn stands_at(&mut self, checkpoint: Checkpoint) {
        (self.checkpoint, self.waiting, self.moved) = (checkpoint, None, Instant::now());
    }

    /// When what was read is to be counted, if anything was.
    pub(super) fn due(&self) -> Option<Instant> {
        self.waiting.map(|since| (since + self.turn).max(self.moved + COUNTED))
    }
}

#[cfg(test)]
mod tests {
    use infra::event_log::Mark;

    use super::*;

    #[test]
    fn what_makes_no_difference_is_counted_soon_but_after_what_does_and_not_by_all_at_once() {
        let at = |name: &str, position| {
            let definition = super::super::named(name).unwrap();
            let start = Checkpoint::start(&definition, "log", 1);
            Checkpoint { mark: Mark { position, chain: [7; 32] }, ..start }
        };
        let mut orders = Ahead::at(at("orders", 1), "orders");
        orders.moved -= COUNTED;
        orders.reads(at("orders", 1));
        assert_eq!(orders.due(), None, "nothing was read");
        let before = Instant::now();
        orders.reads(at("orders", 2));
        let due = orders.due().unwrap();
        assert!(due >= before + RIGHT_AWAY && due <= Instant::now() + COUNTED, "soon");
        orders.reads(at("orders", 3));
        assert_eq!(orders.due(), Some(due), "whatever comes then");
        orders.stands_at(at("orders", 3));
        assert_eq!(orders.due(), None);
        orders.reads(at("orders", 4));
        assert!(orders.due().unwrap() >= orders.moved + COUNTED, "many at once where many come");
        let turns: std::collections::BTreeSet<_> =
            ALL.iter().map(|d| Ahead::at(at(d.name, 1), d.name).turn).collect();
        assert_eq!(turns.len(), TURNS);
    }
}

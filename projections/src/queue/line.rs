//! The order of the board, and how long those who wait will probably wait.
//!
//! **Order.** Whoever has the higher priority comes first, then whoever has been in the queue longer,
//! then the lower id. The position counts the whole board, from 1: those in service, and all
//! services. Work that begins moves nobody.
//!
//! **Estimate.** Orders wait for those of their own service in their own outlet. There
//!
//! - work takes the *median* of the last 20 orders completed, from start to completion;
//! - there are as many *bays* as orders in work now, and one if there are none; each is free when its
//!   order will have taken the median, and at once if it has taken longer already;
//! - those who wait go, in the order of the board, each to the bay that is free first, and keep it
//!   for the median. When that is, is their estimate.
//!
//! With equal bays and work that just began this is median × (1 + orders ahead ÷ bays, rounded
//! down). Who is in service waits 0; where nothing was completed yet, nobody knows.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use chrono::{DateTime, Utc};
use domain::order::QueuePlace;

use super::{Crew, Entry, Hall};

/// An entry at its place of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InLine {
    /// The order.
    pub entry: Entry,
    /// Its place.
    pub place: QueuePlace,
    /// Where it stands on the whole board, from 1.
    pub position: usize,
    /// How long until its work will probably begin, in seconds; none if nobody knows.
    pub estimated_wait: Option<i64>,
}

/// When each bay of a crew will be free, in seconds from now: the first to be free on top.
struct Bays {
    free: BinaryHeap<Reverse<i64>>,
    /// How long each order will keep its bay.
    takes: i64,
}

impl Bays {
    /// Takes the bay that is free first; says when that is.
    fn take_next(&mut self) -> i64 {
        let Reverse(at) = self.free.pop().unwrap_or(Reverse(0));
        self.free.push(Reverse(at.saturating_add(self.takes)));
        at
    }
}

impl Hall {
    /// The whole board in its order, as of `now`.
    pub fn line(&self, now: DateTime<Utc>) -> Vec<InLine> {
        let mut bays = self.bays(now);
        let placed = self.entries.values().filter_map(|e| Some((e, e.place.as_ref()?)));
        let mut placed: Vec<(&Entry, &QueuePlace)> = placed.collect();
        placed.sort_by_key(|(e, place)| (Reverse(place.priority), place.since, e.order_id));
        let in_line = |(position, (entry, place)): (usize, (&Entry, &QueuePlace))| {
            let bays = bays.get_mut(&crew(entry));
            let begins = |bays: &mut Bays| if entry.is_pending() { bays.take_next() } else { 0 };
            let (entry, place) = (entry.clone(), place.clone());
            InLine { estimated_wait: bays.map(begins), entry, place, position }
        };
        (1..).zip(placed).map(in_line).collect()
    }

    /// The bays of every crew that has completed anything. Orders that were taken out of the queue
    /// occupy theirs all the same.
    fn bays(&self, now: DateTime<Utc>) -> HashMap<Crew, Bays> {
        let mut all = HashMap::new();
        for (crew, durations) in &self.durations {
            if let Some(takes) = durations.median() {
                all.insert(*crew, Bays { free: BinaryHeap::new(), takes });
            }
        }
        for entry in self.entries.values().filter(|entry| !entry.is_pending()) {
            if let Some(bays) = all.get_mut(&crew(entry)) {
                let begun = entry.started_at.unwrap_or(now);
                let taken = (now - begun).num_seconds().max(0);
                bays.free.push(Reverse((bays.takes - taken).max(0)));
            }
        }
        all
    }
}

fn crew(entry: &Entry) -> Crew {
    (entry.outlet_id, entry.service_type)
}

#[cfg(test)]
mod tests;

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
mod tests {
    use chrono::TimeDelta;
    use domain::order::{Priority, ServiceType, Work};
    use domain::values::{OrderId, OutletId};

    use super::super::Label;
    use super::*;

    fn nine() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn minutes(minutes: i64) -> TimeDelta {
        TimeDelta::minutes(minutes)
    }

    /// A car that came so many minutes after eight.
    fn car(id: i64, came: i64) -> Entry {
        let since = nine() - minutes(60) + minutes(came);
        Entry {
            order_id: OrderId::new(id).unwrap(),
            order_number: format!("CW-2026-{id:05}"),
            outlet_id: OutletId::new(1).unwrap(),
            service_type: ServiceType::CarWash,
            label: Label { customer_name: None, license_plate: None, summary: String::new() },
            created_at: since,
            work: Work::Pending,
            started_at: None,
            delivery: None,
            place: Some(QueuePlace::last(since)),
        }
    }

    /// In work for so many minutes at nine.
    fn begun(entry: Entry, ago: i64) -> Entry {
        Entry { work: Work::InProgress, started_at: Some(nine() - minutes(ago)), ..entry }
    }

    fn first_of_all(mut entry: Entry, priority: i64) -> Entry {
        if let Some(place) = &mut entry.place {
            place.priority = Priority::new(priority).unwrap();
        }
        entry
    }

    fn hall(entries: impl IntoIterator<Item = Entry>) -> Hall {
        let entries = entries.into_iter().map(|entry| (entry.order_id, entry)).collect();
        Hall { entries, durations: HashMap::new() }
    }

    /// Washes took half an hour.
    fn with_history(mut hall: Hall) -> Hall {
        let crew = (OutletId::new(1).unwrap(), ServiceType::CarWash);
        hall.durations.entry(crew).or_default().add(minutes(30));
        hall
    }

    fn ids(hall: &Hall) -> Vec<(usize, i64)> {
        hall.line(nine()).iter().map(|at| (at.position, at.entry.order_id.get())).collect()
    }

    /// Minutes by order, in the order of the board.
    fn waits(hall: &Hall) -> Vec<(i64, Option<i64>)> {
        let wait = |at: &InLine| (at.entry.order_id.get(), at.estimated_wait.map(|s| s / 60));
        hall.line(nine()).iter().map(wait).collect()
    }

    #[test]
    fn first_come_first_served_but_for_priorities() {
        let line = hall([car(3, 5), car(2, 5), begun(car(1, 9), 1), car(4, 0)]);
        assert_eq!(ids(&line), [(1, 4), (2, 2), (3, 3), (4, 1)], "work that begins moves nobody");
        let urgent = hall([car(1, 0), first_of_all(car(2, 5), 3), first_of_all(car(3, 9), 9)]);
        assert_eq!(ids(&urgent), [(1, 3), (2, 2), (3, 1)]);
        let left = hall([Entry { place: None, ..car(1, 0) }, car(2, 1)]);
        assert_eq!(ids(&left), [(1, 2)], "who left the queue has no position");
    }

    #[test]
    fn nobody_knows_how_long_before_anything_was_completed() {
        assert_eq!(waits(&hall([car(1, 0), begun(car(2, 1), 5)])), [(1, None), (2, None)]);
        let carpet = Entry { service_type: ServiceType::Carpet, ..car(2, 1) };
        let elsewhere = Entry { outlet_id: OutletId::new(2).unwrap(), ..car(3, 2) };
        let line = with_history(hall([car(1, 0), carpet, elsewhere]));
        assert_eq!(waits(&line), [(1, Some(0)), (2, None), (3, None)], "each crew for itself");
    }

    #[test]
    fn who_waits_goes_to_the_bay_that_is_free_first() {
        let nobody_works = hall([car(1, 0), car(2, 1), car(3, 2)]);
        let waiting = [(1, Some(0)), (2, Some(30)), (3, Some(60))];
        assert_eq!(waits(&with_history(nobody_works)), waiting);
        let one = hall([begun(car(1, 0), 10), car(2, 1), car(3, 2)]);
        assert_eq!(waits(&with_history(one)), [(1, Some(0)), (2, Some(20)), (3, Some(50))]);
        let two = [begun(car(1, 0), 10), begun(car(2, 1), 25), car(3, 2), car(4, 3), car(5, 4)];
        let waiting = [(1, Some(0)), (2, Some(0)), (3, Some(5)), (4, Some(20)), (5, Some(35))];
        assert_eq!(waits(&with_history(hall(two))), waiting);
        let late = hall([begun(car(1, 0), 45), car(2, 1), car(3, 2)]);
        let waiting = [(1, Some(0)), (2, Some(0)), (3, Some(30))];
        assert_eq!(waits(&with_history(late)), waiting, "any moment now");
        let hidden = Entry { place: None, ..begun(car(1, 0), 10) };
        let line = hall([hidden, car(2, 1)]);
        assert_eq!(waits(&with_history(line)), [(2, Some(20))], "its bay is taken all the same");
    }
}

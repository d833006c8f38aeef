//! Judging a batch under the lock: who goes through, and what each event's position, number and
//! chain are. Pure, so that every case can be tried without a database.

use std::collections::{HashMap, HashSet};

use domain::log::{NumberSeries, PrintedNumber};

use super::chain::{self, Hash};
use super::draft::ReadyEvent;
use super::{Draft, StreamKey};

/// What the one SELECT under the lock found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Which of the sequences asked for exist.
    pub sequences: HashSet<(StreamKey, i64)>,
    /// The last number drawn of each series asked for.
    pub numbers: HashMap<String, i64>,
}

/// An event with everything that was known only under the lock.
#[derive(Debug)]
pub(super) struct PlacedEvent<'a> {
    pub event: &'a ReadyEvent,
    pub position: i64,
    pub number: Option<PrintedNumber>,
    pub chain: Hash,
}

/// What becomes of a batch.
#[derive(Debug)]
pub(super) struct Verdict<'a> {
    /// The events to insert, in order.
    pub events: Vec<PlacedEvent<'a>>,
    /// Of each draft: the indices of its events, or none if it lost its race.
    pub drafts: Vec<Option<std::ops::Range<usize>>>,
    /// The last number of each series that was drawn from.
    pub numbers: HashMap<String, i64>,
}

/// Lets each draft through whose streams all stand where it read them. A draft that loses leaves
/// no trace: positions, numbers and chain are those of the others.
pub(super) fn judge<'a>(
    drafts: impl IntoIterator<Item = &'a Draft>,
    head: (i64, Hash),
    found: &Found,
) -> Verdict<'a> {
    let (mut position, mut chain) = head;
    let mut drawn: HashMap<String, i64> = HashMap::new();
    let mut touched: HashSet<&StreamKey> = HashSet::new();
    let mut verdict = Verdict { events: Vec::new(), drafts: Vec::new(), numbers: HashMap::new() };
    for draft in drafts {
        let stands = draft.relied_on.iter().all(|(stream, sequence)| {
            let there = |sequence| found.sequences.contains(&(stream.clone(), sequence));
            !touched.contains(stream)
                && (*sequence == 0 || there(*sequence))
                && !there(*sequence + 1)
        });
        if !stands {
            verdict.drafts.push(None);
            continue;
        }
        let first = verdict.events.len();
        for event in &draft.events {
            position += 1;
            let number = event.series.as_ref().map(|series| draw(series, found, &mut drawn));
            chain = chain::link(
                &chain,
                position,
                number.as_ref().map(PrintedNumber::as_str),
                &event.hash,
            );
            touched.insert(&event.stream);
            verdict.events.push(PlacedEvent { event, position, number, chain });
        }
        verdict.drafts.push(Some(first..verdict.events.len()));
    }
    verdict.numbers = drawn;
    verdict
}

fn draw(series: &NumberSeries, found: &Found, drawn: &mut HashMap<String, i64>) -> PrintedNumber {
    let last = drawn
        .entry(series.key().to_owned())
        .or_insert_with(|| found.numbers.get(series.key()).copied().unwrap_or(0));
    *last += 1;
    series.print(*last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::{Loaded, Metadata};
    use domain::order::{Order, OrderEvent};
    use domain::payment::{Payment, PaymentEvent};

    fn order_events() -> Vec<OrderEvent> {
        let json = include_str!("../../../domain/tests/golden/OrderPlaced.v1.json");
        vec![serde_json::from_str(json).unwrap()]
    }

    fn loaded(id: i64, sequence: i64) -> Loaded<Order> {
        Loaded { sequence, ..Loaded::fresh(id) }
    }

    fn draft() -> Draft {
        Draft::new(&Metadata::default(), "2026-11-23T03:00:00Z".parse().unwrap()).unwrap()
    }

    fn placing(id: i64, sequence: i64) -> Draft {
        let mut draft = draft();
        draft.append(&loaded(id, sequence), &order_events()).unwrap();
        draft
    }

    fn exists(found: &mut Found, id: i64, sequence: i64) {
        found.sequences.insert((loaded(id, 0).stream(), sequence));
    }

    #[test]
    fn positions_and_numbers_are_dense_over_those_who_go_through() {
        let drafts = [placing(1, 0), placing(2, 0), placing(3, 0)];
        let mut found = Found::default();
        exists(&mut found, 2, 1); // somebody else placed order 2
        found.numbers.insert("CW-2026".to_owned(), 41);
        let verdict = judge(&drafts, (100, chain::START), &found);
        let through: Vec<bool> = verdict.drafts.iter().map(Option::is_some).collect();
        assert_eq!(through, [true, false, true]);
        let positions: Vec<i64> = verdict.events.iter().map(|e| e.position).collect();
        assert_eq!(positions, [101, 102]);
        let numbers: Vec<&str> =
            verdict.events.iter().map(|e| e.number.as_ref().unwrap().as_str()).collect();
        assert_eq!(numbers, ["CW-2026-00042", "CW-2026-00043"]);
        assert_eq!(verdict.numbers["CW-2026"], 43);
    }

    #[test]
    fn a_loser_leaves_no_trace_in_the_chain() {
        let drafts = [placing(1, 0), placing(1, 0), placing(3, 0)];
        let with_loser = judge(&drafts, (0, chain::START), &Found::default());
        let alone = [placing(1, 0), placing(3, 0)];
        let without = judge(&alone, (0, chain::START), &Found::default());
        assert!(with_loser.drafts[1].is_none(), "two of one batch race for order 1");
        let chains = |v: &Verdict<'_>| v.events.iter().map(|e| e.chain).collect::<Vec<_>>();
        assert_eq!(chains(&with_loser), chains(&without));
    }

    #[test]
    fn a_stream_that_is_not_as_it_was_read_loses() {
        let mut found = Found::default();
        exists(&mut found, 1, 4);
        exists(&mut found, 2, 4);
        exists(&mut found, 2, 5);
        // 1 stands where it was read, 2 went on, 3 is shorter than what was read of it.
        let drafts = [placing(1, 4), placing(2, 4), placing(3, 4)];
        let verdict = judge(&drafts, (0, chain::START), &found);
        let through: Vec<bool> = verdict.drafts.iter().map(Option::is_some).collect();
        assert_eq!(through, [true, false, false]);
    }

    #[test]
    fn what_was_merely_relied_on_counts_too_and_can_be_shared() {
        let relying = |id| {
            let mut draft = placing(id, 0);
            draft.rely_on(&loaded(9, 3));
            draft
        };
        let mut found = Found::default();
        exists(&mut found, 9, 3);
        let drafts = [relying(1), relying(2), placing(9, 3), relying(4)];
        let verdict = judge(&drafts, (0, chain::START), &found);
        let through: Vec<bool> = verdict.drafts.iter().map(Option::is_some).collect();
        assert_eq!(through, [true, true, true, false], "4 relied on what 9 changed before it");
    }

    #[test]
    fn a_command_over_two_aggregates_goes_through_whole_or_not_at_all() {
        let json = include_str!("../../../domain/tests/golden/PaymentReceived.v1.json");
        let received: PaymentEvent = serde_json::from_str(json).unwrap();
        let mut draft = draft();
        draft.append(&Loaded::<Payment>::fresh(5), &[received]).unwrap();
        draft.append(&loaded(1, 3), &order_events()).unwrap();
        let mut found = Found::default();
        exists(&mut found, 1, 3);
        exists(&mut found, 1, 4);
        let verdict = judge([&draft], (0, chain::START), &found);
        assert!(verdict.drafts[0].is_none() && verdict.events.is_empty());
        assert!(verdict.numbers.is_empty(), "its receipt number was not used up");
    }
}

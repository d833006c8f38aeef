//! Judging a batch under the lock: who goes through, and what each event's position, number and
//! chain are. Pure, so that every case can be tried without a database.

use std::collections::{HashMap, HashSet};

use domain::log::{NumberSeries, PrintedNumber};

use super::StreamKey;
use super::chain::{self, Hash};
use super::draft::ReadyDraft;
use super::verdict::{ClaimKey, Found, Lost, PlacedEvent, Verdict};
use crate::personal::NewKey;

/// Lets each draft through whose streams all stand where it read them, whose claims are free and
/// whose key is new. A draft that loses leaves no trace: positions, numbers and chain are those of
/// the others.
pub(super) fn judge<'a>(
    drafts: impl IntoIterator<Item = &'a ReadyDraft>,
    head: (i64, Hash),
    found: &Found,
) -> Verdict<'a> {
    let (mut position, mut chain) = head;
    let mut verdict = Verdict {
        events: Vec::new(),
        drafts: Vec::new(),
        numbers: HashMap::new(),
        keys: Vec::new(),
        released: Vec::new(),
        taken: Vec::new(),
        new_keys: Vec::new(),
        erased: Vec::new(),
        sequences: HashMap::new(),
    };
    let mut keys_used: HashSet<Hash> = HashSet::new();
    let mut claims: HashMap<ClaimKey, Option<StreamKey>> = HashMap::new();
    for draft in drafts {
        // Another key for somebody of whom somebody else wrote first: the one that holds is read again.
        let another = |new: &&NewKey| {
            if let Some(kept) = found.subjects.get(&new.subject) {
                return kept.as_ref() != Some(&new.wrapped);
            }
            let mut others = verdict.new_keys.iter();
            others.any(|one| one.subject == new.subject && one.wrapped != new.wrapped)
        };
        let raced = draft.new_keys.iter().find(another).map(|_| Lost::Race);
        let lost = refuse(draft, found, &verdict.sequences, &keys_used, &claims).or(raced);
        if let Some(lost) = lost {
            verdict.drafts.push(Err(lost));
            continue;
        }
        for (stream, sequence) in &draft.relied_on {
            verdict.sequences.insert(*stream, *sequence);
        }
        for claim in &draft.claims {
            claims.insert(key_of(claim), claim.takes.then_some(claim.stream));
        }
        if let Some(once) = &draft.once {
            keys_used.insert(once.key.key_hash);
            verdict.keys.push((once, draft));
        }
        for new in &draft.new_keys {
            let there = verdict.new_keys.iter().any(|one| one.subject == new.subject);
            if !there && !found.subjects.contains_key(&new.subject) {
                verdict.new_keys.push(new);
            }
        }
        verdict.erased.extend(&draft.erases);
        let first = verdict.events.len();
        for event in &draft.events {
            position += 1;
            let number = event.series.as_ref().map(|s| draw(s, found, &mut verdict.numbers));
            let printed = number.as_ref().map(PrintedNumber::as_str);
            chain = chain::link(&chain, position, printed, &event.hash);
            verdict.sequences.insert(event.stream, event.sequence);
            verdict.events.push(PlacedEvent { event, position, number, chain });
        }
        verdict.drafts.push(Ok(first..verdict.events.len()));
    }
    for (claim, holder) in claims {
        if found.claims.contains(&claim) {
            verdict.released.push(claim.clone());
        }
        if let Some(holder) = holder {
            verdict.taken.push((claim, holder));
        }
    }
    verdict
}

/// Why the draft does not go through behind those before it, if it does not. A key that was used
/// comes first: its command has been carried out, so of course nothing is as it was.
fn refuse(
    draft: &ReadyDraft,
    found: &Found,
    moved: &HashMap<StreamKey, i64>,
    keys_used: &HashSet<Hash>,
    claims: &HashMap<ClaimKey, Option<StreamKey>>,
) -> Option<Lost> {
    if let Some(once) = &draft.once {
        let key = &once.key.key_hash;
        if found.keys.contains(key) || keys_used.contains(key) {
            return Some(Lost::KeyUsed);
        }
    }
    if draft.erasures != found.erasures {
        return Some(Lost::Race);
    }
    let stands = |(stream, sequence): &(StreamKey, i64)| {
        if let Some(current) = moved.get(stream).or_else(|| found.current.get(stream)) {
            return current == sequence;
        }
        let there = |sequence| found.sequences.contains(&(*stream, sequence));
        (*sequence == 0 || there(*sequence)) && !there(*sequence + 1)
    };
    if !draft.relied_on.iter().all(stands) {
        return Some(Lost::Race);
    }
    // What the draft itself did to each value: who of its aggregates has it, if anybody still does.
    let mut own: HashMap<ClaimKey, Option<StreamKey>> = HashMap::new();
    for claim in &draft.claims {
        let key = key_of(claim);
        if !claim.takes {
            own.insert(key, None);
            continue;
        }
        let held = match own.get(&key) {
            Some(holder) => holder.is_some_and(|holder| holder != claim.stream),
            None => match claims.get(&key) {
                Some(holder) => holder.is_some(),
                None => found.claims.contains(&key),
            },
        };
        if held {
            return Some(Lost::Claimed(claim.scope));
        }
        own.insert(key, Some(claim.stream));
    }
    None
}

fn key_of(claim: &super::draft::ReadyClaim) -> ClaimKey {
    (claim.scope.name, claim.value.clone())
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
    use std::sync::LazyLock;

    use super::*;
    use crate::event_log::{Draft, IdempotencyKey, Loaded, Metadata};
    use crate::keyed_hash::KeyedHash;
    use crate::personal::PersonalKeys;
    use domain::claim::ClaimScope;
    use domain::employee::{Employee, EmployeeEvent};
    use domain::order::{Order, OrderEvent};
    use domain::payment::{Payment, PaymentEvent};

    fn order_events() -> Vec<OrderEvent> {
        let json = include_str!("../../../domain/tests/golden/OrderPlaced.v1.json");
        vec![serde_json::from_str(json).unwrap()]
    }

    fn loaded(id: i64, sequence: i64) -> Loaded<Order> {
        Loaded { sequence, ..Loaded::fresh(id) }
    }

    static KEYS: LazyLock<PersonalKeys> = LazyLock::new(|| PersonalKeys::new("s"));

    fn sealed(draft: Draft) -> ReadyDraft {
        let payloads = draft.events.iter().map(|event| event.payload.as_bytes());
        let (ring, new) = KEYS.all_new(payloads);
        draft.ready(&KeyedHash::new("s"), &ring, &new).unwrap()
    }

    fn ready(drafts: Vec<Draft>) -> Vec<ReadyDraft> {
        drafts.into_iter().map(sealed).collect()
    }

    fn through(verdict: &Verdict<'_>) -> Vec<bool> {
        verdict.drafts.iter().map(Result::is_ok).collect()
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
        let drafts = ready(vec![placing(1, 0), placing(2, 0), placing(3, 0)]);
        let mut found = Found::default();
        exists(&mut found, 2, 1); // somebody else placed order 2
        found.numbers.insert("CW-2026".to_owned(), 41);
        let verdict = judge(&drafts, (100, chain::START), &found);
        assert_eq!(through(&verdict), [true, false, true]);
        let positions: Vec<i64> = verdict.events.iter().map(|e| e.position).collect();
        assert_eq!(positions, [101, 102]);
        let numbers: Vec<&str> =
            verdict.events.iter().map(|e| e.number.as_ref().unwrap().as_str()).collect();
        assert_eq!(numbers, ["CW-2026-00042", "CW-2026-00043"]);
        assert_eq!(verdict.numbers["CW-2026"], 43);
    }

    #[test]
    fn a_loser_leaves_no_trace_in_the_chain() {
        let drafts = ready(vec![placing(1, 0), placing(1, 0), placing(3, 0)]);
        let with_loser = judge(&drafts, (0, chain::START), &Found::default());
        // Sealed anew they would be other events.
        let alone = [&drafts[0], &drafts[2]];
        let without = judge(alone, (0, chain::START), &Found::default());
        assert!(with_loser.drafts[1] == Err(Lost::Race), "two of one batch race for order 1");
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
        let drafts = ready(vec![placing(1, 4), placing(2, 4), placing(3, 4)]);
        let verdict = judge(&drafts, (0, chain::START), &found);
        assert_eq!(through(&verdict), [true, false, false]);
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
        let drafts = ready(vec![relying(1), relying(2), placing(9, 3), relying(4)]);
        let verdict = judge(&drafts, (0, chain::START), &found);
        assert_eq!(
            through(&verdict),
            [true, true, true, false],
            "4 relied on what 9 changed before it"
        );
    }

    #[test]
    fn a_command_over_two_aggregates_goes_through_whole_or_not_at_all() {
        let json = include_str!("../../../domain/tests/golden/PaymentReceived.v2.json");
        let received: PaymentEvent = serde_json::from_str(json).unwrap();
        let mut draft = draft();
        draft.append(&Loaded::<Payment>::fresh(5), &[received]).unwrap();
        draft.append(&loaded(1, 3), &order_events()).unwrap();
        let mut found = Found::default();
        exists(&mut found, 1, 3);
        exists(&mut found, 1, 4);
        let drafts = ready(vec![draft]);
        let verdict = judge(&drafts, (0, chain::START), &found);
        assert!(verdict.drafts[0].is_err() && verdict.events.is_empty());
        assert!(verdict.numbers.is_empty(), "its receipt number was not used up");
    }

    fn employee(id: i64, name: &str) -> Draft {
        let json = include_str!("../../../domain/tests/golden/EmployeeRegistered.v1.json");
        let hired: EmployeeEvent = serde_json::from_str(&json.replace("Ahmad", name)).unwrap();
        let mut draft = draft();
        draft.append(&Loaded::<Employee>::fresh(id), &[hired]).unwrap();
        draft
    }

    #[test]
    fn a_value_is_claimed_once_also_within_a_batch() {
        let drafts = ready(vec![employee(1, "Ahmad"), employee(2, "AHMAD"), employee(3, "Wati")]);
        let verdict = judge(&drafts, (0, chain::START), &Found::default());
        assert_eq!(through(&verdict), [true, false, true]);
        assert_eq!(verdict.drafts[1], Err(Lost::Claimed(ClaimScope::EMPLOYEE_NAME)));
        assert_eq!(verdict.taken.len(), 2);

        let mut found = Found::default();
        let wati = &drafts[2].claims[0];
        assert!(!wati.value.contains("wati"), "names are stored as hashes");
        found.claims.insert((wati.scope.name, wati.value.clone()));
        let verdict = judge(&drafts, (0, chain::START), &found);
        assert_eq!(through(&verdict), [true, false, false]);
    }

    #[test]
    fn a_value_that_is_let_go_can_be_claimed_by_the_next() {
        let mut drafts = ready(vec![employee(1, "Ahmad"), employee(2, "Ahmad")]);
        let ahmads = drafts[0].claims[0].clone();
        drafts[0].claims[0].takes = false; // retires
        let mut found = Found::default();
        found.claims.insert((ahmads.scope.name, ahmads.value.clone()));
        let verdict = judge(&drafts, (0, chain::START), &found);
        assert_eq!(through(&verdict), [true, true]);
        let claim = (ahmads.scope.name, ahmads.value);
        assert_eq!(verdict.released, std::slice::from_ref(&claim));
        let second = StreamKey { aggregate_type: "employee", id: 2 };
        assert_eq!(verdict.taken, [(claim, second)]);
    }

    #[test]
    fn an_approval_is_used_up_by_the_events_it_let_through() {
        let approved = |id: i64, approval: &str| {
            let approval_id = Some(approval.to_owned());
            let metadata = Metadata { approval_id, ..Metadata::default() };
            let mut draft = Draft::new(&metadata, "2026-11-23T03:00:00Z".parse().unwrap()).unwrap();
            if id > 0 {
                draft.append(&loaded(id, 0), &order_events()).unwrap();
            }
            draft
        };
        let drafts = ready(vec![approved(1, "a"), approved(2, "a"), approved(3, "b")]);
        let verdict = judge(&drafts, (0, chain::START), &Found::default());
        assert_eq!(through(&verdict), [true, false, true]);
        assert_eq!(verdict.drafts[1], Err(Lost::Claimed(ClaimScope::APPROVAL)));
        let mut found = Found::default();
        found.claims.insert(("approval", "b".to_owned()));
        let verdict = judge(&drafts, (0, chain::START), &found);
        assert_eq!(through(&verdict), [true, false, false], "b was used before");
        let nothing = ready(vec![approved(0, "a")]);
        assert!(nothing[0].claims.is_empty(), "what appends nothing uses nothing up");
    }

    #[test]
    fn a_key_is_used_once_whatever_else_changed() {
        let key = IdempotencyKey::new(&KeyedHash::new("s"), 1, "k", &[b"a"]);
        let keyed = |id, sequence| {
            let mut draft = placing(id, sequence);
            draft.once(key);
            draft
        };
        let drafts = ready(vec![keyed(1, 0), keyed(2, 0), keyed(3, 7)]);
        let verdict = judge(&drafts, (0, chain::START), &Found::default());
        assert_eq!(verdict.drafts[1..], [Err(Lost::KeyUsed), Err(Lost::KeyUsed)]);
        assert_eq!(verdict.keys.len(), 1);
        assert_eq!(verdict.keys[0].0.reply_text(), "order/1@1");
    }
}

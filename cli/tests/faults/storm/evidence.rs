//! What the log says afterwards, against what clients were told and what a reader saw.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::order::Order;
use infra::event_log::{EventLog, Mark, RawEvent, RawLog, Verifier};
use infra::keyed_hash::KeyedHash;
use serde_json::Value;
use sqlx::{Executor, Row};
use test_shop::TestDatabase;

use super::client::Told;
use super::command::Command;

/// The log, verified.
pub(crate) struct Evidence {
    marks: Vec<Mark>,
    /// How many events each request left.
    requests: HashMap<String, usize>,
    /// The last parts of printed numbers, series by series.
    numbers: BTreeMap<String, Vec<u64>>,
    /// Idempotency keys that were used up.
    keys: i64,
}

impl Evidence {
    /// Reads all of it on the primary: dense, every aggregate's sequence too, the chain unbroken.
    pub(crate) async fn gather(database: &TestDatabase) -> Self {
        let log =
            RawLog::with_keys(database.primary_as_admin().pool(1), database.config.personal_keys());
        let head = log.head().await.unwrap();
        let mut verifier = Verifier::new(Vec::new());
        let row = database.admin().await.fetch_one("SELECT COUNT(*) FROM idempotency_keys").await;
        let mut found = Self {
            marks: Vec::new(),
            requests: HashMap::new(),
            numbers: BTreeMap::new(),
            keys: row.unwrap().get(0),
        };
        let mut events = log.read(1, head.mark.position);
        while let Some(chunk) = events.next().await.unwrap() {
            for event in chunk.events() {
                let event = event.unwrap();
                verifier.event(&event).unwrap();
                found.take(&event);
            }
        }
        verifier.finish(&head).unwrap();
        found
    }

    fn take(&mut self, event: &RawEvent<'_>) {
        self.marks.push(event.mark);
        let metadata: Value = serde_json::from_slice(event.parts.metadata).unwrap();
        let request = metadata["requestId"].as_str().unwrap_or_default().to_owned();
        *self.requests.entry(request).or_default() += 1;
        if let Some((series, number)) = event.number.and_then(|n| n.rsplit_once('-')) {
            self.numbers.entry(series.to_owned()).or_default().push(number.parse().unwrap());
        }
    }

    pub(crate) fn end(&self) -> i64 {
        self.marks.last().map_or(0, |mark| mark.position)
    }

    /// A reader saw exactly the log, in order.
    pub(crate) fn was_read_by(&self, seen: &[Mark]) {
        assert!(is_exactly(&self.marks, seen), "the reader saw another log");
    }

    /// Printed in the order of the log, without a gap, none twice.
    pub(crate) fn numbers_are_dense(&self) {
        for (series, numbers) in &self.numbers {
            assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{series}: {numbers:?}");
        }
    }

    /// What was acknowledged is there, all of it and once; nothing else is.
    pub(crate) fn agrees_with(&self, told: &[Told]) {
        let nothing = 0;
        let mut names = BTreeSet::new();
        for told in told {
            let events = *self.requests.get(&told.request).unwrap_or(&nothing);
            let right = if told.acknowledged { told.command.events() } else { nothing..=nothing };
            assert!(right.contains(&events), "{events} events of {told:?}");
            assert!(names.insert(told.request.as_str()), "{}", told.request);
        }
        let strange =
            |request: &&String| request.starts_with("client-") && !names.contains(request.as_str());
        assert_eq!(self.requests.keys().find(strange), None, "nobody asked for it");
        let acknowledged = told.iter().filter(|told| told.acknowledged).count();
        assert_eq!(self.keys, i64::try_from(acknowledged).unwrap(), "keys used up");
    }
}

/// Whether a reader saw all of a log, in order, and nothing else.
pub(crate) fn is_exactly<T: PartialEq>(log: &[T], seen: &[T]) -> bool {
    log == seen
}

/// Every shared order has been paid as many Rupiah as were acknowledged.
pub(crate) async fn money_is_right(database: &TestDatabase, shared: &[i64], told: &[Told]) {
    let (primary, hash) = (&database.config.primary, KeyedHash::new(&database.config.hash_secret));
    let (log, _) =
        EventLog::open(primary.options(), primary.pool(1), hash, database.config.personal_keys())
            .await
            .unwrap();
    for id in shared {
        let payments = told.iter().filter(|t| t.acknowledged && t.command == Command::PayOne(*id));
        let order = log.load::<Order>(*id).await.unwrap();
        let paid = order.state.ticket().unwrap().paid.get();
        assert_eq!(paid, i64::try_from(payments.count()).unwrap(), "order {id}");
    }
}

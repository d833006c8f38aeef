//! A log in memory, for the tests of those who check logs.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use super::chain::Parts;
use super::{LogHead, Mark, RawEvent};
use crate::personal::KeyRing;

static NO_KEYS: LazyLock<KeyRing> = LazyLock::new(KeyRing::default);

#[derive(Debug, Clone)]
pub(super) struct SampleEvent {
    pub mark: Mark,
    pub aggregate_type: &'static str,
    pub aggregate_id: String,
    pub sequence: i64,
    pub payload: String,
    pub number: Option<String>,
    pub recorded_at: DateTime<Utc>,
}

impl SampleEvent {
    pub(super) fn raw(&self) -> RawEvent<'_> {
        RawEvent {
            mark: self.mark,
            parts: Parts {
                aggregate_type: self.aggregate_type,
                aggregate_id: &self.aggregate_id,
                sequence: self.sequence,
                event_type: "WorkStarted",
                event_version: "1",
                payload: self.payload.as_bytes(),
                metadata: b"{}",
                recorded_at: self.recorded_at,
            },
            number: self.number.as_deref(),
            keys: &NO_KEYS,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct SampleLog(pub Vec<SampleEvent>);

impl SampleLog {
    /// Three events of order 1, two of order 2, three of order 3, in turns.
    pub(super) fn of_eight() -> Self {
        let orders = ["1", "2", "3", "1", "2", "3", "3", "1"];
        let sequences = [1, 1, 1, 2, 2, 2, 3, 3];
        let events =
            (1_i64..).zip(orders).zip(sequences).map(|((position, order), sequence)| SampleEvent {
                mark: Mark { position, chain: [0; 32] },
                aggregate_type: "order",
                aggregate_id: order.to_owned(),
                sequence,
                payload: format!("{{\"n\":{position}}}"),
                number: (sequence == 1).then(|| format!("CW-2026-0000{position}")),
                recorded_at: "2026-11-23T03:00:00.123456Z".parse().unwrap(),
            });
        let mut log = Self(events.collect());
        log.seal();
        log
    }

    /// Computes the chain anew, as somebody who covers their tracks would.
    pub(super) fn seal(&mut self) {
        let mut chain = Mark::START.chain;
        for event in &mut self.0 {
            chain = event.raw().chain_behind(&chain);
            event.mark.chain = chain;
        }
    }

    pub(super) fn events(&self) -> impl Iterator<Item = RawEvent<'_>> {
        self.0.iter().map(SampleEvent::raw)
    }

    pub(super) fn head(&self) -> LogHead {
        let mark = self.0.last().map_or(Mark::START, |event| event.mark);
        LogHead { log_id: "a log".to_owned(), epoch: 1, mark, last: mark.position }
    }
}

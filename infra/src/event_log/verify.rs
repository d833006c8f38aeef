//! Checking the log, event by event, without IO: positions, sequences, the chain, and the anchors
//! that somebody kept elsewhere.

use super::streams::Streams;
use super::{LogHead, Mark, RawEvent, Unreadable};
use crate::hex::hex;

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub position: i64,
    /// What is wrong there.
    pub reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "position {}: {}", self.position, self.reason)
    }
}

impl From<Unreadable> for Fault {
    fn from(row: Unreadable) -> Self {
        let reason = format!("the row cannot be read: {}", row.reason);
        Self { position: row.mark.position, reason }
    }
}

/// What is wrong with an event that comes right behind `mark`, if anything.
pub fn examine(mark: &Mark, event: &RawEvent<'_>) -> Option<Fault> {
    hole(mark, event.mark.position).or_else(|| {
        let fits = event.chain_behind(&mark.chain) == event.mark.chain;
        let reason = "its hash does not fit: it was changed after it was written";
        (!fits).then(|| Fault { position: event.mark.position, reason: reason.to_owned() })
    })
}

/// The hole between `mark` and the next event there is, if one is.
pub(super) fn hole(mark: &Mark, found: i64) -> Option<Fault> {
    let position = mark.position + 1;
    let reason = format!("a hole: position {found} stands where {position} should");
    (found != position).then_some(Fault { position, reason })
}

/// What is wrong with an event whose sequence does not follow `last`.
pub(super) fn sequence_hole(event: &RawEvent<'_>, last: i64) -> Fault {
    let (kind, id) = (event.parts.aggregate_type, event.parts.aggregate_id);
    let sequence = event.parts.sequence;
    let reason = if last == 0 {
        format!("a hole in {kind}/{id}: its first event has sequence {sequence}")
    } else {
        format!("a hole in {kind}/{id}: sequence {sequence} follows {last}")
    };
    Fault { position: event.mark.position, reason }
}

impl LogHead {
    /// What is wrong with the log's end, for somebody who has read all of it as far as `read`.
    pub fn fault(&self, read: &Mark) -> Option<Fault> {
        let ends = self.mark.position;
        let fault = |position, reason| Some(Fault { position, reason });
        if read.position < ends {
            let reason = format!("the log ends before it, but log_head says it goes to {ends}");
            return fault(read.position + 1, reason);
        }
        if read.position == ends && read.chain != self.mark.chain {
            let reason = "log_head holds another chain value than the event there";
            return fault(ends, reason.to_owned());
        }
        if self.last > ends {
            let reason = format!("it is in the log, but log_head says the log ends at {ends}");
            return fault(ends + 1, reason);
        }
        None
    }
}

/// Takes every event of a log in order.
#[derive(Debug)]
pub struct Verifier {
    mark: Mark,
    streams: Streams,
    /// Those not reached yet, the next one last.
    anchors: Vec<Mark>,
}

impl Verifier {
    /// Begins before the first event. Anchors are what the log held once, kept elsewhere.
    pub fn new(mut anchors: Vec<Mark>) -> Self {
        anchors.sort_by_key(|anchor| std::cmp::Reverse(anchor.position));
        Self { mark: Mark::START, streams: Streams::default(), anchors }
    }

    /// How far the log was found good.
    pub const fn mark(&self) -> Mark {
        self.mark
    }

    /// The next event.
    ///
    /// # Errors
    /// What is wrong with it, or with an anchor before it. Nothing after the first fault means
    /// anything.
    pub fn event(&mut self, event: &RawEvent<'_>) -> Result<(), Fault> {
        self.pass_anchors()?;
        if let Some(fault) = examine(&self.mark, event) {
            return Err(fault);
        }
        let parts = &event.parts;
        self.streams
            .follow(parts.aggregate_type, parts.aggregate_id, parts.sequence)
            .map_err(|last| sequence_hole(event, last))?;
        self.mark = event.mark;
        Ok(())
    }

    /// The end of the log, as `head` said before the first event was read.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn finish(mut self, head: &LogHead) -> Result<(), Fault> {
        self.pass_anchors()?;
        if let Some(fault) = head.fault(&self.mark) {
            return Err(fault);
        }
        self.anchors.last().map_or(Ok(()), |anchor| {
            let reason = format!(
                "the log ends before it, but the anchor at position {} says that it went on",
                anchor.position
            );
            Err(Fault { position: self.mark.position + 1, reason })
        })
    }

    fn pass_anchors(&mut self) -> Result<(), Fault> {
        while let Some(anchor) = self.anchors.pop_if(|next| next.position <= self.mark.position) {
            if anchor != self.mark {
                let Mark { position, chain } = anchor;
                let reason = format!(
                    "the anchor at position {position} says {}, the log says {}",
                    hex(&chain),
                    hex(&self.mark.chain)
                );
                return Err(Fault { position, reason });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample_log::SampleLog;
    use super::*;

    fn verify(log: &SampleLog, anchors: Vec<Mark>) -> Result<Mark, Fault> {
        let mut verifier = Verifier::new(anchors);
        for event in log.events() {
            verifier.event(&event)?;
        }
        let mark = verifier.mark();
        verifier.finish(&log.head()).map(|()| mark)
    }

    fn fault(log: &SampleLog) -> Fault {
        verify(log, Vec::new()).unwrap_err()
    }

    #[test]
    fn a_log_that_is_as_it_was_written_fits() {
        let log = SampleLog::of_eight();
        assert_eq!(verify(&log, Vec::new()), Ok(log.head().mark));
        assert_eq!(verify(&SampleLog::default(), Vec::new()), Ok(Mark::START));
    }

    #[test]
    fn a_changed_byte_is_found_where_it_stands() {
        let mut log = SampleLog::of_eight();
        log.0[4].payload = "{ }".to_owned();
        assert_eq!(fault(&log).position, 5);
        assert!(fault(&log).reason.contains("hash does not fit"));
        let mut log = SampleLog::of_eight();
        log.0[2].number = Some("CW-2026-99999".to_owned());
        assert_eq!(fault(&log).position, 3);
    }

    #[test]
    fn a_missing_event_is_named_and_so_is_one_before_the_first() {
        let mut log = SampleLog::of_eight();
        log.0.remove(3);
        assert_eq!(fault(&log).to_string(), "position 4: a hole: position 5 stands where 4 should");
        let mut log = SampleLog::of_eight();
        log.0[0].mark.position = 0;
        assert_eq!(fault(&log).position, 1);
    }

    #[test]
    fn swapped_events_are_found_at_the_first_of_them() {
        let mut log = SampleLog::of_eight();
        log.0[2].payload = "{\"a\":1}".to_owned();
        log.0[6].payload = "{\"b\":1}".to_owned();
        log.seal();
        assert!(verify(&log, Vec::new()).is_ok());
        let (a, b) = (log.0[2].payload.clone(), log.0[6].payload.clone());
        (log.0[2].payload, log.0[6].payload) = (b, a);
        assert_eq!(fault(&log).position, 3);
    }

    #[test]
    fn a_hole_in_an_aggregate_is_found_though_the_chain_fits() {
        let mut log = SampleLog::of_eight();
        log.0[6].sequence = 9;
        log.seal();
        let Fault { position, reason } = fault(&log);
        assert_eq!((position, reason.as_str()), (7, "a hole in order/3: sequence 9 follows 2"));
        let mut log = SampleLog::of_eight();
        log.0[0].sequence = 2;
        log.seal();
        assert_eq!(fault(&log).reason, "a hole in order/1: its first event has sequence 2");
    }

    #[test]
    fn the_end_is_where_log_head_says() {
        let log = SampleLog::of_eight();
        let read_all = log.head().mark;
        let end = |change: fn(&mut LogHead)| {
            let mut head = log.head();
            change(&mut head);
            head.fault(&read_all).map(|fault| fault.position)
        };
        assert_eq!(end(|_| ()), None);
        assert_eq!(end(|head| head.mark.chain = [7; 32]), Some(8));
        assert_eq!(end(|head| head.mark.position = 9), Some(9));
        assert_eq!(end(|head| head.last = 9), Some(9));
        assert_eq!(end(|head| head.mark.position = 6), Some(7));
    }

    #[test]
    fn an_anchor_finds_a_log_that_was_written_anew() {
        let old = SampleLog::of_eight();
        let anchor = old.0[4].mark;
        assert!(verify(&old, vec![anchor, Mark::START, old.head().mark]).is_ok());
        let mut new = SampleLog::of_eight();
        new.0[1].payload = "{ }".to_owned();
        new.seal();
        assert!(verify(&new, Vec::new()).is_ok(), "in itself it fits");
        let Fault { position, reason } = verify(&new, vec![anchor]).unwrap_err();
        assert_eq!(position, 5);
        assert!(reason.contains(&hex(&anchor.chain)), "{reason}");
        let wrong_start = Mark { position: 0, chain: [1; 32] };
        assert_eq!(verify(&old, vec![wrong_start]).unwrap_err().position, 0);
    }

    #[test]
    fn an_anchor_beyond_the_end_means_lost_events() {
        let mut log = SampleLog::of_eight();
        let anchor = log.head().mark;
        log.0.truncate(6);
        assert!(verify(&log, Vec::new()).is_ok(), "in itself it fits");
        let Fault { position, reason } = verify(&log, vec![anchor]).unwrap_err();
        assert_eq!(position, 7);
        assert!(reason.contains("the anchor at position 8"), "{reason}");
    }
}

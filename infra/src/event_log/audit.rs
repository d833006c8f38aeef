//! Checking a stretch of the log without having read what stands before it: what the auditor does
//! all day, in short reads.

use std::collections::HashMap;

use super::raw::EventKey;
use super::verify::{examine, sequence_hole};
use super::{Fault, LogError, LogHead, Mark, RawEvent, RawLog, Unreadable};

/// What was found in a stretch of the log.
#[derive(Debug)]
pub struct Audit {
    /// The end of the stretch.
    pub mark: Mark,
    /// Every event of it.
    pub marks: Vec<Mark>,
    /// Everything that does not fit, in order.
    pub faults: Vec<Fault>,
    /// Which log it is and where it ends.
    pub head: LogHead,
    /// Whether the stretch goes to the log's end.
    pub at_end: bool,
    /// Whether the log is not the one that was read as far as the mark before: there is nothing to
    /// go on from.
    pub parted: bool,
}

/// Checks up to `limit` events behind `mark`: positions, the chain, and that for every event the
/// one before it in its aggregate is there and stands before it. At the log's end also its head.
///
/// # Errors
/// [`LogError::Unavailable`].
pub async fn audit(log: &RawLog, mark: Mark, limit: u32) -> Result<Audit, LogError> {
    let head = log.head().await?;
    let to = head.mark.position.max(head.last);
    // The event at the mark is read again, for its chain.
    let (from, limit) =
        if mark == Mark::START { (i64::MIN, limit) } else { (mark.position, limit + 1) };
    let chunk = log.chunk(from, to, limit).await?;
    let at_end = chunk.len() < usize::try_from(limit).unwrap_or(usize::MAX);
    let mut events = chunk.events();
    if mark != Mark::START
        && let Some(fault) = parted(mark, events.next())
    {
        return Ok(Audit { mark, marks: vec![], faults: vec![fault], head, at_end, parted: true });
    }
    let Stretch { mark, marks, mut faults, unexplained } = walk(mark, events);
    let keys: Vec<EventKey> = unexplained.iter().map(|(_, before)| before.clone()).collect();
    let positions = log.positions_of(&keys).await?;
    for (event, before) in unexplained {
        if positions.get(&before).is_none_or(|position| *position >= event.mark.position) {
            let (kind, id, sequence) = before;
            let reason =
                format!("a hole in {kind}/{id}: no event with sequence {sequence} before it");
            faults.push(Fault { position: event.mark.position, reason });
        }
    }
    if at_end {
        faults.extend(head.fault(&mark));
    }
    faults.sort_by_key(|fault| fault.position);
    Ok(Audit { mark, marks, faults, head, at_end, parted: false })
}

/// What is wrong with the event at the mark, which was read before.
fn parted(mark: Mark, again: Option<Result<RawEvent<'_>, Unreadable>>) -> Option<Fault> {
    let found = match again {
        Some(Ok(event)) => event.mark,
        Some(Err(row)) => row.mark,
        None => Mark::START,
    };
    let reason = if found.position != mark.position {
        "it was here when the log was read before, and is gone"
    } else if found.chain != mark.chain {
        "its chain value is another than when the log was read before"
    } else {
        return None;
    };
    Some(Fault { position: mark.position, reason: reason.to_owned() })
}

/// A stretch of events, checked by itself.
struct Stretch<'a> {
    mark: Mark,
    marks: Vec<Mark>,
    faults: Vec<Fault>,
    /// Events whose predecessor in their aggregate stands before the stretch, and that predecessor.
    unexplained: Vec<(RawEvent<'a>, EventKey)>,
}

/// A fault is noted and stepped over: what is stored is taken for granted from there on.
fn walk<'a>(
    mut mark: Mark,
    events: impl Iterator<Item = Result<RawEvent<'a>, Unreadable>>,
) -> Stretch<'a> {
    let (mut faults, mut marks) = (Vec::new(), Vec::new());
    let mut unexplained = Vec::new();
    let mut last: HashMap<(&str, &str), i64> = HashMap::new();
    for event in events {
        let event = match event {
            Ok(event) => event,
            Err(row) => {
                mark = row.mark;
                marks.push(mark);
                faults.push(row.into());
                continue;
            }
        };
        let (kind, id) = (event.parts.aggregate_type, event.parts.aggregate_id);
        let sequence = event.parts.sequence;
        faults.extend(examine(&mark, &event));
        match last.insert((kind, id), sequence) {
            Some(last) if sequence != last + 1 => faults.push(sequence_hole(&event, last)),
            None if sequence != 1 => {
                unexplained.push((event, (kind.to_owned(), id.to_owned(), sequence - 1)));
            }
            Some(_) | None => {}
        }
        mark = event.mark;
        marks.push(mark);
    }
    Stretch { mark, marks, faults, unexplained }
}

#[cfg(test)]
mod tests {
    use super::super::sample_log::SampleLog;
    use super::*;

    /// The stretch behind the first `skipped` events.
    fn walk_behind(log: &SampleLog, skipped: usize) -> (Vec<i64>, Vec<EventKey>) {
        let mark = log.0[..skipped].last().map_or(Mark::START, |event| event.mark);
        let stretch = walk(mark, log.events().skip(skipped).map(Ok));
        assert_eq!(stretch.mark, log.head().mark);
        let faults = stretch.faults.iter().map(|fault| fault.position).collect();
        (faults, stretch.unexplained.into_iter().map(|(_, before)| before).collect())
    }

    #[test]
    fn a_stretch_asks_for_the_predecessors_that_stand_before_it() {
        let log = SampleLog::of_eight();
        assert_eq!(walk_behind(&log, 0), (vec![], vec![]));
        let key = |id: &str, sequence| ("order".to_owned(), id.to_owned(), sequence);
        assert_eq!(walk_behind(&log, 4), (vec![], vec![key("2", 1), key("3", 1), key("1", 2)]));
    }

    #[test]
    fn every_fault_of_a_stretch_is_found_once() {
        let mut log = SampleLog::of_eight();
        log.0[1].payload = "{ }".to_owned();
        log.0[6].payload = "{ }".to_owned();
        assert_eq!(walk_behind(&log, 0).0, [2, 7]);
        let mut log = SampleLog::of_eight();
        log.0[3].sequence = 7;
        log.seal();
        assert_eq!(walk_behind(&log, 0).0, [4, 8], "order/1 goes 1, 7, 3");
        let mut log = SampleLog::of_eight();
        log.0.remove(7 - 1);
        assert_eq!(walk_behind(&log, 0).0, [7]);
    }

    #[test]
    fn a_log_that_changed_behind_the_auditor_has_parted() {
        let log = SampleLog::of_eight();
        let mark = log.0[3].mark;
        let again = |n: usize| Some(Ok(log.0[n].raw()));
        assert_eq!(parted(mark, again(3)), None);
        assert!(parted(mark, None).unwrap().reason.contains("is gone"));
        assert!(parted(mark, again(4)).unwrap().reason.contains("is gone"));
        let changed = Mark { chain: [7; 32], ..mark };
        assert!(parted(changed, again(3)).unwrap().reason.contains("chain value is another"));
    }
}

//! The hash over every event that was handed to a projection: whoever missed one, or got one twice, has
//! another than the log.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use infra::event_log::{LogRecord, Mark};
use lru::LruCache;
use sha2::{Digest, Sha256};

/// Before the first event.
pub(super) const NOTHING_SEEN: [u8; 32] = [0; 32];

/// Fewer events than this are hashed sooner than looked up.
const FEW: usize = 32;
/// Stretches of the log that are remembered, for the projections that read them next.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// What was seen before, the first event of a stretch, how many there are, the last, and a quick sum over
/// all: one that is left out and another that comes twice make another stretch.
type Stretch = ([u8; 32], i64, usize, Mark, u64);
type Hashes = Arc<Vec<[u8; 32]>>;

static KNOWN: LazyLock<Mutex<LruCache<Stretch, Hashes>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(REMEMBERED)));

/// The hash over everything seen, with one more event.
pub(super) fn see(seen: [u8; 32], mark: Mark) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seen);
    hash.update(mark.position.to_be_bytes());
    hash.update(mark.chain);
    hash.finalize().into()
}

/// The hash behind each of these events. Projections that fill side by side all see the same, which is
/// computed once.
pub(super) fn seen_after(seen: [u8; 32], records: &[LogRecord]) -> Hashes {
    let compute = || {
        let each = records.iter().scan(seen, |seen, record| {
            *seen = see(*seen, record.mark);
            Some(*seen)
        });
        Arc::new(each.collect::<Vec<_>>())
    };
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return compute() };
    if records.len() < FEW {
        return compute();
    }
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let stretch = (seen, first.mark.position, records.len(), last.mark, quick_sum(records));
    if let Some(hashes) = known().get(&stretch) {
        return Arc::clone(hashes);
    }
    let hashes = compute();
    known().put(stretch, Arc::clone(&hashes));
    hashes
}

/// Another for other events, or for the same in another order, but for chance: the chains are hashes.
fn quick_sum(records: &[LogRecord]) -> u64 {
    records.iter().fold(0, |sum: u64, record| {
        let Mark { position, chain } = record.mark;
        let one = u64::from_be_bytes(chain.first_chunk().copied().unwrap_or_default());
        sum.rotate_left(7).wrapping_add(one ^ position.cast_unsigned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(position: i64) -> LogRecord {
        LogRecord {
            mark: Mark { position, chain: [u8::try_from(position % 251).unwrap(); 32] },
            aggregate_type: "order".to_owned(),
            aggregate_id: "1".to_owned(),
            sequence: position,
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            metadata: Vec::new(),
            erases: None,
            event: Err("not read".to_owned()),
        }
    }

    #[test]
    fn whoever_sees_the_same_is_told_the_same_and_who_misses_one_is_not() {
        let before = see(NOTHING_SEEN, record(1).mark);
        let all: Vec<LogRecord> = (2..100).map(record).collect();
        let hashes = seen_after(before, &all);
        let mut seen = before;
        for (record, hash) in all.iter().zip(hashes.iter()) {
            seen = see(seen, record.mark);
            assert_eq!(*hash, seen, "{}", record.mark.position);
        }
        assert!(Arc::ptr_eq(&hashes, &seen_after(before, &all)), "computed once");
        let mut others = vec![(NOTHING_SEEN, all.clone())]; // it missed the first
        let mut twice = all.clone();
        twice.insert(50, all[50].clone());
        let mut left_out = all.clone();
        left_out.remove(50);
        // As many, with the same first and last.
        let mut both = twice.clone();
        both.remove(10);
        others.extend([(before, twice), (before, left_out), (before, both)]);
        for (before, records) in others {
            assert_ne!(seen_after(before, &records).last(), hashes.last());
        }
        let few = &all[..5];
        assert_eq!(seen_after(before, few)[..], hashes[..5]);
    }
}

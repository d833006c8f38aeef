//! How far each stream is, as the appender knows it. It sees every batch of its own, and under the
//! lock it reads what others appended since; so what it knows is exact there, and only streams it
//! does not know have to be looked up.

use std::collections::HashSet;
use std::num::NonZeroUsize;

use lru::LruCache;
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::StreamKey;

/// How many streams are remembered.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(65_536).unwrap(); // a constant above zero
/// More events of others than this are not read under the lock: everything is looked up anew.
const READ_AT_MOST: usize = 2048;

/// The last sequence of each remembered stream, as of a position of the log.
#[derive(Debug)]
pub(super) struct Known {
    position: i64,
    sequences: LruCache<StreamKey, i64>,
    /// The kinds of streams ever asked for: what others append to other kinds is not remembered.
    kinds: HashSet<&'static str>,
}

impl Known {
    /// Nothing, as of that position.
    pub(super) fn as_of(position: i64) -> Self {
        Self { position, sequences: LruCache::new(CAPACITY), kinds: HashSet::new() }
    }

    /// The statement that reads what others appended since, to be carried out under the lock.
    pub(super) fn others_since(&self) -> String {
        format!(
            "SELECT aggregate_type, aggregate_id, sequence FROM events WHERE position > {} \
             ORDER BY position LIMIT {}",
            self.position,
            READ_AT_MOST + 1
        )
    }

    /// Takes in what [`Self::others_since`] found under the lock, where the log stands at `head`.
    /// Returns it, as far as it is about streams of kinds that this process knows. `None` if there is
    /// too much of it, or the log is not where it was: then nothing is known any more, and
    /// everything has to be looked up anew.
    pub(super) fn catch_up(
        &mut self,
        others: &[MySqlRow],
        head: i64,
    ) -> Result<Option<Vec<(StreamKey, i64)>>, sqlx::Error> {
        let behind = usize::try_from(head - self.position).ok();
        if behind != Some(others.len()) {
            self.sequences.clear();
            self.position = head;
            return Ok(None);
        }
        let mut appended = Vec::new();
        for row in others {
            let (kind, id, sequence): (&str, &str, i64) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let Some(kind) = self.kinds.get(kind) else { continue };
            let Ok(id) = id.parse() else { continue };
            let stream = StreamKey { aggregate_type: kind, id };
            self.sequences.put(stream, sequence);
            appended.push((stream, sequence));
        }
        self.position = head;
        Ok(Some(appended))
    }

    /// The last sequence of that stream, if it is known.
    pub(super) fn sequence(&mut self, stream: StreamKey) -> Option<i64> {
        self.kinds.insert(stream.aggregate_type);
        self.sequences.get(&stream).copied()
    }

    /// Takes note of what was found under the lock, or appended: the log stands at `position` now.
    pub(super) fn learn(
        &mut self,
        position: i64,
        found: impl IntoIterator<Item = (StreamKey, i64)>,
    ) {
        self.position = position;
        for (stream, sequence) in found {
            self.sequences.put(stream, sequence);
        }
    }
}

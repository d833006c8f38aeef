//! How far each stream is, as the appender knows it. It sees every batch of its own, and under the
//! lock it reads what others appended since; so what it knows is exact there, and only streams it
//! does not know have to be looked up.

use std::collections::HashSet;
use std::num::NonZeroUsize;

use lru::LruCache;
use sqlx::MySqlConnection;

use super::StreamKey;
use super::statements::appended_since;

/// How many streams are remembered.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(65_536).unwrap(); // a constant above zero
/// More events of others than this are not read under the lock: everything is looked up anew.
const READ_AT_MOST: i64 = 2048;

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

    /// Catches up with the log under its lock, where it stands at `head`. Returns what others
    /// appended to streams of kinds that this process knows.
    pub(super) async fn catch_up(
        &mut self,
        connection: &mut MySqlConnection,
        head: i64,
    ) -> Result<Vec<(StreamKey, i64)>, sqlx::Error> {
        let behind = head - self.position;
        if behind == 0 {
            return Ok(Vec::new());
        }
        if !(0..=READ_AT_MOST).contains(&behind) {
            self.sequences.clear();
            self.position = head;
            return Ok(Vec::new());
        }
        let mut others = Vec::new();
        for (kind, id, sequence) in appended_since(connection, self.position).await? {
            let Some(kind) = self.kinds.get(kind.as_str()) else { continue };
            let Ok(id) = id.parse() else { continue };
            let stream = StreamKey { aggregate_type: kind, id };
            self.sequences.put(stream, sequence);
            others.push((stream, sequence));
        }
        self.position = head;
        Ok(others)
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

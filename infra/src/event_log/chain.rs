//! The hash chain over the log. `docs/log-format.md` describes the bytes for other languages.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// What the chain begins with, before the first event.
pub const START: Hash = [0; 32];

/// The parts of an event that are known before the log's lock is taken.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// `aggregate_type`
    pub aggregate_type: &'a str,
    /// `aggregate_id`
    pub aggregate_id: &'a str,
    /// `sequence`
    pub sequence: i64,
    /// `event_type`
    pub event_type: &'a str,
    /// `event_version`
    pub event_version: &'a str,
    /// `payload`, byte for byte as stored
    pub payload: &'a [u8],
    /// `metadata`, byte for byte as stored
    pub metadata: &'a [u8],
    /// `recorded_at`, to the microsecond
    pub recorded_at: DateTime<Utc>,
}

impl Parts<'_> {
    /// The event's own hash. Texts go in behind their length, numbers as 8 bytes, big-endian.
    pub fn hash(&self) -> Hash {
        let mut sha = Sha256::new();
        text(&mut sha, self.aggregate_type.as_bytes());
        text(&mut sha, self.aggregate_id.as_bytes());
        sha.update(self.sequence.to_be_bytes());
        text(&mut sha, self.event_type.as_bytes());
        text(&mut sha, self.event_version.as_bytes());
        text(&mut sha, self.payload);
        text(&mut sha, self.metadata);
        sha.update(self.recorded_at.timestamp_micros().to_be_bytes());
        sha.finalize().into()
    }
}

/// The chain's value at an event: the value before it, its position, its printed number (empty if
/// none) and its own hash.
pub fn link(previous: &Hash, position: i64, number: Option<&str>, hash: &Hash) -> Hash {
    let mut sha = Sha256::new();
    sha.update(previous);
    sha.update(position.to_be_bytes());
    text(&mut sha, number.unwrap_or_default().as_bytes());
    sha.update(hash);
    sha.finalize().into()
}

fn text(sha: &mut Sha256, bytes: &[u8]) {
    sha.update((bytes.len() as u64).to_be_bytes());
    sha.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts<'static> {
        Parts {
            aggregate_type: "order",
            aggregate_id: "1",
            sequence: 1,
            event_type: "WorkStarted",
            event_version: "1",
            payload: b"{}",
            metadata: b"{}",
            recorded_at: "2026-11-23T03:00:00.123456Z".parse().unwrap(),
        }
    }

    /// Computed by a few lines of Python from docs/log-format.md, not by this code.
    #[test]
    fn the_bytes_are_those_the_docs_describe() {
        let hex = |hash: Hash| hash.map(|byte| format!("{byte:02x}")).concat();
        let hash = parts().hash();
        assert_eq!(hex(hash), "7c75e0ccf96be0e6ba03bcb4020fbd8a9d042f3aee1264a72ef3545db1846ac1");
        assert_eq!(
            hex(link(&START, 1, Some("CW-2026-00001"), &hash)),
            "af97b82b5a19df97a399267b245a6055e899270793421a564be657663d92a564"
        );
    }

    #[test]
    fn moving_a_byte_from_one_field_to_the_next_shows() {
        let moved = Parts { aggregate_type: "orde", aggregate_id: "r1", ..parts() };
        assert_ne!(moved.hash(), parts().hash());
        let hash = parts().hash();
        assert_ne!(link(&START, 1, None, &hash), link(&START, 1, Some("1"), &hash));
        assert_ne!(link(&START, 1, None, &hash), link(&START, 2, None, &hash));
    }
}

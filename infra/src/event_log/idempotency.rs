//! One effect for one `Idempotency-Key`: what was asked is kept with what the reply is made from, in
//! the transaction of the events themselves. A repetition finds it and gets the same reply, made
//! again from the log; nothing about a person is kept here.

use std::time::Duration;

use chrono::Utc;
use sqlx::{MySqlPool, Row};
use tokio::sync::watch;

use super::appender::{ANSWER, in_time};
use super::chain::Hash;
use super::{LogError, StreamKey};
use crate::hex::hex;
use crate::keyed_hash::KeyedHash;

/// The fewest days a key is kept.
pub const KEEP_AT_LEAST_DAYS: u32 = 7;
/// Rows deleted at once: short transactions, so that nobody waits for them.
const FORGET: u32 = 1000;
const NOW_AND_THEN: Duration = Duration::from_hours(1);

/// A caller's key and what they asked for with it, as keyed hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub(super) key_hash: Hash,
    pub(super) fingerprint: Hash,
}

impl IdempotencyKey {
    /// The key as that caller's: another caller's same key is another. `asked` is what makes two
    /// requests the same: method, path, body.
    pub fn new(hash: &KeyedHash, caller: i64, key: &str, asked: &[&[u8]]) -> Self {
        Self {
            key_hash: hash.of("idempotency key", &[&caller.to_be_bytes(), key.as_bytes()]),
            fingerprint: hash.of("idempotency fingerprint", asked),
        }
    }

    /// What stands in the metadata of the command's events.
    pub fn text(&self) -> String {
        hex(&self.key_hash)
    }
}

/// A key that a draft uses up, and the streams its reply is made from.
#[derive(Debug, Clone)]
pub(super) struct Once {
    pub key: IdempotencyKey,
    pub reply: Vec<(StreamKey, i64)>,
}

impl Once {
    /// Such as `payment/9@1 order/17@4`.
    pub(super) fn reply_text(&self) -> String {
        let parts = self.reply.iter().map(|(stream, sequence)| format!("{stream}@{sequence}"));
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// What was kept of a command that was carried out: which streams its reply shows, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept(Vec<(String, i64, i64)>);

impl Kept {
    fn parse(text: &str) -> Option<Self> {
        let part = |part: &str| {
            let (stream, sequence) = part.split_once('@')?;
            let (aggregate_type, id) = stream.split_once('/')?;
            Some((aggregate_type.to_owned(), id.parse().ok()?, sequence.parse().ok()?))
        };
        text.split_whitespace().map(part).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Id and sequence of the one aggregate of that type the reply shows.
    pub fn stream(&self, aggregate_type: &str) -> Option<(i64, i64)> {
        let found = self.0.iter().find(|(kind, ..)| kind == aggregate_type);
        found.map(|(_, id, sequence)| (*id, *sequence))
    }

    /// Ids and sequences of all aggregates of that type, in the order they were appended to.
    pub fn streams(&self, aggregate_type: &str) -> Vec<(i64, i64)> {
        let of_type = self.0.iter().filter(|(kind, ..)| kind == aggregate_type);
        of_type.map(|(_, id, sequence)| (*id, *sequence)).collect()
    }

    /// Of several aggregates of that type, the one that was appended to last.
    pub fn last_stream(&self, aggregate_type: &str) -> Option<(i64, i64)> {
        let found = self.0.iter().rfind(|(kind, ..)| kind == aggregate_type);
        found.map(|(_, id, sequence)| (*id, *sequence))
    }
}

/// What was kept under that key, if anything.
pub(super) async fn look_up(
    pool: &MySqlPool,
    key: IdempotencyKey,
) -> Result<Option<Kept>, LogError> {
    let looking = sqlx::query("SELECT fingerprint, reply FROM idempotency_keys WHERE key_hash = ?")
        .bind(&key.key_hash[..])
        .fetch_optional(pool);
    let Some(row) = in_time(ANSWER, looking).await? else { return Ok(None) };
    let fingerprint: &[u8] = row.try_get_unchecked(0)?;
    if fingerprint != key.fingerprint {
        return Err(LogError::KeyReused);
    }
    let reply: String = row.try_get(1)?;
    let unreadable = || LogError::Database(format!("a kept reply cannot be read: {reply}"));
    Kept::parse(&reply).map(Some).ok_or_else(unreadable)
}

/// Forgets keys that are older than `days`, but never younger ones than [`KEEP_AT_LEAST_DAYS`].
/// Returns how many.
///
/// # Errors
/// [`LogError::Unavailable`].
pub async fn forget_old_keys(pool: &MySqlPool, days: u32) -> Result<u64, LogError> {
    let days = days.max(KEEP_AT_LEAST_DAYS);
    let before = Utc::now() - chrono::Duration::days(i64::from(days));
    let mut forgotten = 0;
    loop {
        let deleting = sqlx::query("DELETE FROM idempotency_keys WHERE recorded_at < ? LIMIT ?")
            .bind(before.naive_utc())
            .bind(FORGET)
            .execute(pool);
        let done = in_time(ANSWER, deleting).await?.rows_affected();
        forgotten += done;
        if done < u64::from(FORGET) {
            return Ok(forgotten);
        }
        tokio::time::sleep(Duration::from_millis(50)).await; // tills go first
    }
}

/// Forgets old keys now and then, until the log is closed.
pub(super) fn keep_forgetting(pool: MySqlPool, days: u32, mut log: watch::Receiver<bool>) {
    tokio::spawn(async move {
        loop {
            match forget_old_keys(&pool, days).await {
                Ok(0) => {}
                Ok(keys) => tracing::info!(keys, "old idempotency keys were forgotten"),
                Err(error) => tracing::warn!(%error, "old idempotency keys were not forgotten"),
            }
            let closed = log.wait_for(|usable| !*usable);
            if tokio::time::timeout(NOW_AND_THEN, closed).await.is_ok() {
                return;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let key = IdempotencyKey::new(&KeyedHash::new("s"), 3, "k", &[b"POST", b"/payments"]);
        let stream = |aggregate_type, id| StreamKey { aggregate_type, id };
        let once = Once { key, reply: vec![(stream("payment", 9), 1), (stream("order", 17), 4)] };
        assert_eq!(once.reply_text(), "payment/9@1 order/17@4");
        let kept = Kept::parse(&once.reply_text()).unwrap();
        assert_eq!(kept.stream("order"), Some((17, 4)));
        assert_eq!(kept.stream("customer"), None);
        let two = Kept::parse("customer/5@9 customer/7@2").unwrap();
        assert_eq!(
            (two.stream("customer"), two.last_stream("customer")),
            (Some((5, 9)), Some((7, 2)))
        );
        assert_eq!(two.streams("customer"), [(5, 9), (7, 2)]);
        for bad in ["order", "order/x@1", "order/1", "order/1@"] {
            assert_eq!(Kept::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_same_key_of_another_caller_is_another_key() {
        let hash = KeyedHash::new("s");
        let key = |caller, key| IdempotencyKey::new(&hash, caller, key, &[b"a"]);
        assert_ne!(key(1, "k").key_hash, key(2, "k").key_hash);
        assert_eq!(key(1, "k"), key(1, "k"));
        assert_ne!(
            key(1, "k").fingerprint,
            IdempotencyKey::new(&hash, 1, "k", &[b"b"]).fingerprint
        );
    }
}

//! The queue in Redis: entries, when their work began, and the mark of the last event in them. All
//! of it is one hash, changed by scripts: it is there whole or not at all.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, Utc};
use infra::event_log::Mark;
use infra::redis::Redis;
use redis::{RedisError, Script};

use super::Queue;
use super::change::{Change, Entry};
use crate::runtime::Projection;

/// Applies changes if the board still stands where the caller read it.
const MOVE: &str = r"
if redis.call('HGET', KEYS[1], 'at') ~= ARGV[1] then return 0 end
for i = 3, #ARGV, 3 do
  local what, order, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if what == 'join' then redis.call('HSET', KEYS[1], 'entry:' .. order, value)
  elseif what == 'begin' then redis.call('HSET', KEYS[1], 'begun:' .. order, value)
  else redis.call('HDEL', KEYS[1], 'entry:' .. order, 'begun:' .. order) end
end
redis.call('HSET', KEYS[1], 'at', ARGV[2])
return 1
";

/// Puts a whole board in the place of what stands there, if that is still what the caller found
/// (empty: nothing).
const REPLACE: &str = r"
if (redis.call('HGET', KEYS[1], 'at') or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
for i = 3, #ARGV, 3 do
  redis.call('HSET', KEYS[1], 'entry:' .. ARGV[i], ARGV[i + 1])
  if ARGV[i + 2] ~= '' then redis.call('HSET', KEYS[1], 'begun:' .. ARGV[i], ARGV[i + 2]) end
end
redis.call('HSET', KEYS[1], 'at', ARGV[2])
return 1
";

/// The board in Redis.
#[derive(Debug, Clone)]
pub struct Board {
    redis: Redis,
    key: String,
}

/// What stands in Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardState {
    /// In no order.
    pub entries: Vec<Entry>,
    /// The last event in them.
    pub mark: Mark,
}

impl Board {
    /// The board of a log.
    pub fn new(redis: Redis, log_id: &str) -> Self {
        // A new shape of the entries is a new version, and so another board.
        Self { redis, key: format!("kharisma:{{{log_id}:queue}}:v{}", Queue::VERSION) }
    }

    /// What stands in Redis, if the board is there and readable.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn read(&self) -> Result<Option<BoardState>, RedisError> {
        let mut connection = self.redis.connection();
        let fields: HashMap<String, String> =
            redis::cmd("HGETALL").arg(&self.key).query_async(&mut connection).await?;
        let Some(mark) = fields.get("at").and_then(|at| parse(at)) else { return Ok(None) };
        let mut entries = Vec::with_capacity(fields.len());
        for (name, value) in &fields {
            let Some(order) = name.strip_prefix("entry:") else { continue };
            let Ok(mut entry) = serde_json::from_str::<Entry>(value) else { return Ok(None) };
            let begun = fields.get(&format!("begun:{order}"));
            entry.started_at = begun.and_then(|at| at.parse().ok());
            entries.push(entry);
        }
        Ok(Some(BoardState { entries, mark }))
    }

    /// Where the board stands: what is written there, and the mark if it is one.
    pub(super) async fn stands_at(&self) -> Result<(String, Option<Mark>), RedisError> {
        let mut connection = self.redis.connection();
        let at: Option<String> =
            redis::cmd("HGET").arg(&self.key).arg("at").query_async(&mut connection).await?;
        let at = at.unwrap_or_default();
        let mark = parse(&at);
        Ok((at, mark))
    }

    /// Moves the board from one mark to another; false if it does not stand there any more.
    pub(super) async fn advance(
        &self,
        from: Mark,
        to: Mark,
        changes: &[Change],
    ) -> Result<bool, RedisError> {
        let script = Script::new(MOVE);
        let mut call = script.key(&self.key);
        call.arg(print(from)).arg(print(to));
        for change in changes {
            match change {
                Change::Join(entry) => {
                    call.arg("join").arg(entry.order_id.get()).arg(json(entry)?);
                }
                Change::Begin(order, at) => {
                    call.arg("begin").arg(order.get()).arg(instant(*at));
                }
                Change::Leave(order) => {
                    call.arg("leave").arg(order.get()).arg("");
                }
            }
        }
        call.invoke_async(&mut self.redis.connection()).await
    }

    /// Puts a whole board in the place of what stood at `found`; false if that has changed.
    pub(super) async fn replace(&self, found: &str, with: &BoardState) -> Result<bool, RedisError> {
        let script = Script::new(REPLACE);
        let mut call = script.key(&self.key);
        call.arg(found).arg(print(with.mark));
        for entry in &with.entries {
            call.arg(entry.order_id.get()).arg(json(entry)?);
            call.arg(entry.started_at.map(instant).unwrap_or_default());
        }
        call.invoke_async(&mut self.redis.connection()).await
    }
}

fn json(entry: &Entry) -> Result<String, RedisError> {
    serde_json::to_string(entry).map_err(|_| {
        RedisError::from((redis::ErrorKind::Client, "an entry of the queue does not serialize"))
    })
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn print(mark: Mark) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{}:", mark.position);
    for byte in mark.chain {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
    }
    text
}

fn parse(text: &str) -> Option<Mark> {
    let (position, hex) = text.split_once(':')?;
    let mut chain = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (byte, two) in chain.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()?;
    }
    Some(Mark { position: position.parse().ok()?, chain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let mark =
            Mark { position: 42, chain: std::array::from_fn(|i| u8::try_from(i * 7).unwrap()) };
        assert_eq!(parse(&print(mark)), Some(mark));
        for bad in ["", "42", "42:", "x:00", &"é".repeat(40)] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}

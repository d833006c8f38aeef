//! The queue in Redis: entries, durations, and the mark of the last event in them. All of it is one
//! hash, changed by scripts: it is there whole or not at all.

use std::collections::HashMap;

use infra::event_log::Mark;
use infra::redis::Redis;
use redis::{RedisError, Script, ScriptInvocation};

use super::change::{Change, Touched};
use super::table::crew;
use super::{Crew, Hall, Queue};
use crate::runtime::Projection;

/// Changes fields (to nothing: takes them away) if the board still stands where the caller read it.
const MOVE: &str = r"
if redis.call('HGET', KEYS[1], 'at') ~= ARGV[1] then return 0 end
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[i])
  else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('HSET', KEYS[1], 'at', ARGV[2])
return 1
";

/// Puts a whole board in the place of what stands there, if that is still what the caller found
/// (empty: nothing).
const REPLACE: &str = r"
if (redis.call('HGET', KEYS[1], 'at') or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
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
    /// The queue.
    pub hall: Hall,
    /// The last event in it.
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
        let mut hall = Hall::default();
        for (name, value) in &fields {
            if name != "at" && hall.read_field(name, value).is_none() {
                return Ok(None);
            }
        }
        Ok(Some(BoardState { hall, mark }))
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

    /// The part of the board that events touch; none if it stands elsewhere by now or cannot be
    /// read.
    pub(super) async fn part(
        &self,
        at: Mark,
        touched: &Touched,
    ) -> Result<Option<Hall>, RedisError> {
        let mut names = vec!["at".to_owned()];
        names.extend(touched.orders.iter().map(|id| entry_field(id.get())));
        names.extend(touched.crews.iter().map(|crew| durations_field(*crew)));
        let mut connection = self.redis.connection();
        let values: Vec<Option<String>> =
            redis::cmd("HMGET").arg(&self.key).arg(&names).query_async(&mut connection).await?;
        let mut fields = names.iter().zip(values);
        if fields.next().and_then(|(_, at)| at) != Some(print(at)) {
            return Ok(None);
        }
        let mut hall = Hall::default();
        for (name, value) in fields {
            if value.is_some_and(|value| hall.read_field(name, &value).is_none()) {
                return Ok(None);
            }
        }
        Ok(Some(hall))
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
                Change::Stands(entry) => {
                    call.arg(entry_field(entry.order_id.get())).arg(json(entry)?);
                }
                Change::Gone(id) => {
                    call.arg(entry_field(id.get())).arg("");
                }
                Change::Took(crew, durations) => {
                    call.arg(durations_field(*crew)).arg(json(durations)?);
                }
            }
        }
        self.invoke(&call).await
    }

    /// Puts a whole board in the place of what stood at `found`; false if that has changed.
    pub(super) async fn replace(&self, found: &str, with: &BoardState) -> Result<bool, RedisError> {
        let script = Script::new(REPLACE);
        let mut call = script.key(&self.key);
        call.arg(found).arg(print(with.mark));
        for (id, entry) in &with.hall.entries {
            call.arg(entry_field(id.get())).arg(json(entry)?);
        }
        for (crew, durations) in &with.hall.durations {
            call.arg(durations_field(*crew)).arg(json(durations)?);
        }
        self.invoke(&call).await
    }

    async fn invoke(&self, call: &ScriptInvocation<'_>) -> Result<bool, RedisError> {
        call.invoke_async(&mut self.redis.connection()).await
    }
}

impl Hall {
    /// Takes in a field of the hash; none if it is not one of ours.
    fn read_field(&mut self, name: &str, value: &str) -> Option<()> {
        match name.split_once(':')? {
            ("entry", _) => {
                let entry: super::Entry = serde_json::from_str(value).ok()?;
                self.entries.insert(entry.order_id, entry);
            }
            ("durations", of) => {
                let (outlet, service) = of.split_once(':')?;
                let crew = crew(outlet.parse().ok()?, service)?;
                self.durations.insert(crew, serde_json::from_str(value).ok()?);
            }
            _ => return None,
        }
        Some(())
    }
}

fn entry_field(order: i64) -> String {
    format!("entry:{order}")
}

fn durations_field((outlet, service): Crew) -> String {
    format!("durations:{outlet}:{}", service.name())
}

fn json(value: &impl serde::Serialize) -> Result<String, RedisError> {
    serde_json::to_string(value).map_err(|_| {
        RedisError::from((redis::ErrorKind::Client, "an entry of the queue does not serialize"))
    })
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

//! A view as it is kept in Redis: its fields, and the mark of the last event in them. All of it is one
//! hash, changed by scripts: it is there whole or not at all, and always of one moment.

use std::marker::PhantomData;
use std::time::{Duration, Instant};

use infra::event_log::Mark;
use infra::hex::{hex, unhex};
use infra::redis::Redis;
use redis::{RedisError, Script};

use super::{Fields, View};

/// Where the view stands is a field of it.
const AT: &str = "at";

/// Changes fields (to nothing: takes them away) if the view still stands where the caller read it.
const MOVE: &str = r"
if redis.call('HGET', KEYS[1], 'at') ~= ARGV[1] then return 0 end
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[i])
  else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('HSET', KEYS[1], 'at', ARGV[2])
return 1
";

/// Puts a whole view in the place of what stands there, if that is still what the caller found
/// (empty: nothing).
const REPLACE: &str = r"
if (redis.call('HGET', KEYS[1], 'at') or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('HSET', KEYS[1], 'at', ARGV[2])
return 1
";

/// Takes the view away, if it still stands where the caller found it.
const REMOVE: &str = r"
if redis.call('HGET', KEYS[1], 'at') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
";

/// How long whoever asks waits for a view to get somewhere before they ask the tables.
const PATIENCE: Duration = Duration::from_millis(150);

/// A view in Redis.
pub struct Kept<V> {
    redis: Redis,
    key: String,
    view: PhantomData<fn() -> V>,
}

/// Where a view stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The last event in it.
    pub mark: Mark,
    /// Which part of the tables it holds.
    pub scope: String,
}

/// What a view shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The position of the last event in it.
    pub position: i64,
    /// Which part of the tables it holds.
    pub scope: String,
    /// The fields that were asked for, those that are there.
    pub fields: Fields,
}

impl<V: View> Kept<V> {
    /// The view of a log. All its keys are one slot of a cluster.
    pub fn new(redis: Redis, log_id: &str) -> Self {
        // A new shape of the fields is a new version, and so another key.
        let key = format!("kharisma:{{{log_id}:{}}}:v{}", V::NAME, V::VERSION);
        Self { redis, key, view: PhantomData }
    }

    /// Where it stands: what is written there, and what that says, if it is readable.
    pub(super) async fn stands_at(&self) -> Result<(String, Option<Standing>), RedisError> {
        let mut connection = self.redis.connection();
        let at: Option<String> =
            redis::cmd("HGET").arg(&self.key).arg(AT).query_async(&mut connection).await?;
        let at = at.unwrap_or_default();
        let standing = Standing::parse(&at);
        Ok((at, standing))
    }

    /// All of it; none if it is not there.
    pub(crate) async fn all(&self) -> Result<Option<(Standing, Fields)>, RedisError> {
        let mut connection = self.redis.connection();
        let mut fields: Fields =
            redis::cmd("HGETALL").arg(&self.key).query_async(&mut connection).await?;
        let standing = fields.remove(AT).and_then(|at| Standing::parse(&at));
        Ok(standing.map(|standing| (standing, fields)))
    }

    /// The fields of these names; none if the view is not there.
    pub(super) async fn part<'a>(
        &self,
        names: impl IntoIterator<Item = &'a String>,
    ) -> Result<Option<(Standing, Fields)>, RedisError> {
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        let mut connection = self.redis.connection();
        let mut values: Vec<Option<String>> = redis::cmd("HMGET")
            .arg(&self.key)
            .arg(AT)
            .arg(&names)
            .query_async(&mut connection)
            .await?;
        let at = values.remove(0); // as many come back as were asked for
        let found = names.iter().zip(values);
        let fields = found.filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        let fields = fields.collect();
        Ok(at.and_then(|at| Standing::parse(&at)).map(|standing| (standing, fields)))
    }

    /// Moves it from one event to another; false if it does not stand there any more.
    pub(super) async fn advance(
        &self,
        from: &Standing,
        to: Mark,
        before: &Fields,
        after: &Fields,
    ) -> Result<bool, RedisError> {
        let script = Script::new(MOVE);
        let mut call = script.key(&self.key);
        let to = Standing { mark: to, scope: from.scope.clone() };
        call.arg(from.print()).arg(to.print());
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            call.arg(name).arg("");
        }
        for (name, value) in after.iter().filter(|(name, value)| before.get(*name) != Some(value)) {
            call.arg(name).arg(value);
        }
        call.invoke_async(&mut self.redis.connection()).await
    }

    /// Puts a whole view in the place of what stood at `found`; false if that has changed.
    pub(super) async fn replace(
        &self,
        found: &str,
        at: &Standing,
        fields: &Fields,
    ) -> Result<bool, RedisError> {
        let script = Script::new(REPLACE);
        let mut call = script.key(&self.key);
        call.arg(found).arg(at.print());
        for (name, value) in fields {
            call.arg(name).arg(value);
        }
        call.invoke_async(&mut self.redis.connection()).await
    }

    /// The position of the last event in it, if it is there.
    pub(crate) async fn position(&self) -> Option<i64> {
        if !self.redis.is_at_hand() {
            return None;
        }
        let found = self.stands_at().await;
        if let Err(error) = &found {
            self.redis.failed(error);
        }
        Some(found.ok()?.1?.mark.position)
    }

    /// Takes away what stands at `found`: the tables answer until it is filled again.
    pub(super) async fn remove(&self, found: &str) -> Result<(), RedisError> {
        let script = Script::new(REMOVE);
        let mut call = script.key(&self.key);
        call.arg(found);
        let _: i64 = call.invoke_async(&mut self.redis.connection()).await?;
        Ok(())
    }

    /// What it shows of these names (none: all of it), at `at_least` that position if it gets there
    /// soon, else as far as it is; none if Redis is away or does not have it.
    pub(crate) async fn shown(&self, names: &[String], at_least: Option<i64>) -> Option<Shown> {
        let begun = Instant::now();
        while self.redis.is_at_hand() {
            let read = if names.is_empty() { self.all().await } else { self.part(names).await };
            if let Err(error) = &read {
                self.redis.failed(error);
            }
            let (standing, fields) = read.ok()??;
            let position = standing.mark.position;
            let late = at_least.is_some_and(|wanted| position < wanted);
            if !late || begun.elapsed() >= PATIENCE {
                return Some(Shown { position, scope: standing.scope, fields });
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        None
    }
}

impl<V> Clone for Kept<V> {
    fn clone(&self) -> Self {
        Self { redis: self.redis.clone(), key: self.key.clone(), view: PhantomData }
    }
}

impl<V> std::fmt::Debug for Kept<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key)
    }
}

impl Standing {
    pub(super) fn print(&self) -> String {
        format!("{}:{}:{}", self.mark.position, hex(&self.mark.chain), self.scope)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let position = parts.next()?.parse().ok()?;
        let chain = unhex(parts.next()?)?.try_into().ok()?;
        let scope = parts.next()?.to_owned();
        Some(Self { mark: Mark { position, chain }, scope })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_view_stands_is_read_as_it_was_written() {
        let chain = std::array::from_fn(|i| u8::try_from(i * 7).unwrap());
        for scope in ["", "2026-11-23"] {
            let mark = Mark { position: 42, chain };
            let standing = Standing { mark, scope: scope.to_owned() };
            assert_eq!(Standing::parse(&standing.print()), Some(standing));
        }
        for bad in ["", "42", "42:", "x:00:", "42:00:", &"é".repeat(40)] {
            assert_eq!(Standing::parse(bad), None, "{bad}");
        }
    }
}

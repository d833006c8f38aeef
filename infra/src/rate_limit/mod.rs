//! How often anybody may ask. Counted in Redis, where all processes share it; while Redis does not
//! answer, each process counts for itself. No request fails because it could not be counted.

mod gcra;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::redis::Script;

use crate::redis::Redis;
pub use gcra::Verdict;

/// Requests an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// `RATE_LIMIT_READS`: of a login.
    pub reads: u32,
    /// `RATE_LIMIT_WRITES`: of a login.
    pub writes: u32,
    /// `RATE_LIMIT_DELETES`: of a login.
    pub deletes: u32,
    /// `RATE_LIMIT_REPORTS`: of a login.
    pub reports: u32,
    /// `RATE_LIMIT_STRANGERS`: of an address, without a token that is good.
    pub strangers: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self { reads: 6_000, writes: 1_200, deletes: 100, reports: 120, strangers: 1_200 }
    }
}

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Looking.
    Read,
    /// Changing.
    Write,
    /// Deleting.
    Delete,
    /// Reports and files.
    Report,
    /// Whatever somebody unknown asks.
    Stranger,
}

impl Class {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Report => "report",
            Self::Stranger => "stranger",
        }
    }
}

impl RateLimits {
    const fn of(self, class: Class) -> u32 {
        match class {
            Class::Read => self.reads,
            Class::Write => self.writes,
            Class::Delete => self.deletes,
            Class::Report => self.reports,
            Class::Stranger => self.strangers,
        }
    }
}

/// How long Redis is given to count, unless somebody says otherwise; then the process counts.
pub const PATIENCE: Duration = Duration::from_millis(50);
/// How long it is not asked after it did not answer.
const REST: Duration = Duration::from_secs(1);
/// Callers a process remembers while it counts for itself.
const CALLERS: usize = 20_000;

/// Counts requests. Cheap to clone.
#[derive(Clone)]
pub struct RateLimiter {
    limits: RateLimits,
    patience: Duration,
    redis: Redis,
    script: Arc<Script>,
    prefix: Arc<str>,
    own: Arc<Mutex<Own>>,
}

struct Own {
    began: Instant,
    full_at: HashMap<String, i64>,
    /// Redis did not answer then.
    away: Option<Instant>,
}

impl RateLimiter {
    /// Counts for the log of that id: others may share the Redis.
    pub fn new(limits: RateLimits, patience: Duration, redis: Redis, log_id: &str) -> Self {
        Self {
            limits,
            patience,
            redis,
            script: Arc::new(Script::new(gcra::SCRIPT)),
            prefix: format!("kharisma:{log_id}:rate:").into(),
            own: Arc::new(Mutex::new(Own {
                began: Instant::now(),
                full_at: HashMap::new(),
                away: None,
            })),
        }
    }

    /// Counts a request of that caller, and says whether it goes on.
    pub async fn count(&self, class: Class, caller: &str) -> Verdict {
        let limit = self.limits.of(class);
        let key = format!("{}{}:{caller}", self.prefix, class.name());
        if self.is_worth_asking()
            && let Some(verdict) = self.shared(limit, &key).await
        {
            return verdict;
        }
        self.alone(limit, key)
    }

    fn own(&self) -> std::sync::MutexGuard<'_, Own> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_worth_asking(&self) -> bool {
        self.redis.is_at_hand() && self.own().away.is_none_or(|at| at.elapsed() > REST)
    }

    async fn shared(&self, limit: u32, key: &str) -> Option<Verdict> {
        let (each, capacity) = gcra::arguments(limit);
        let mut connection = self.redis.connection();
        let mut call = self.script.key(key);
        call.arg(each).arg(capacity);
        let asked = call.invoke_async::<(i64, i64)>(&mut connection);
        match tokio::time::timeout(self.patience, asked).await {
            Ok(Ok((allowed, full_in))) => Some(gcra::verdict(limit, allowed == 1, full_in)),
            Ok(Err(error)) => {
                self.redis.failed(&error);
                self.own().away = Some(Instant::now());
                None
            }
            Err(_) => {
                self.own().away = Some(Instant::now());
                None
            }
        }
    }

    fn alone(&self, limit: u32, key: String) -> Verdict {
        let mut own = self.own();
        let now = i64::try_from(own.began.elapsed().as_micros()).unwrap_or(i64::MAX);
        if own.full_at.len() >= CALLERS && !own.full_at.contains_key(&key) {
            own.full_at.retain(|_, full_at| *full_at > now);
            if own.full_at.len() >= CALLERS {
                own.full_at.clear(); // rather too generous than without bounds
            }
        }
        let full_at = own.full_at.get(&key).copied().unwrap_or(0);
        let (verdict, full_at) = gcra::judge(limit, full_at, now);
        own.full_at.insert(key, full_at);
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_redis_a_process_counts_for_itself_and_at_once() {
        let limits = RateLimits { deletes: 3, ..RateLimits::default() };
        let nowhere = Redis::open("redis://127.0.0.1:1").unwrap();
        let limiter = RateLimiter::new(limits, PATIENCE, nowhere, "log");
        let mut allowed = 0;
        for _ in 0..5 {
            allowed += usize::from(limiter.count(Class::Delete, "3").await.allowed);
        }
        assert_eq!(allowed, 3);
        assert!(limiter.count(Class::Delete, "4").await.allowed, "everybody for themselves");
        assert!(limiter.count(Class::Read, "3").await.allowed, "of every kind for itself");
        let begun = Instant::now();
        for caller in 0..1000 {
            limiter.count(Class::Read, &caller.to_string()).await;
        }
        // Were Redis asked each time, it would be a thousand times the patience.
        assert!(begun.elapsed() < 200 * PATIENCE, "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn callers_are_remembered_within_bounds() {
        let nowhere = Redis::open("redis://127.0.0.1:1").unwrap();
        let limiter = RateLimiter::new(RateLimits::default(), PATIENCE, nowhere, "log");
        for caller in 0..=CALLERS {
            limiter.alone(10, caller.to_string());
        }
        assert!(limiter.own().full_at.len() <= CALLERS);
    }
}

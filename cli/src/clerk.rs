//! Who does by themselves what the calendar asks for: what they look at, and the desk they sit down to
//! only if there is something to do.

use anyhow::Context;
use commands::Desk;
use infra::config::Config;
use infra::event_log::{EventLog, IdBlocks};
use infra::keyed_hash::KeyedHash;
use infra::redis::{Redis, announce_commits};
use projections::ReadDb;

/// Somebody who looks at the read models, and opens the log to write.
pub(crate) struct Clerk {
    config: Config,
    redis: Redis,
    pub read_db: ReadDb,
}

impl Clerk {
    pub(crate) fn new(config: &Config, redis: Redis) -> Self {
        Self {
            config: config.clone(),
            redis,
            read_db: ReadDb::open(&config.read, 1, config.personal_keys()),
        }
    }

    /// Opens the log, does the work, and waits until whatever was queued is saved.
    pub(crate) async fn at_desk<T>(
        &self,
        work: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let primary = self.config.primary.pool(2);
        let hash = KeyedHash::new(&self.config.hash_secret);
        let (options, keys) = (self.config.primary.options(), self.config.personal_keys());
        let opened = EventLog::open(options, primary.clone(), hash, keys).await;
        let (log, appender) = opened.context("the event log is away")?;
        announce_commits(self.redis.clone(), log.id().to_owned(), log.commits());
        let desk = Desk { ids: IdBlocks::new(primary), log };
        let done = work(&desk).await;
        drop(desk);
        let _ = appender.await; // it ends with the last desk, and what went wrong was said by `work`
        done
    }
}

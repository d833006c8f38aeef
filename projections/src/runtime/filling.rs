//! A filling on its way: taking in the log, comparing with the live rows, and taking their place.

use std::time::{Duration, Instant};

use infra::event_log::{LogRecord, Mark};
use infra::read_db::Shelf;
use sqlx::Row;
use tokio::sync::watch;

use super::compare::{Differences, compare};
use super::feed::Place;
use super::keeper::{Keeper, Taken};
use super::rebuild::fenced;
use super::swap::put_in_place;
use super::{Checkpoint, Feed, RebuildError, Site};
use crate::read_db::hold;

/// A replica that is this many seconds behind goes first.
const BEHIND: i64 = 2;
/// How often it is asked.
const ASK: Duration = Duration::from_secs(1);
/// How long to wait for live tables that are behind what was filled.
const FOR_LIVE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The last event that is in.
    pub position: i64,
    /// The last event of the log.
    pub head: i64,
    /// Events a second since it began.
    pub speed: f64,
    /// How long it will take, at this speed.
    pub remaining: Duration,
}

/// Somebody who is told how far it is.
pub type Tell<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// A filling on its way.
pub(super) struct Filling<'a> {
    pub site: &'a Site,
    pub feed: &'a Feed,
    pub tell: Tell<'a>,
    pub stopping: &'a watch::Receiver<bool>,
    /// Among those who fill side by side.
    pub place: &'a Place,
    pub begun: Instant,
    pub first: i64,
    pub asked: Instant,
}

impl Filling<'_> {
    /// Takes in everything up to a position, or up to the log's end.
    pub(super) async fn fill(
        &mut self,
        keeper: &mut Keeper,
        until: Option<i64>,
    ) -> Result<(), RebuildError> {
        let mut head = self.site.tail().head().await?;
        while until.is_none_or(|until| keeper.checkpoint.mark.position < until) {
            if *self.stopping.borrow() {
                return Err(RebuildError::Stopped(keeper.checkpoint.mark.position));
            }
            self.place.keep_step(keeper.checkpoint.mark.position).await;
            let chunk = self.feed.after(keeper.checkpoint.mark).await?;
            let records = up_to(&chunk, until);
            let Some(last) = records.last() else { return Ok(()) };
            self.read_ahead(last.mark);
            if keeper.take_in(records).await? == Taken::Overtaken {
                return Err(RebuildError::Overtaken);
            }
            let position = last.mark.position;
            if position >= head || self.asked.elapsed() >= ASK {
                self.asked = Instant::now();
                head = self.site.tail().head().await?.max(position);
                keeper.skips = self.site.skips(keeper.definition.name).await?;
                self.yield_to_replication().await?;
            }
            (self.tell)(self.progress(position, until.unwrap_or(head)));
        }
        Ok(())
    }

    /// Reads and decodes what comes next while these are written. Whoever wants it finds it, or waits.
    fn read_ahead(&self, mark: Mark) {
        let feed = self.feed.clone();
        tokio::spawn(async move {
            if let Err(error) = feed.after(mark).await {
                tracing::debug!(%error, "nothing could be read ahead");
            }
        });
    }

    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn progress(&self, position: i64, head: i64) -> Progress {
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        let speed = (position - self.first) as f64 / seconds;
        let remaining = (head - position).max(0) as f64 / speed.max(1.0);
        Progress { position, head, speed, remaining: Duration::from_secs(remaining as u64) }
    }

    /// Rests while the replica is behind its primary: replaying the past is in nobody's hurry.
    async fn yield_to_replication(&self) -> Result<(), RebuildError> {
        while !*self.stopping.borrow() {
            // Who may not ask, or asks a server that follows nobody, goes on.
            let asked = sqlx::query("SHOW REPLICA STATUS").fetch_optional(self.site.live()).await;
            let Ok(Some(row)) = asked else { return Ok(()) };
            let behind: Option<i64> = row.try_get("Seconds_Behind_Master").unwrap_or(None);
            if behind.is_none_or(|seconds| seconds <= BEHIND) {
                return Ok(());
            }
            tokio::time::sleep(POLL * 10).await;
        }
        Ok(())
    }

    /// Compares with the live rows, at one moment of theirs.
    pub(super) async fn compare(
        &mut self,
        keeper: &mut Keeper,
        shelf: Shelf,
    ) -> Result<Differences, RebuildError> {
        let name = keeper.definition.name;
        let looking = self.site.looking_at(Shelf::Live);
        let since = Instant::now();
        loop {
            let mut live = looking.begin().await?;
            hold(&mut live, &[name]).await?;
            let stands = Checkpoint::load(&mut live, name).await?;
            let position = stands.map_or(0, |stands| stands.mark.position);
            let filled = keeper.checkpoint.mark.position;
            if position < filled {
                live.rollback().await?;
                if since.elapsed() > FOR_LIVE {
                    return Err(RebuildError::Behind { live: position, filled });
                }
                tokio::time::sleep(POLL).await;
                continue;
            }
            // The moment stays as it is while the others get there.
            self.fill(keeper, Some(position)).await?;
            let mut other = self.site.looking_at(shelf).acquire().await?;
            let mut found = Differences::default();
            for table in keeper.definition.tables().rows() {
                compare(&mut live, &mut other, table, &mut found).await?;
            }
            live.rollback().await?;
            return Ok(found);
        }
    }

    /// Puts what was filled in the place of the live tables. Nobody moves those from the moment it is
    /// known how far they are, so that no query sees fewer events after than before.
    pub(super) async fn swap(&mut self, keeper: &mut Keeper) -> Result<(), RebuildError> {
        let name = keeper.definition.name;
        self.fill(keeper, None).await?;
        let epoch = self.site.leases().seize(name).await?;
        let outcome = async {
            let there = self.site.has(self.site.live(), &keeper.definition).await?;
            let live = if there { fenced(self.site, name, epoch).await? } else { None };
            let position = live.as_ref().map_or(0, |live| live.mark.position);
            // A log that is shorter than what was live is another one, or another history.
            let head = self.site.tail().head().await?;
            self.fill(keeper, Some(position.min(head))).await?;
            let next = &mut keeper.checkpoint;
            next.building = false;
            next.owner_epoch = epoch;
            next.put(&mut *keeper.pool.acquire().await?, name).await?;
            Ok::<_, RebuildError>(put_in_place(self.site, name, live.as_ref(), next).await?)
        };
        let outcome = outcome.await;
        self.site.leases().release(name).await;
        outcome
    }
}

/// The records up to a position.
fn up_to(chunk: &[LogRecord], until: Option<i64>) -> &[LogRecord] {
    let Some(until) = until else { return chunk };
    let count = chunk.partition_point(|record| record.mark.position <= until);
    &chunk[..count]
}

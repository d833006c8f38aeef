//! All workers of a process.

use std::time::Duration;

use infra::config::Config;
use infra::database::Database;
use infra::event_log::RawLog;
use infra::personal::PersonalKeys;
use infra::redis::Redis;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::controls::Controls;
use super::keeper::Taken;
use super::open::open;
use super::rebuild::BATCH;
use super::worker::{Desk, work};
use super::{ALL, Definition, Head, Pace, ProjectionError, Site, audit_log};
use crate::views::{Kept, View, Views, keep};

/// The most events a worker takes in at once.
const AT_ONCE: u32 = 1000;

/// The workers of a process, running.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    watching: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts a worker for every projection and view, and the log's auditor.
    ///
    /// # Errors
    /// If the log cannot be read where the read tables are.
    pub async fn start(config: &Config, redis: Redis) -> Result<Self, sqlx::Error> {
        Self::start_with(config, redis, Pace::default(), &ALL).await
    }

    /// As [`Workers::start`], with an auditor of another pace, and of these projections only.
    ///
    /// # Errors
    /// As there.
    pub async fn start_with(
        config: &Config,
        redis: Redis,
        pace: Pace,
        projections: &[Definition],
    ) -> Result<Self, sqlx::Error> {
        let site = Site::open(config).await?;
        redis.warn_of_eviction().await;
        let (head, mut watching) = Head::watch(site.tail().clone(), redis.clone(), site.log_id());
        let (stop, stopping) = watch::channel(false);
        let (controls, looking) = Controls::watch(&site).await;
        watching.extend([looking, site.leases().keep()]);
        let (feed, rebuilds) = (site.feed(AT_ONCE), site.feed(BATCH));
        let desk =
            Desk { site: site.clone(), feed, rebuilds, head: head.clone(), controls, stopping };
        let mut tasks: Vec<JoinHandle<()>> = Vec::new();
        for definition in projections {
            let (definition, desk, until) = (*definition, desk.clone(), desk.stopping.clone());
            tasks.push(keep_at_it(definition.name, until, move || work(definition, desk.clone())));
        }
        let (into, until) = (config.work.clone(), desk.stopping.clone());
        let raw = RawLog::new(site.log().clone());
        tasks.push(keep_at_it("auditor", desk.stopping.clone(), move || {
            audit_log(raw.clone(), into.clone(), pace, until.clone())
        }));
        let views = Views::of(&redis, site.log_id());
        tasks.extend([
            keep_view(views.queue, &desk),
            keep_view(views.takings, &desk),
            keep_view(views.orders, &desk),
            keep_view(views.catalog, &desk),
            keep_view(views.dashboard, &desk),
        ]);
        Ok(Self { stop, tasks, watching })
    }

    /// Stops after the batches that are being written.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let deadline = tokio::time::Instant::now() + FINISH;
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout_at(deadline, &mut task).await.is_err() {
                task.abort(); // its transaction is rolled back
            }
        }
    }
}

/// Whoever lets go of them without a word has told them, too: they must not go on unwatched.
impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        for task in &self.watching {
            task.abort(); // they only look
        }
    }
}

fn keep_view<V: View>(view: Kept<V>, desk: &Desk) -> JoinHandle<()> {
    let desk = desk.clone();
    keep_at_it(V::NAME, desk.stopping.clone(), move || {
        let (tables, feed) = (desk.site.live().clone(), desk.feed.clone());
        keep(view.clone(), tables, feed, desk.head.clone(), desk.stopping.clone())
    })
}

/// How long workers may take to finish their batches once told to stop.
const FINISH: Duration = Duration::from_secs(5);

/// Keeps a task at work until told to stop: one that panics says so and begins again.
fn keep_at_it<F>(
    name: &'static str,
    stopping: watch::Receiver<bool>,
    task: impl Fn() -> F + Send + 'static,
) -> JoinHandle<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        while let Err(panic) = tokio::spawn(task()).await {
            tracing::error!(name, %panic, "a worker fell over and begins again");
            if *stopping.borrow() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    })
}

/// Fills every read table of a database from the log once, from wherever it stands to the log's
/// end now, one event at a time, where the workers take many: the rows must be the same. For checks.
///
/// # Errors
/// [`ProjectionError`].
pub async fn read_everything(
    log: &Database,
    keys: &PersonalKeys,
    into: &Database,
) -> Result<i64, ProjectionError> {
    let (head, _) = read_in_batches(log, keys, into, || 1).await?;
    Ok(head)
}

/// As [`read_everything`], in batches of the sizes that `size` says. Each is handed in twice, the
/// second time by somebody who stands where the first one stood before it. Returns the log's end, and
/// how many batches went in a second time: none may.
///
/// # Errors
/// [`ProjectionError`].
pub async fn read_in_batches(
    log: &Database,
    keys: &PersonalKeys,
    into: &Database,
    mut size: impl FnMut() -> u32,
) -> Result<(i64, usize), ProjectionError> {
    let site = Site::of(into, &log.name, keys.clone()).await?;
    let head = site.tail().head().await?;
    let mut twice = 0;
    for definition in ALL {
        let epoch = site.leases().seize(definition.name).await?;
        let mut keeper = open(&site, definition, epoch).await?;
        loop {
            let records = site.tail().after(keeper.checkpoint.mark, size().max(1)).await?;
            if records.is_empty() {
                break;
            }
            let mut late = keeper.clone();
            if keeper.take_in(&records).await? == Taken::Overtaken {
                keeper = open(&site, definition, epoch).await?;
            }
            twice += usize::from(late.take_in(&records).await? == Taken::In);
        }
        site.leases().release(definition.name).await;
    }
    Ok((head, twice))
}

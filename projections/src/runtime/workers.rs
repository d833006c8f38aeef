//! All workers of a process.

use std::time::Duration;

use infra::config::Config;
use infra::database::Database;
use infra::event_log::{RawLog, Tail};
use infra::read_db::worker_pool;
use infra::redis::Redis;
use sqlx::{MySqlPool, Row};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Checkpoint, Head, Pace, Projection, ProjectionError, audit_log, work};
use crate::catalog::Catalog;
use crate::customers::Customers;
use crate::drawers::Drawers;
use crate::employees::Employees;
use crate::orders::Orders;
use crate::places::Places;
use crate::queue::{self, Queue};
use crate::settings::Settings;
use crate::subscriptions::Subscriptions;
use crate::takings::Takings;

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
        Self::start_with(config, redis, Pace::default()).await
    }

    /// As [`Workers::start`], with an auditor of another pace.
    ///
    /// # Errors
    /// As there.
    pub async fn start_with(
        config: &Config,
        redis: Redis,
        pace: Pace,
    ) -> Result<Self, sqlx::Error> {
        let log = log_database(config).pool(8);
        let row = sqlx::query("SELECT log_id FROM log_head").fetch_one(&log).await?;
        let log_id: String = row.try_get(0)?;
        redis.warn_of_eviction().await;
        let pool = worker_pool(&config.work, 8);
        let raw = RawLog::new(log.clone());
        let tail = Tail::new(log);
        let (head, watching) = Head::watch(tail.clone(), redis.clone(), &log_id);
        let (stop, stopping) = watch::channel(false);
        let mut workers = Self { stop, tasks: Vec::new(), watching };
        let staff = Staff { pool, tail, log_id, head, stopping };
        workers.tasks.push(staff.assign::<Orders>());
        workers.tasks.push(staff.assign::<Queue>());
        workers.tasks.push(staff.assign::<Takings>());
        workers.tasks.push(staff.assign::<Employees>());
        workers.tasks.push(staff.assign::<Customers>());
        workers.tasks.push(staff.assign::<Catalog>());
        workers.tasks.push(staff.assign::<Settings>());
        workers.tasks.push(staff.assign::<Places>());
        workers.tasks.push(staff.assign::<Drawers>());
        workers.tasks.push(staff.assign::<Subscriptions>());
        let Staff { pool, tail, log_id, head, stopping } = staff;
        let (into, until) = (config.work.clone(), stopping.clone());
        workers.tasks.push(keep_at_it("auditor", stopping.clone(), move || {
            audit_log(raw.clone(), into.clone(), pace, until.clone())
        }));
        let board = queue::Board::new(redis, &log_id);
        let until = stopping.clone();
        workers.tasks.push(keep_at_it("queue board", until, move || {
            let (pool, tail, head) = (pool.clone(), tail.clone(), head.clone());
            queue::keep_board(board.clone(), pool, tail, head, stopping.clone())
        }));
        Ok(workers)
    }

    /// Stops after the batches that are being written.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let deadline = tokio::time::Instant::now() + FINISH;
        for mut task in self.tasks {
            if tokio::time::timeout_at(deadline, &mut task).await.is_err() {
                task.abort(); // its transaction is rolled back
            }
        }
        for task in self.watching {
            task.abort(); // they only look
        }
    }
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

/// The log where the read tables are: on the replica, if there is one.
fn log_database(config: &Config) -> Database {
    config.work.named(&config.primary.name)
}

struct Staff {
    pool: MySqlPool,
    tail: Tail,
    log_id: String,
    head: Head,
    stopping: watch::Receiver<bool>,
}

impl Staff {
    fn assign<P: Projection>(&self) -> JoinHandle<()> {
        let (pool, tail, log_id) = (self.pool.clone(), self.tail.clone(), self.log_id.clone());
        let (head, stopping) = (self.head.clone(), self.stopping.clone());
        let until = stopping.clone();
        keep_at_it(P::NAME, until, move || {
            let (pool, tail, log_id) = (pool.clone(), tail.clone(), log_id.clone());
            work::<P>(pool, tail, log_id, head.clone(), stopping.clone())
        })
    }
}

/// Fills every read table of a database from the log once, from wherever it stands to the log's
/// end now. For checks: it shares nothing with running workers but the projections themselves.
///
/// # Errors
/// [`ProjectionError`].
pub async fn read_everything(log: &Database, into: &Database) -> Result<i64, ProjectionError> {
    let log = log.pool(1);
    let row = sqlx::query("SELECT log_id FROM log_head").fetch_one(&log).await?;
    let log_id: String = row.try_get(0)?;
    let tail = Tail::new(log);
    let pool = worker_pool(into, 1);
    let head = tail.head().await?;
    fill::<Orders>(&pool, &tail, &log_id).await?;
    fill::<Queue>(&pool, &tail, &log_id).await?;
    fill::<Takings>(&pool, &tail, &log_id).await?;
    fill::<Employees>(&pool, &tail, &log_id).await?;
    fill::<Customers>(&pool, &tail, &log_id).await?;
    fill::<Catalog>(&pool, &tail, &log_id).await?;
    fill::<Settings>(&pool, &tail, &log_id).await?;
    fill::<Places>(&pool, &tail, &log_id).await?;
    fill::<Drawers>(&pool, &tail, &log_id).await?;
    fill::<Subscriptions>(&pool, &tail, &log_id).await?;
    Ok(head)
}

/// One event at a time, where the workers take batches: the rows must be the same.
async fn fill<P: Projection>(
    pool: &MySqlPool,
    tail: &Tail,
    log_id: &str,
) -> Result<(), ProjectionError> {
    let mut connection = pool.acquire().await?;
    let mut checkpoint = Checkpoint::open::<P>(&mut connection, log_id).await?;
    loop {
        let records = tail.after(checkpoint.mark, 1).await?;
        let Some(last) = records.last() else { return Ok(()) };
        let events = super::projection::readable(&records)?;
        let mut transaction = sqlx::Connection::begin(&mut *connection).await?;
        if checkpoint.advance::<P>(&mut transaction, last.mark).await? {
            P::apply(&mut transaction, &events).await?;
            transaction.commit().await?;
            checkpoint.mark = last.mark;
        } else {
            transaction.rollback().await?;
            checkpoint = Checkpoint::open::<P>(&mut connection, log_id).await?;
        }
    }
}

//! The closed loop: so many at once, each beginning its next command when the last is done; and
//! what came of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::BenchError;

/// How often a command that lost its race decides again, as the shop's do.
pub(super) const RETRIES: u64 = 3;

/// A way to append.
pub(super) trait Appending: Send + Sync + Sized + 'static {
    /// Does the `i`th command of this process. Losing a race is no error, whatever else is.
    fn command(&self, i: u64) -> impl Future<Output = Result<Done, BenchError>> + Send;

    /// Ends it.
    fn close(self) -> impl Future<Output = ()> + Send;
}

/// What was acknowledged, durably.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Done {
    pub commands: u64,
    pub events: u64,
    /// Tries that were told that somebody else was faster.
    pub lost_races: u64,
}

impl Done {
    pub(super) const fn with(self, commands: u64, events: u64) -> Self {
        Self { commands, events, lost_races: self.lost_races }
    }

    fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.events += other.events;
        self.lost_races += other.lost_races;
    }
}

/// What came of a measurement.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome {
    /// All of it, the warm-up and what ended late too: what the database must hold.
    pub acknowledged: Done,
    /// What was done between the warm-up and the end.
    pub measured: Done,
    /// How long each command of those took, in microseconds.
    pub micros: Vec<u32>,
    /// How long was measured.
    pub seconds: f64,
}

impl Outcome {
    /// Takes in what another process did in the same time.
    pub(super) fn beside(&mut self, other: Self) {
        let longer = self.seconds.max(other.seconds);
        self.behind(other);
        self.seconds = longer;
    }

    /// Takes in what was done in another time.
    pub(super) fn behind(&mut self, other: Self) {
        self.acknowledged.add(other.acknowledged);
        self.measured.add(other.measured);
        self.micros.extend(other.micros);
        self.seconds += other.seconds;
    }

    fn take(&mut self, done: Done, took: Duration) {
        self.measured.add(done);
        self.micros.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }
}

/// How hard, and how long.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pace {
    pub concurrency: u32,
    pub warm_up: f64,
    pub seconds: f64,
}

/// Drives a path at that pace.
pub(super) async fn drive<P: Appending>(path: P, pace: Pace) -> Result<Outcome, BenchError> {
    let path = Arc::new(path);
    let next = Arc::new(AtomicU64::new(0));
    let begin = Instant::now() + Duration::from_secs_f64(pace.warm_up);
    let end = begin + Duration::from_secs_f64(pace.seconds);
    let mut tasks = JoinSet::new();
    for _ in 0..pace.concurrency {
        let (path, next) = (path.clone(), next.clone());
        tasks.spawn(async move {
            let mut outcome = Outcome::default();
            let mut began = Instant::now();
            while began < end {
                let done = path.command(next.fetch_add(1, Ordering::Relaxed)).await?;
                let ended = Instant::now();
                outcome.acknowledged.add(done);
                if ended >= begin && ended < end {
                    outcome.take(done, ended - began);
                }
                began = ended;
            }
            Ok::<_, BenchError>(outcome)
        });
    }
    let mut outcome = Outcome { seconds: pace.seconds, ..Outcome::default() };
    while let Some(task) = tasks.join_next().await {
        let one = task.map_err(|panic| BenchError::Worker(panic.to_string()))??;
        outcome.beside(one);
    }
    if let Some(path) = Arc::into_inner(path) {
        path.close().await;
    }
    Ok(outcome)
}

//! One projection's worker.

use std::time::Duration;

use infra::event_log::Tail;
use metrics::{counter, gauge};
use sqlx::{Connection, MySqlPool};
use tokio::sync::watch;

use super::projection::readable;
use super::{Checkpoint, Head, Projection, ProjectionError};

/// The most events in one transaction.
const BATCH: u32 = 500;
/// How long a worker that was overtaken leaves the work to the other.
const STANDBY: Duration = Duration::from_millis(250);
/// How long one round may take before the database counts as gone.
const ROUND: Duration = Duration::from_secs(30);
/// How long it may take to begin anew.
const OPEN: Duration = Duration::from_mins(10);
/// How often a worker looks by itself, should nobody tell it anything.
const LOOK: Duration = Duration::from_secs(1);
/// How long a worker in trouble waits, at first and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// What became of one round.
enum Round {
    Advanced(Checkpoint),
    InStep(Checkpoint),
    /// Another worker moved the checkpoint.
    Overtaken,
}

/// Keeps a projection until told to stop. Trouble is logged, counted and tried again for ever:
/// nothing is ever skipped.
pub async fn work<P: Projection>(
    pool: MySqlPool,
    tail: Tail,
    log_id: String,
    mut head: Head,
    mut stopping: watch::Receiver<bool>,
) {
    let mut checkpoint = None;
    let mut pause = BACK_OFF.0;
    while !*stopping.borrow() {
        let outcome = match checkpoint.take() {
            Some(known) => in_time(ROUND, round::<P>(&pool, &tail, known)).await,
            // Emptying tables to begin anew may take its time.
            None => in_time(OPEN, open::<P>(&pool, &log_id)).await.map(Round::Advanced),
        };
        let failure = match outcome {
            Ok(Round::Advanced(next)) => {
                report::<P>(&next, &head);
                checkpoint = Some(next);
                pause = BACK_OFF.0;
                continue;
            }
            Ok(Round::InStep(same)) => {
                report::<P>(&same, &head);
                pause = BACK_OFF.0;
                let position = same.mark.position;
                checkpoint = Some(same);
                tokio::select! {
                    () = head.past(position) => {}
                    () = tokio::time::sleep(LOOK) => {}
                    _ = stopping.changed() => {}
                }
                continue;
            }
            Ok(Round::Overtaken) => {
                tracing::debug!(projection = P::NAME, "another worker is at it");
                tokio::select! {
                    () = tokio::time::sleep(STANDBY) => {}
                    _ = stopping.changed() => {}
                }
                continue;
            }
            Err(failure) => failure,
        };
        counter!("kharisma_projection_failures_total", "projection" => P::NAME).increment(1);
        tracing::warn!(projection = P::NAME, error = %failure, "a projection stands still");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
        pause = (pause * 2).min(BACK_OFF.1);
    }
}

async fn in_time<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, ProjectionError>>,
) -> Result<T, ProjectionError> {
    tokio::time::timeout(limit, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))
}

async fn open<P: Projection>(
    pool: &MySqlPool,
    log_id: &str,
) -> Result<Checkpoint, ProjectionError> {
    let mut connection = pool.acquire().await?;
    Checkpoint::open::<P>(&mut connection, log_id).await
}

async fn round<P: Projection>(
    pool: &MySqlPool,
    tail: &Tail,
    mut checkpoint: Checkpoint,
) -> Result<Round, ProjectionError> {
    let mut connection = pool.acquire().await?;
    let records = tail.after(checkpoint.mark, BATCH).await?;
    let events = readable(&records)?;
    let Some(last) = events.last() else { return Ok(Round::InStep(checkpoint)) };
    let mut transaction = connection.begin().await?;
    if !checkpoint.advance::<P>(&mut transaction, last.mark).await? {
        transaction.rollback().await?;
        return Ok(Round::Overtaken);
    }
    P::apply(&mut transaction, &events).await?;
    transaction.commit().await?;
    checkpoint.mark = last.mark;
    counter!("kharisma_projection_events_total", "projection" => P::NAME)
        .increment(events.len() as u64);
    Ok(Round::Advanced(checkpoint))
}

#[allow(clippy::cast_precision_loss)] // gauges, not money
fn report<P: Projection>(checkpoint: &Checkpoint, head: &Head) {
    let position = checkpoint.mark.position;
    let lag = (head.position() - position).max(0);
    gauge!("kharisma_projection_position", "projection" => P::NAME).set(position as f64);
    gauge!("kharisma_projection_lag_events", "projection" => P::NAME).set(lag as f64);
}

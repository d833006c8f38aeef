//! One projection's worker: keeps the live tables while it owns them, stands by while somebody else
//! does, and makes them anew where they are of another version.

use std::time::{Duration, Instant};

use chrono::Utc;
use infra::event_log::{LogError, LogRecord};
use metrics::{counter, gauge};
use tokio::sync::watch;

use super::before::{drop_unfinished, drop_what_tells};
use super::controls::Controls;
use super::keeper::{Keeper, Taken};
use super::open::open;
use super::rebuild::{self, Wanted, is_left};
use super::{Definition, Feed, Head, ProjectionError, RebuildError, Site};

/// How long a worker that owns nothing waits before it tries again.
const STANDBY: Duration = Duration::from_millis(500);
/// How long one round may take before the database counts as gone.
const ROUND: Duration = Duration::from_secs(30);
/// How long a round may take in which somebody is forgotten: who worked here for years stands in most rows
/// there are.
const FORGETTING: Duration = Duration::from_hours(1);
/// How often a worker looks by itself, should nobody tell it anything.
const LOOK: Duration = Duration::from_secs(1);
/// How long a worker in trouble waits, at first and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// What a worker has to work with.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub site: Site,
    pub feed: Feed,
    /// For tables that are made anew: those begin elsewhere in the log.
    pub rebuilds: Feed,
    pub head: Head,
    pub controls: Controls,
    pub stopping: watch::Receiver<bool>,
}

/// What is to be done next.
enum Next {
    /// Something may be left to do.
    GoOn(Option<Keeper>),
    /// Everything is in: wait for more.
    Wait(Keeper),
    /// Somebody else is at it, or nobody shall be.
    StandBy,
}

/// Keeps a projection until told to stop. Trouble is logged, counted and tried again for ever.
pub(super) async fn work(definition: Definition, desk: Desk) {
    let Desk { mut head, mut stopping, .. } = desk.clone();
    let name = definition.name;
    let mut keeper = None;
    let mut pause = BACK_OFF.0;
    // Whether the log is looked at though nobody said that there is more.
    let mut look = true;
    while !*stopping.borrow() {
        let opened = keeper.is_none();
        let next = step(definition, &desk, keeper.take(), std::mem::take(&mut look)).await;
        if next.is_ok() {
            pause = BACK_OFF.0;
        }
        match next {
            Ok(Next::GoOn(same)) => {
                look = opened;
                keeper = same;
            }
            Ok(Next::Wait(same)) => {
                let position = same.read_to().position;
                let counted = same.due();
                keeper = Some(same);
                tokio::select! {
                    () = head.past(position) => {}
                    () = until(counted) => {}
                    () = tokio::time::sleep(LOOK) => look = true,
                    _ = stopping.changed() => {}
                }
            }
            Ok(Next::StandBy) => {
                look = true;
                tokio::select! {
                    () = tokio::time::sleep(STANDBY) => {}
                    _ = stopping.changed() => {}
                }
            }
            Err(failure) => {
                look = true;
                counter!("kharisma_projection_failures_total", "projection" => name).increment(1);
                tracing::warn!(projection = name, error = %failure, "a projection stands still");
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stopping.changed() => {}
                }
                pause = (pause * 2).min(BACK_OFF.1);
            }
        }
    }
    if let Some(keeper) = keeper {
        let_go(&desk, keeper).await;
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant.into()).await,
        None => std::future::pending().await,
    }
}

/// Leaves the rows to somebody else.
async fn let_go(desk: &Desk, mut keeper: Keeper) {
    if keeper.due().is_some() {
        // Whoever follows would read those events once more.
        let caught_up = tokio::time::timeout(LOOK, keeper.catch_up()).await;
        tracing::debug!(projection = keeper.definition.name, ?caught_up, "let go");
    }
    desk.site.leases().release(keeper.definition.name).await;
}

async fn step(
    definition: Definition,
    desk: &Desk,
    keeper: Option<Keeper>,
    look: bool,
) -> Result<Next, ProjectionError> {
    let name = definition.name;
    if desk.controls.hold(name) {
        if let Some(keeper) = keeper {
            let_go(desk, keeper).await;
        }
        return Ok(Next::StandBy);
    }
    let Some(keeper) = keeper else {
        let taking = async {
            let Some(epoch) = desk.site.leases().take(name).await? else { return Ok(None) };
            // What was decided since the last look: whoever paused it waits for no owner only.
            desk.controls.look(&desk.site).await;
            if desk.controls.hold(name) {
                desk.site.leases().release(name).await;
                return Ok(None);
            }
            let keeper = open(&desk.site, definition, epoch).await?;
            drop_what_tells(&desk.site, definition).await?;
            Ok(Some(keeper))
        };
        return match in_time(taking).await {
            Ok(Some(keeper)) => Ok(Next::GoOn(Some(keeper))),
            Ok(None) => Ok(Next::StandBy),
            Err(ProjectionError::Outdated(what)) => make_anew(definition, desk, &what).await,
            Err(error) => {
                desk.site.leases().release(name).await;
                Err(error)
            }
        };
    };
    match round(desk, keeper, look).await {
        Err(ProjectionError::TooMany(many, reason)) => {
            let error = ProjectionError::TooMany(many, reason);
            tracing::error!(projection = name, %error, "a projection stopped");
            desk.controls.stop(&desk.site, name, &error.to_string()).await?;
            desk.site.leases().release(name).await;
            Ok(Next::StandBy)
        }
        // An epoch says that the log lost what is in the rows.
        Err(ProjectionError::Log(left @ LogError::HistoryLeft { .. })) => {
            make_anew(definition, desk, &left.to_string()).await
        }
        outcome => outcome,
    }
}

async fn in_time<T>(
    work: impl Future<Output = Result<T, ProjectionError>>,
) -> Result<T, ProjectionError> {
    within(ROUND, work).await
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, ProjectionError>>,
) -> Result<T, ProjectionError> {
    tokio::time::timeout(limit, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))
}

async fn round(desk: &Desk, mut keeper: Keeper, look: bool) -> Result<Next, ProjectionError> {
    let name = keeper.definition.name;
    let mark = keeper.read_to();
    // Whoever put other tables in place let the work go, and nothing happened since that would have told.
    if look && !in_time(still_ours(desk, &keeper)).await? {
        return Ok(overtaken(name));
    }
    if look || desk.head.position() > mark.position {
        let records = in_time(async { Ok(desk.feed.after(mark).await?) }).await?;
        if !keeper.pass(&records) {
            return take_in(desk, keeper, &records).await;
        }
        counter!("kharisma_projection_events_total", "projection" => name)
            .increment(records.len() as u64);
    }
    if keeper.due().is_some_and(|due| due <= Instant::now())
        && in_time(keeper.catch_up()).await? == Taken::Overtaken
    {
        return Ok(overtaken(name));
    }
    report(&keeper, &desk.head);
    Ok(Next::Wait(keeper))
}

async fn take_in(
    desk: &Desk,
    mut keeper: Keeper,
    records: &[LogRecord],
) -> Result<Next, ProjectionError> {
    let name = keeper.definition.name;
    // Tables of before still tell of who is forgotten. They go first: whoever is killed in between meets
    // the event again.
    let somebody_goes = records.iter().any(|record| record.erases.is_some());
    if somebody_goes {
        in_time(drop_beside(desk, keeper.definition)).await?;
    }
    let limit = if somebody_goes { FORGETTING } else { ROUND };
    if within(limit, keeper.take_in(records)).await? == Taken::Overtaken {
        return Ok(overtaken(name));
    }
    counter!("kharisma_projection_events_total", "projection" => name)
        .increment(records.len() as u64);
    report(&keeper, &desk.head);
    Ok(Next::GoOn(Some(keeper)))
}

async fn still_ours(desk: &Desk, keeper: &Keeper) -> Result<bool, ProjectionError> {
    let epoch = desk.site.leases().take(keeper.definition.name).await?;
    Ok(epoch == Some(keeper.checkpoint.owner_epoch))
}

fn overtaken(name: &str) -> Next {
    tracing::debug!(projection = name, "somebody else changed the rows");
    Next::GoOn(None)
}

/// Drops every table beside the live ones.
async fn drop_beside(desk: &Desk, definition: Definition) -> Result<(), ProjectionError> {
    if let Err(RebuildError::Failed(error)) = rebuild::drop_old(&desk.site, definition).await {
        return Err(error);
    }
    drop_unfinished(&desk.site, definition).await
}

/// Fills the tables anew beside those that are there, which are read until then as they are. One
/// process does; the others stand by.
async fn make_anew(
    definition: Definition,
    desk: &Desk,
    what: &str,
) -> Result<Next, ProjectionError> {
    let name = definition.name;
    // Software of before may still keep the rows it knows.
    desk.site.leases().release(name).await;
    let wanted = Wanted { compare: false, fresh: false };
    let tell = |_| ();
    let (site, feed) = (&desk.site, &desk.rebuilds);
    tracing::info!(projection = name, reason = what, "the tables are made anew");
    match rebuild::rebuild(site, feed, definition, wanted, &tell, &desk.stopping).await {
        Ok(rebuilt) => {
            let (events, took) = (rebuilt.events, rebuilt.took);
            tracing::info!(projection = name, events, ?took, "the tables were made anew");
            Ok(Next::GoOn(None))
        }
        Err(RebuildError::Failed(ProjectionError::Log(error))) if is_left(&error) => {
            Err(error.into())
        }
        Err(RebuildError::Failed(error)) => Err(error),
        Err(
            error @ (RebuildError::Busy(_)
            | RebuildError::Overtaken
            | RebuildError::Stopped(_)
            | RebuildError::NotComparable(_)
            | RebuildError::Behind { .. }
            | RebuildError::NothingOld(_)),
        ) => {
            tracing::debug!(projection = name, %error, "not by this process");
            Ok(Next::StandBy)
        }
    }
}

#[allow(clippy::cast_precision_loss)] // gauges, not money
fn report(keeper: &Keeper, head: &Head) {
    let name = keeper.definition.name;
    let checkpoint = &keeper.checkpoint;
    let position = checkpoint.mark.position;
    let lag = (head.position() - position).max(0);
    let since = |at: chrono::DateTime<Utc>| (Utc::now() - at).as_seconds_f64().max(0.0);
    let seconds = checkpoint.reached.filter(|_| lag > 0).map_or(0.0, since);
    gauge!("kharisma_projection_position", "projection" => name).set(position as f64);
    gauge!("kharisma_projection_lag_events", "projection" => name).set(lag as f64);
    gauge!("kharisma_projection_lag_seconds", "projection" => name).set(seconds);
    gauge!("kharisma_projection_parked", "projection" => name).set(keeper.parked.len() as f64);
    let oldest = keeper.parked.oldest().map_or(0.0, since);
    gauge!("kharisma_projection_oldest_parked_seconds", "projection" => name).set(oldest);
}

//! Filling a projection's tables anew from the first event, beside those that queries read, and putting
//! them in their place. Whatever is killed on the way leaves the live tables as they were; what was
//! filled is gone on with.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use infra::event_log::LogError;
use infra::read_db::{Shelf, drop_all};
use sqlx::{Connection, MySqlPool, Row};
use tokio::sync::watch;

use super::before::drop_what_tells;
use super::compare::Differences;
use super::filling::{Filling, Tell};
use super::keeper::Keeper;
use super::open::is_current;
use super::operate::retry;
use super::parked::Parked;
use super::swap::{clear, put_back};
use super::{Checkpoint, Definition, Feed, ProjectionError, Site};

/// Events in one transaction.
pub const BATCH: u32 = 4000;

/// Why tables were not made anew, or not compared.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// Somebody else is at it.
    #[error("another process is at it ({0})")]
    Busy(String),
    /// Somebody took the work over, because this process gave no sign of life.
    #[error("another process took over")]
    Overtaken,
    /// Told to stop. What was filled is kept, and gone on with the next time.
    #[error("stopped at position {0}: the next rebuild goes on from there")]
    Stopped(i64),
    /// The live tables are not there, or of another version: they cannot be compared with.
    #[error("the live tables cannot be compared: they are of {0}")]
    NotComparable(String),
    /// The live tables do not move.
    #[error(
        "the live tables stand at position {live}, before the {filled} that were filled, and do not \
         move: see kharisma projections list"
    )]
    Behind {
        /// Where they stand.
        live: i64,
        /// How far the others are.
        filled: i64,
    },
    /// There is nothing to go back to.
    #[error("there are no tables of before: {0}")]
    NothingOld(String),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] ProjectionError),
}

impl From<sqlx::Error> for RebuildError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<LogError> for RebuildError {
    fn from(error: LogError) -> Self {
        Self::Failed(error.into())
    }
}

/// What a rebuild came to.
#[derive(Debug, Clone)]
pub struct Rebuilt {
    /// How far the new tables were when they took the old ones' place.
    pub position: i64,
    /// How many events were taken in.
    pub events: i64,
    /// How long it took.
    pub took: Duration,
    /// How the new rows differ from those of before, if they can be compared.
    pub differences: Option<Differences>,
    /// How many events are parked.
    pub parked: i64,
}

/// What is wanted of a rebuild.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Whether the difference to the live rows is counted before they are replaced.
    pub compare: bool,
    /// Whether it begins at the first event, whatever an earlier one left.
    pub fresh: bool,
}

/// Fills a projection's tables from the first event and puts them in the place of the live ones, which
/// are kept until the next time. Queries read on, and see no event fewer after than before.
///
/// # Errors
/// [`RebuildError`]: then the live tables are as they were.
pub async fn rebuild(
    site: &Site,
    feed: &Feed,
    definition: Definition,
    wanted: Wanted,
    tell: Tell<'_>,
    stopping: &watch::Receiver<bool>,
) -> Result<Rebuilt, RebuildError> {
    let work = format!("rebuild {}", definition.name);
    let epoch = turn(site, &work).await?;
    // Before the tables are made: whoever is done with that sooner does not run away.
    let place = &feed.join(0);
    let outcome = async {
        let begun = Instant::now();
        let next = site.shelf(Shelf::Next).await?;
        let live = live(site, &definition).await?;
        let generation = live.as_ref().map_or(0, |live| live.generation) + 1;
        let known = if wanted.fresh { None } else { unfinished(site, &definition, &next).await? };
        let mut keeper = fill_of(site, definition, &next, known, epoch, generation).await?;
        let first = keeper.checkpoint.mark.position;
        let mut filling = Filling { site, feed, tell, stopping, place, begun, first, asked: begun };
        filling.fill(&mut keeper, None).await?;
        let mut connection = next.acquire().await?;
        definition.tables().add_keys(&mut connection, definition.listed).await?;
        drop(connection);
        let comparable = live.as_ref().is_some_and(|l| is_current(site, &definition, l).is_ok());
        let differences = if wanted.compare && comparable {
            Some(filling.compare(&mut keeper, Shelf::Next).await?)
        } else {
            None
        };
        filling.swap(&mut keeper).await?;
        drop_what_tells(site, definition).await?;
        let parked = decided_meanwhile(site, &keeper).await?;
        let position = keeper.checkpoint.mark.position;
        Ok(Rebuilt {
            position,
            events: position - first,
            took: begun.elapsed(),
            differences,
            parked,
        })
    };
    let outcome = outcome.await;
    site.leases().release(&work).await;
    outcome
}

/// Fills tables beside the live ones, up to the same event, and compares. A difference is a bug.
///
/// # Errors
/// [`RebuildError`].
pub async fn verify(
    site: &Site,
    feed: &Feed,
    definition: Definition,
    tell: Tell<'_>,
    stopping: &watch::Receiver<bool>,
) -> Result<(i64, Differences), RebuildError> {
    let work = format!("verify {}", definition.name);
    let epoch = turn(site, &work).await?;
    let place = &feed.join(0);
    let outcome = async {
        let begun = Instant::now();
        let check = site.shelf(Shelf::Check).await?;
        let Some(live) = live(site, &definition).await? else {
            return Err(RebuildError::NotComparable("nothing yet".to_owned()));
        };
        if let Err(error) = is_current(site, &definition, &live) {
            return Err(RebuildError::NotComparable(error.to_string()));
        }
        loop {
            let mut keeper = fill_of(site, definition, &check, None, epoch, 0).await?;
            let left_out = keeper.skips.clone();
            let mut filling =
                Filling { site, feed, tell, stopping, place, begun, first: 0, asked: begun };
            filling.fill(&mut keeper, Some(live.mark.position)).await?;
            let differences = filling.compare(&mut keeper, Shelf::Check).await?;
            // An operator left something out of the live rows after it was parked here: that is no bug.
            if differences.count > 0 && site.skips(definition.name).await? != left_out {
                continue;
            }
            drop_all(&mut *check.acquire().await?, &keeper.checkpoint.names).await?;
            return Ok((keeper.checkpoint.mark.position, differences));
        }
    };
    let outcome = outcome.await;
    site.leases().release(&work).await;
    outcome
}

/// Puts the tables back that the last rebuild replaced; those go where these were, so that it can be
/// undone. They catch up with what happened since.
///
/// # Errors
/// [`RebuildError`].
pub async fn rollback(site: &Site, definition: Definition) -> Result<i64, RebuildError> {
    let work = format!("rebuild {}", definition.name);
    turn(site, &work).await?;
    let outcome = async {
        let name = definition.name;
        let old = site.shelf(Shelf::Old).await?;
        if !site.has(&old, &definition).await? {
            return Err(RebuildError::NothingOld("nothing was rebuilt yet".to_owned()));
        }
        let Some(before) = Checkpoint::load(&mut *old.acquire().await?, name).await? else {
            return Err(RebuildError::NothingOld("they were never filled".to_owned()));
        };
        // Of another version they would be made anew at once.
        if let Err(error) = is_current(site, &definition, &before) {
            return Err(RebuildError::NothingOld(error.to_string()));
        }
        let epoch = site.leases().seize(name).await?;
        let live = fenced(site, name, epoch).await?;
        let live = live.ok_or_else(|| RebuildError::NothingOld("nothing is live".to_owned()))?;
        let swapped = put_back(site, name, &live, &before).await;
        site.leases().release(name).await;
        swapped?;
        drop_what_tells(site, definition).await?;
        Ok(before.mark.position)
    };
    let outcome = outcome.await;
    site.leases().release(&work).await;
    outcome
}

/// Drops the tables that the last rebuild replaced.
///
/// # Errors
/// [`RebuildError`].
pub async fn drop_old(site: &Site, definition: Definition) -> Result<(), RebuildError> {
    let old = site.shelf(Shelf::Old).await?;
    let names = definition.tables().names();
    Ok(clear(&mut *old.acquire().await?, definition.name, &names).await?)
}

async fn turn(site: &Site, work: &str) -> Result<i64, RebuildError> {
    if let Some(epoch) = site.leases().take(work).await? {
        return Ok(epoch);
    }
    let sql = "SELECT process FROM owners WHERE work = ?";
    let row = sqlx::query(sql).bind(work).fetch_optional(site.live()).await?;
    let process = row.map_or_else(|| Ok(String::new()), |row| row.try_get(0))?;
    Err(RebuildError::Busy(process))
}

async fn live(site: &Site, definition: &Definition) -> Result<Option<Checkpoint>, sqlx::Error> {
    if !site.has(site.live(), definition).await? {
        return Ok(None);
    }
    Checkpoint::load(&mut *site.live().acquire().await?, definition.name).await
}

/// What an earlier rebuild left that was stopped or killed.
async fn unfinished(
    site: &Site,
    definition: &Definition,
    next: &MySqlPool,
) -> Result<Option<Checkpoint>, sqlx::Error> {
    if !site.has(next, definition).await? {
        return Ok(None);
    }
    let found = Checkpoint::load(&mut *next.acquire().await?, definition.name).await?;
    Ok(found.filter(|found| found.building && is_current(site, definition, found).is_ok()))
}

/// A filling on a shelf: the one that is known, or one that begins.
async fn fill_of(
    site: &Site,
    definition: Definition,
    pool: &MySqlPool,
    known: Option<Checkpoint>,
    epoch: i64,
    generation: i64,
) -> Result<Keeper, RebuildError> {
    let name = definition.name;
    let skips = site.skips(name).await?;
    let mut connection = pool.acquire().await?;
    let mut gone = BTreeSet::new();
    let checkpoint = match known {
        // Of a history that was left behind, nothing is gone on with.
        Some(known) if !matches!(site.tail().after(known.mark, 1).await, Err(error) if is_left(&error)) => {
            Checkpoint { generation, owner_epoch: epoch, ..known }
        }
        Some(_) | None => {
            clear(&mut connection, name, &definition.tables().names()).await?;
            definition.tables().make(&mut connection).await?;
            gone = site.erased().await?;
            definition.tables().drop_keys(&mut connection, definition.listed).await?;
            let start = Checkpoint::start(&definition, site.log_id(), generation);
            Checkpoint { building: true, owner_epoch: epoch, ..start }
        }
    };
    let mut transaction = connection.begin().await?;
    checkpoint.put(&mut transaction, name).await?;
    let parked = Parked::load(&mut transaction, name).await?;
    transaction.commit().await?;
    let known = at_fault(site, &definition).await?;
    let mut keeper = Keeper::new(definition, pool.clone(), checkpoint, parked, skips);
    (keeper.known, keeper.gone) = (known, gone);
    Ok(keeper)
}

/// The events that are parked in the live tables for a fault of their own.
async fn at_fault(site: &Site, definition: &Definition) -> Result<BTreeSet<i64>, sqlx::Error> {
    if !site.has(site.live(), definition).await? {
        return Ok(BTreeSet::new());
    }
    let parked = Parked::load(&mut *site.live().acquire().await?, definition.name).await?;
    let faults = parked.events().filter(|event| event.error.is_some());
    Ok(faults.map(|event| event.position).collect())
}

/// Leaves out what operators decided to leave out while the tables were filled, after it was met there.
/// How many events are parked then.
async fn decided_meanwhile(site: &Site, keeper: &Keeper) -> Result<i64, RebuildError> {
    let mut still = keeper.checkpoint.parked;
    let skips = site.skips(keeper.definition.name).await?;
    let parked = keeper.parked.events().map(|event| event.position);
    for position in parked.filter(|position| skips.contains(position)) {
        let (_, left) = retry(site, keeper.definition, Some(position)).await?;
        still = i64::try_from(left).unwrap_or(i64::MAX);
    }
    Ok(still)
}

/// Whether an error says that what was read is no part of the log any more.
pub(super) const fn is_left(error: &LogError) -> bool {
    matches!(error, LogError::HistoryLeft { .. } | LogError::HistoryParted { .. })
}

/// Shuts out every owner of before, and reads where the live tables stand for good.
pub(super) async fn fenced(
    site: &Site,
    name: &str,
    epoch: i64,
) -> Result<Option<Checkpoint>, ProjectionError> {
    let mut connection = site.live().acquire().await?;
    Checkpoint::hand_over(&mut connection, name, epoch).await?;
    Ok(Checkpoint::load(&mut connection, name).await?)
}

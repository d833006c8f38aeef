//! What operators ask about projections, and what they decide.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use infra::event_log::LogError;
use sqlx::{Connection, MySqlConnection, MySqlPool, Row};

use super::keeper::{apply, keys};
use super::parked::Parked;
use super::trouble::fault_of_the_event;
use super::{ALL, Applied, Checkpoint, Definition, ParkedEvent, ProjectionError, Site};

/// How a projection stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its name.
    pub name: &'static str,
    /// The version of the code that made its rows; none if there are none yet.
    pub version: Option<i32>,
    /// The last event in them.
    pub position: i64,
    /// Events it is behind the log.
    pub lag: i64,
    /// When its last event was recorded.
    pub reached: Option<DateTime<Utc>>,
    /// The process that keeps it, as host and number.
    pub owner: Option<String>,
    /// working, behind, idle (nobody keeps it), paused, stopped, outdated
    pub status: &'static str,
    /// Why it stopped by itself.
    pub reason: Option<String>,
    /// The process that fills its tables anew, and how far that is.
    pub rebuilding: Option<(String, i64)>,
    /// How many events are parked.
    pub parked: i64,
    /// Bytes of its tables and their indexes.
    pub size: i64,
    /// Which filling of its tables is live.
    pub generation: i64,
}

/// How every projection stands.
///
/// # Errors
/// [`ProjectionError`].
pub async fn list(site: &Site) -> Result<Vec<Standing>, ProjectionError> {
    let head = site.tail().head().await?;
    let paused = sqlx::query("SELECT projection FROM projection_pauses");
    let paused = paused.fetch_all(site.log()).await.map_err(LogError::from)?;
    let paused = paused.iter().map(|row| row.try_get(0));
    let paused = paused.collect::<Result<HashSet<String>, sqlx::Error>>()?;
    let mut connection = site.live().acquire().await?;
    let mut all = Vec::with_capacity(ALL.len());
    for definition in ALL {
        let mut standing = standing(site, &mut connection, definition, head).await?;
        if paused.contains(definition.name) {
            standing.status = "paused";
        }
        all.push(standing);
    }
    Ok(all)
}

async fn standing(
    site: &Site,
    connection: &mut MySqlConnection,
    definition: Definition,
    head: i64,
) -> Result<Standing, ProjectionError> {
    let name = definition.name;
    let there = definition.tables().are_there(connection).await?;
    let found = if there { Checkpoint::load(connection, name).await? } else { None };
    let (owner, reason) = owner(connection, name).await?;
    let rebuild = owner_of_now(connection, &format!("rebuild {name}")).await?;
    let rebuilding = match rebuild {
        Some(process) => {
            let next = site.shelf(infra::read_db::Shelf::Next).await?;
            let filled = async {
                let mut connection = next.acquire().await?;
                Checkpoint::load(&mut connection, name).await
            };
            // It may be putting them in place just now.
            let filled = filled.await.ok().flatten();
            Some((process, filled.map_or(0, |filled| filled.mark.position)))
        }
        None => None,
    };
    let size = size(connection, &definition.tables().names()).await?;
    let position = found.as_ref().map_or(0, |found| found.mark.position);
    let lag = (head - position).max(0);
    let current =
        found.as_ref().is_some_and(|f| super::open::is_current(site, &definition, f).is_ok());
    let status = match &found {
        _ if reason.is_some() => "stopped",
        Some(_) if !current => "outdated",
        _ if owner.is_none() => "idle",
        _ if lag > 0 => "behind",
        _ => "working",
    };
    Ok(Standing {
        name,
        version: found.as_ref().map(|found| found.version),
        position,
        lag,
        reached: found.as_ref().and_then(|found| found.reached),
        owner,
        status,
        reason,
        rebuilding,
        parked: found.as_ref().map_or(0, |found| found.parked),
        size,
        generation: found.as_ref().map_or(0, |found| found.generation),
    })
}

async fn owner(
    connection: &mut MySqlConnection,
    work: &str,
) -> Result<(Option<String>, Option<String>), sqlx::Error> {
    let sql = "SELECT process, until > UTC_TIMESTAMP(6), stopped_reason FROM owners WHERE work = ?";
    let row = sqlx::query(sql).bind(work).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok((None, None)) };
    let owned = row.try_get::<i32, _>(1)? != 0;
    Ok((owned.then(|| row.try_get(0)).transpose()?, row.try_get(2)?))
}

async fn owner_of_now(
    connection: &mut MySqlConnection,
    work: &str,
) -> Result<Option<String>, sqlx::Error> {
    Ok(owner(connection, work).await?.0)
}

async fn size(connection: &mut MySqlConnection, tables: &[String]) -> Result<i64, sqlx::Error> {
    let marks = vec!["?"; tables.len()].join(", ");
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(data_length + index_length), 0) AS SIGNED)
         FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ({marks})"
    );
    let query = tables.iter().fold(sqlx::query(&sql), sqlx::query::Query::bind);
    query.fetch_one(connection).await?.try_get(0)
}

/// What is parked of a projection, in the order of the log.
///
/// # Errors
/// [`sqlx::Error`].
pub async fn parked(site: &Site, name: &str) -> Result<Vec<ParkedEvent>, sqlx::Error> {
    let mut connection = site.live().acquire().await?;
    Ok(Parked::load(&mut connection, name).await?.events().cloned().collect())
}

/// Tries parked events again, in the order of the log: one of them and those that wait behind it, or
/// all. What an operator decided to leave out is left out. Returns how many are parked no more, and
/// how many still are.
///
/// # Errors
/// [`ProjectionError`]: then nothing was changed.
pub async fn retry(
    site: &Site,
    definition: Definition,
    only: Option<i64>,
) -> Result<(usize, usize), ProjectionError> {
    let name = definition.name;
    let skips = site.skips(name).await?;
    let mut connection = site.live().acquire().await?;
    let mut transaction = connection.begin().await?;
    // Whoever keeps the rows waits here, and then reads anew what is parked.
    let lock = format!("SELECT id FROM {name}_checkpoint FOR UPDATE");
    sqlx::query(&lock).fetch_optional(&mut *transaction).await?;
    let Some(checkpoint) = Checkpoint::load(&mut transaction, name).await? else {
        return Ok((0, 0));
    };
    super::open::is_current(site, &definition, &checkpoint)?;
    let known = Parked::load(&mut transaction, name).await?;
    let positions: Vec<i64> = known.events().map(|event| event.position).collect();
    let records = site.tail().at(&positions).await?;
    let mut still = Parked::default();
    let mut gone = BTreeSet::new();
    let mut tried: HashSet<String> = HashSet::new();
    for mut event in known.events().cloned() {
        let position = event.position;
        let meant = only.is_none_or(|only| only == position)
            || event.keys.iter().any(|key| tried.contains(key));
        let record = records.iter().find(|record| record.mark.position == position);
        if meant {
            tried.extend(event.keys.iter().cloned());
        }
        if meant && (skips.contains(&position) || record.is_none()) {
            gone.insert(position);
            continue;
        }
        let (Some(record), true) = (record, meant) else {
            still.add(event);
            continue;
        };
        event.error = match &record.event {
            Err(reason) => Some(reason.clone()),
            Ok(happened) => match keys(&definition, record, happened) {
                None => {
                    gone.insert(position);
                    continue;
                }
                Some(keys) => {
                    event.keys = keys;
                    if still.hold(&event.keys) {
                        None
                    } else {
                        let applied = Applied::of(record, happened);
                        let mut point = transaction.begin().await?;
                        let outcome = apply(&definition, &mut point, &[applied]).await;
                        match outcome {
                            Ok(()) => {
                                point.commit().await?;
                                gone.insert(position);
                                continue;
                            }
                            Err(error) => {
                                let Some(reason) = fault_of_the_event(&error) else {
                                    return Err(error);
                                };
                                point.rollback().await?;
                                Some(reason)
                            }
                        }
                    }
                }
            },
        };
        still.add(event);
    }
    let left: Vec<ParkedEvent> = still.events().cloned().collect();
    Parked::forget(&mut transaction, name, &gone).await?;
    Parked::save(&mut transaction, name, &left).await?;
    let next = Checkpoint {
        parked: i64::try_from(left.len()).unwrap_or(i64::MAX),
        parkings: checkpoint.parkings + 1,
        ..checkpoint.clone()
    };
    checkpoint.advance(&mut transaction, name, &next).await?;
    transaction.commit().await?;
    Ok((gone.len(), left.len()))
}

/// What operators decide: kept on the primary, so that no replica that is made anew forgets it.
#[derive(Debug, Clone)]
pub struct Decisions {
    primary: MySqlPool,
    by: String,
}

impl Decisions {
    /// Written there, in the name of that person.
    pub const fn of(primary: MySqlPool, by: String) -> Self {
        Self { primary, by }
    }

    /// Leaves an event out of a projection, for good.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn skip(&self, name: &str, position: i64, reason: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT IGNORE INTO projection_skips (projection, position, reason, skipped_by, skipped_at)
             VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))",
        )
        .bind(name)
        .bind(position)
        .bind(reason)
        .bind(&self.by)
        .execute(&self.primary)
        .await?;
        Ok(())
    }

    /// Has a projection stand still until it is resumed, on every replica.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn pause(&self, name: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT IGNORE INTO projection_pauses (projection, paused_by, paused_at)
             VALUES (?, ?, UTC_TIMESTAMP(6))",
        )
        .bind(name)
        .bind(&self.by)
        .execute(&self.primary)
        .await?;
        Ok(())
    }

    /// Lets a projection go on, if it was paused or stopped by itself.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn resume(&self, site: &Site, name: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM projection_pauses WHERE projection = ?")
            .bind(name)
            .execute(&self.primary)
            .await?;
        sqlx::query("UPDATE owners SET stopped_at = NULL, stopped_reason = NULL WHERE work = ?")
            .bind(name)
            .execute(site.live())
            .await?;
        Ok(())
    }
}

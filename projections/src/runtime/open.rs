//! Beginning to keep the live tables of a projection.

use infra::event_log::LogError;
use sqlx::Connection;

use super::keeper::Keeper;
use super::parked::Parked;
use super::{Checkpoint, Definition, ProjectionError, Site};

/// Opens the live tables as their owner of that epoch: from then on no owner of before changes them.
///
/// # Errors
/// [`ProjectionError::Outdated`] if they must be made anew first; [`ProjectionError::Newer`].
pub(super) async fn open(
    site: &Site,
    definition: Definition,
    epoch: i64,
) -> Result<Keeper, ProjectionError> {
    let name = definition.name;
    let skips = site.skips(name).await?;
    let mut connection = site.live().acquire().await?;
    let mut transaction = connection.begin().await?;
    Checkpoint::hand_over(&mut transaction, name, epoch).await?;
    let found = Checkpoint::load(&mut transaction, name).await?;
    let parked = Parked::load(&mut transaction, name).await?;
    let checkpoint = if let Some(found) = found {
        is_current(site, &definition, &found)?;
        found
    } else {
        let mut first = Checkpoint::start(&definition, site.log_id(), 1);
        first.owner_epoch = epoch;
        first.put(&mut transaction, name).await?;
        first
    };
    transaction.commit().await?;
    if checkpoint.owner_epoch != epoch {
        // Somebody with a later epoch was here between.
        return Err(LogError::Busy.into());
    }
    Ok(Keeper::new(definition, site.live().clone(), checkpoint, parked, skips))
}

/// Whether rows are what this code would make of this log.
pub(super) fn is_current(
    site: &Site,
    definition: &Definition,
    found: &Checkpoint,
) -> Result<(), ProjectionError> {
    if found.version > definition.version {
        return Err(ProjectionError::Newer { found: found.version });
    }
    let what = if found.log_id != site.log_id() {
        format!("the log {}", found.log_id)
    } else if found.version != definition.version {
        format!("version {}", found.version)
    } else if found.shape != definition.shape() {
        "another shape".to_owned()
    } else {
        return Ok(());
    };
    Err(ProjectionError::Outdated(what))
}

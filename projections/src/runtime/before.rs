//! Tables beside the live ones, which nobody keeps up to date: they still tell of whoever was forgotten
//! after the last event in them, so they do not outlive that.

use chrono::{DateTime, TimeDelta, Utc};
use infra::read_db::Shelf;

use super::swap::clear;
use super::{Checkpoint, Definition, ProjectionError, Site};

/// By how much the clocks may differ of those who record events and of the server that writes down
/// erasures.
const CLOCKS: TimeDelta = TimeDelta::minutes(5);

/// Drops the tables of before if somebody was forgotten since they were live: whatever was killed on
/// the way, whoever put them there. Then there is nothing to go back to.
pub(super) async fn drop_what_tells(
    site: &Site,
    definition: Definition,
) -> Result<(), ProjectionError> {
    let Some(forgotten) = site.last_erasure().await? else { return Ok(()) };
    let old = site.shelf(Shelf::Old).await?;
    if !site.has(&old, &definition).await? {
        return Ok(());
    }
    let mut connection = old.acquire().await?;
    let before = Checkpoint::load(&mut connection, definition.name).await?;
    let reached = before.and_then(|before| before.reached);
    if is_told_of(reached, forgotten) {
        tracing::info!(
            projection = definition.name,
            "tables of before are dropped: they may tell of who was forgotten"
        );
        clear(&mut connection, definition.name, &definition.tables().names()).await?;
    }
    Ok(())
}

/// Whether tables that reach so far may tell of somebody who was forgotten then.
fn is_told_of(reached: Option<DateTime<Utc>>, forgotten: DateTime<Utc>) -> bool {
    reached.is_none_or(|reached| reached < forgotten + CLOCKS)
}

/// Drops what a rebuild or a check left that was killed; not what somebody fills just now, who meets the
/// erasure, too.
pub(super) async fn drop_unfinished(
    site: &Site,
    definition: Definition,
) -> Result<(), ProjectionError> {
    for (work, shelf) in [("rebuild", Shelf::Next), ("verify", Shelf::Check)] {
        let work = format!("{work} {}", definition.name);
        if site.leases().take(&work).await?.is_none() {
            continue;
        }
        let dropped = async {
            let pool = site.shelf(shelf).await?;
            let mut connection = pool.acquire().await?;
            clear(&mut connection, definition.name, &definition.tables().names()).await
        };
        let dropped = dropped.await;
        site.leases().release(&work).await;
        dropped?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_live_well_behind_the_last_erasure_tells_of_nobody() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let forgotten = at("2026-11-23T03:00:00Z");
        assert!(is_told_of(None, forgotten), "nobody knows how far they reach");
        assert!(is_told_of(Some(at("2026-11-23T02:59:59Z")), forgotten));
        assert!(is_told_of(Some(at("2026-11-23T03:04:59Z")), forgotten), "a clock may be wrong");
        assert!(!is_told_of(Some(at("2026-11-23T03:05:00Z")), forgotten));
    }
}

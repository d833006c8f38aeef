//! What is asked about settings.

use domain::log::replay;
use domain::settings::{Settings, SettingsEvent};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::{ReadError, Snapshot};

/// Something that was set, by whom and when the event says.
#[derive(Debug, Clone)]
pub struct Change {
    /// Where it stands in the log.
    pub position: i64,
    /// What was set, such as `tax.laundry`.
    pub setting: String,
    /// What happened.
    pub event: SettingsEvent,
}

fn event(row: &MySqlRow) -> Result<SettingsEvent, sqlx::Error> {
    let json: &str = row.try_get("event")?;
    serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// What is set, and how many events made it: the version a client may insist on. The seed and the
/// last event of each setting make it, for settings do not depend on each other.
///
/// # Errors
/// [`ReadError`].
pub async fn current(snapshot: &mut Snapshot) -> Result<(Settings, i64), ReadError> {
    let sql = "SELECT event, version FROM settings ORDER BY version";
    let rows = sqlx::query(sql).fetch_all(snapshot.connection()).await?;
    let version = rows.last().map_or(Ok(0), |row| row.try_get("version"))?;
    let events = rows.iter().map(event).collect::<Result<Vec<_>, _>>()?;
    Ok((replay(events), version))
}

/// A page of what was ever set, newest first, and how many there are.
///
/// # Errors
/// [`ReadError`].
pub async fn history(
    snapshot: &mut Snapshot,
    limit: u32,
    offset: u64,
) -> Result<(Vec<Change>, i64), ReadError> {
    let rows = sqlx::query(
        "SELECT position, setting, event FROM settings_history
         ORDER BY position DESC LIMIT ? OFFSET ?",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(snapshot.connection())
    .await?;
    let change = |row: &MySqlRow| {
        Ok(Change {
            position: row.try_get("position")?,
            setting: row.try_get("setting")?,
            event: event(row)?,
        })
    };
    let changes = rows.iter().map(change).collect::<Result<_, sqlx::Error>>()?;
    let (total,) = sqlx::query_as("SELECT COUNT(*) FROM settings_history")
        .fetch_one(snapshot.connection())
        .await?;
    Ok((changes, total))
}

//! What is asked about settings.

use domain::log::replay;
use domain::settings::{Settings, SettingsEvent};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// When something was set: by the position of its event.
pub const HISTORY_BY_AGE: Sort = Sort { name: "setAt", column: "h.position", kind: Kind::Number };

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

/// How the list of what was ever set is read.
pub fn all_changes() -> Listing {
    Listing {
        found: Source::new("settings_history AS h", Conditions::default()),
        in_order: None,
        id: "h.position",
        columns: "one.position, one.setting, one.event",
        shown: "settings_history AS one ON one.position = page.list_id".to_owned(),
    }
}

/// A page of what was ever set.
///
/// # Errors
/// [`ReadError`].
pub async fn history(snapshot: &mut Snapshot, paging: &Paging) -> Result<Page<Change>, ReadError> {
    let change = |row: &MySqlRow| {
        Ok(Change {
            position: row.try_get("position")?,
            setting: row.try_get("setting")?,
            event: event(row)?,
        })
    };
    all_changes().read(snapshot, paging, change).await
}

//! What is asked about price lists.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::catalog::{CatalogList, Terms};
use domain::user::Actor;
use serde::{Deserialize, Serialize};
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, Row};

use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// The order they were written in.
pub const AS_WRITTEN: Sort = Sort { name: "id", column: "c.id", kind: Kind::Number };
/// When something happened to an item: by the position of its event.
pub const HISTORY_BY_AGE: Sort = Sort { name: "at", column: "h.position", kind: Kind::Number };

/// Something on a price list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CatalogRow {
    /// Its id within the list.
    pub id: i64,
    /// What the API calls it.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What it costs.
    pub terms: Terms,
    /// Whether it was taken off the list.
    pub retired: bool,
    /// The sequence of the event that changed it last: the version a client may insist on.
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// Something that happened to an item.
#[derive(Debug, Clone)]
pub struct HistoryRow {
    /// The position of the event in the log.
    pub position: i64,
    /// The item's version from then on.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// added, changed, retired, reinstated
    pub what: String,
    /// Who did it.
    pub actor: Actor,
    /// Its name from then on.
    pub name: String,
    /// Its terms from then on.
    pub terms: Terms,
}

fn instant(row: &MySqlRow, column: &str) -> Result<DateTime<Utc>, sqlx::Error> {
    Ok(row.try_get::<NaiveDateTime, _>(column)?.and_utc())
}

impl FromRow<'_, MySqlRow> for CatalogRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            terms: json::read(row, "terms")?,
            retired: row.try_get("retired")?,
            version: row.try_get("version")?,
            created_at: instant(row, "created_at")?,
            updated_at: instant(row, "updated_at")?,
        })
    }
}

impl FromRow<'_, MySqlRow> for HistoryRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            position: row.try_get("position")?,
            version: row.try_get("version")?,
            at: instant(row, "at")?,
            what: row.try_get("what")?,
            actor: json::read(row, "actor")?,
            name: row.try_get("name")?,
            terms: json::read(row, "terms")?,
        })
    }
}

/// Which items of a list are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogFilter {
    /// What can be bought.
    Active,
    /// What cannot be bought any more.
    Retired,
    /// Both.
    All,
}

impl CatalogFilter {
    /// How a list of them is read.
    pub fn listing(self, list: CatalogList) -> Listing {
        let all = Conditions::default().and("c.list = ?", [list.name().into()]);
        let conditions = match self {
            Self::Active => all.and("c.retired = FALSE", []),
            Self::Retired => all.and("c.retired = TRUE", []),
            Self::All => all,
        };
        Listing {
            found: Source::new("catalog AS c", conditions),
            in_order: None,
            id: "c.id",
            columns: "one.*",
            shown: format!(
                "catalog AS one ON one.list = '{}' AND one.id = page.list_id",
                list.name()
            ),
        }
    }
}

/// A page of a price list.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    list: CatalogList,
    filter: CatalogFilter,
    paging: &Paging,
) -> Result<Page<CatalogRow>, ReadError> {
    filter.listing(list).read(snapshot, paging, |row| Ok(CatalogRow::from_row(row)?)).await
}

/// How the list of what happened to an item is read.
pub fn history_of(list: CatalogList, id: i64) -> Listing {
    let conditions =
        Conditions::default().and("h.list = ?", [list.name().into()]).and("h.id = ?", [id.into()]);
    Listing {
        found: Source::new("catalog_history AS h", conditions),
        in_order: None,
        id: "h.position",
        columns: "one.*",
        shown: format!(
            "catalog_history AS one ON one.list = '{}' AND one.id = {id} \
             AND one.position = page.list_id",
            list.name()
        ),
    }
}

/// A page of what happened to an item: nothing for an item that is none.
///
/// # Errors
/// [`ReadError`].
pub async fn history(
    snapshot: &mut Snapshot,
    list: CatalogList,
    id: i64,
    paging: &Paging,
) -> Result<Page<HistoryRow>, ReadError> {
    let row = |row: &MySqlRow| Ok(HistoryRow::from_row(row)?);
    history_of(list, id).read(snapshot, paging, row).await
}

//! What is asked about price lists.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::catalog::{CatalogList, Item, Listed, Terms};
use domain::values::{CatalogCode, CatalogName};
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, Row};

use crate::orders::Paging;
use crate::{ReadError, Snapshot};

/// Something on a price list.
#[derive(Debug, Clone)]
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
    /// The login that did it.
    pub by_id: i64,
    /// What it signed in as.
    pub by_username: String,
    /// Whose it was.
    pub by_name: String,
    /// Its name from then on.
    pub name: String,
    /// Its terms from then on.
    pub terms: Terms,
}

fn terms(row: &MySqlRow) -> Result<Terms, sqlx::Error> {
    let json: &[u8] = row.try_get_unchecked("terms")?;
    serde_json::from_slice(json).map_err(|e| sqlx::Error::Decode(e.to_string().into()))
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
            terms: terms(row)?,
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
            by_id: row.try_get("by_id")?,
            by_username: row.try_get("by_username")?,
            by_name: row.try_get("by_name")?,
            name: row.try_get("name")?,
            terms: terms(row)?,
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
    const fn wants(self, retired: bool) -> bool {
        match self {
            Self::Active => !retired,
            Self::Retired => retired,
            Self::All => true,
        }
    }
}

/// A page of a price list, in the order it was written, and how many there are.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    list: CatalogList,
    filter: CatalogFilter,
    paging: Paging,
) -> Result<(Vec<CatalogRow>, i64), ReadError> {
    let wanted = [filter.wants(false), filter.wants(true)];
    let condition = "list = ? AND ((retired = FALSE AND ?) OR (retired = TRUE AND ?))";
    let sql = format!("SELECT * FROM catalog WHERE {condition} ORDER BY id LIMIT ? OFFSET ?");
    let rows = sqlx::query_as(&sql)
        .bind(list.name())
        .bind(wanted[0])
        .bind(wanted[1])
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let sql = format!("SELECT COUNT(*) FROM catalog WHERE {condition}");
    let (total,) = sqlx::query_as(&sql)
        .bind(list.name())
        .bind(wanted[0])
        .bind(wanted[1])
        .fetch_one(snapshot.connection())
        .await?;
    Ok((rows, total))
}

/// Everything that can be bought of a list, in the order it was written, with the terms of that
/// list.
///
/// # Errors
/// [`ReadError`].
pub async fn on_sale<T: Listed>(snapshot: &mut Snapshot) -> Result<Vec<Item<T>>, ReadError> {
    let sql = "SELECT * FROM catalog WHERE list = ? AND retired = FALSE ORDER BY id";
    let rows: Vec<CatalogRow> =
        sqlx::query_as(sql).bind(T::LIST.name()).fetch_all(snapshot.connection()).await?;
    rows.iter().map(item_of).collect()
}

fn item_of<T: Listed>(row: &CatalogRow) -> Result<Item<T>, ReadError> {
    let unreadable = |reason: String| ReadError::Unreadable(reason);
    let terms = T::of(&row.terms)
        .cloned()
        .ok_or_else(|| unreadable(format!("{} has the terms of another list", row.code)))?;
    Ok(Item {
        id: row.id,
        code: CatalogCode::parse(&row.code).map_err(|e| unreadable(e.to_string()))?,
        name: CatalogName::parse(&row.name).map_err(|e| unreadable(e.to_string()))?,
        terms,
    })
}

/// One item, retired or not.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    list: CatalogList,
    id: i64,
) -> Result<Option<CatalogRow>, ReadError> {
    let row = sqlx::query_as("SELECT * FROM catalog WHERE list = ? AND id = ?")
        .bind(list.name())
        .bind(id)
        .fetch_optional(snapshot.connection())
        .await?;
    Ok(row)
}

/// A page of what happened to an item, the newest first, and how much that was: nothing for an item
/// that is none.
///
/// # Errors
/// [`ReadError`].
pub async fn history(
    snapshot: &mut Snapshot,
    list: CatalogList,
    id: i64,
    paging: Paging,
) -> Result<(Vec<HistoryRow>, i64), ReadError> {
    let sql = "SELECT * FROM catalog_history WHERE list = ? AND id = ?
               ORDER BY position DESC LIMIT ? OFFSET ?";
    let rows = sqlx::query_as(sql)
        .bind(list.name())
        .bind(id)
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let (total,) = sqlx::query_as("SELECT COUNT(*) FROM catalog_history WHERE list = ? AND id = ?")
        .bind(list.name())
        .bind(id)
        .fetch_one(snapshot.connection())
        .await?;
    Ok((rows, total))
}

//! What is asked about outlets, drawers and tills.

use domain::values::OutletId;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, Row};

use crate::{ReadError, Snapshot};

/// An outlet.
#[derive(Debug, Clone)]
pub struct OutletRow {
    /// Its id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub address: Option<String>,
    /// Where its clocks stand.
    pub timezone: String,
    /// When its business day begins: `HH:MM`.
    pub cut_off: String,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

impl FromRow<'_, MySqlRow> for OutletRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            address: row.try_get("address")?,
            timezone: row.try_get("timezone")?,
            cut_off: row.try_get("cut_off")?,
            version: row.try_get("version")?,
        })
    }
}

/// A drawer.
#[derive(Debug, Clone)]
pub struct DrawerRow {
    /// Its id.
    pub id: i64,
    /// Where it stands.
    pub outlet_id: i64,
    /// What it is called.
    pub name: String,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

impl FromRow<'_, MySqlRow> for DrawerRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            outlet_id: row.try_get("outlet_id")?,
            name: row.try_get("name")?,
            version: row.try_get("version")?,
        })
    }
}

/// A shared till.
#[derive(Debug, Clone)]
pub struct TillRow {
    /// Its id.
    pub id: i64,
    /// Where it stands.
    pub outlet_id: i64,
    /// What it is called.
    pub name: String,
    /// Whether its token is good for nothing any more.
    pub retired: bool,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

impl FromRow<'_, MySqlRow> for TillRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            outlet_id: row.try_get("outlet_id")?,
            name: row.try_get("name")?,
            retired: row.try_get("retired")?,
            version: row.try_get("version")?,
        })
    }
}

/// Every outlet, in the order they were opened.
///
/// # Errors
/// [`ReadError`].
pub async fn outlets(snapshot: &mut Snapshot) -> Result<Vec<OutletRow>, ReadError> {
    let sql = "SELECT id, name, address, timezone, cut_off, version FROM outlets ORDER BY id";
    Ok(sqlx::query_as(sql).fetch_all(snapshot.connection()).await?)
}

/// One outlet.
///
/// # Errors
/// [`ReadError`].
pub async fn outlet(snapshot: &mut Snapshot, id: OutletId) -> Result<Option<OutletRow>, ReadError> {
    let sql = "SELECT id, name, address, timezone, cut_off, version FROM outlets WHERE id = ?";
    Ok(sqlx::query_as(sql).bind(id.get()).fetch_optional(snapshot.connection()).await?)
}

/// Every drawer, in the order they were installed.
///
/// # Errors
/// [`ReadError`].
pub async fn drawers(snapshot: &mut Snapshot) -> Result<Vec<DrawerRow>, ReadError> {
    let sql = "SELECT id, outlet_id, name, version FROM drawers ORDER BY id";
    Ok(sqlx::query_as(sql).fetch_all(snapshot.connection()).await?)
}

/// Every shared till that was ever enrolled, in that order.
///
/// # Errors
/// [`ReadError`].
pub async fn tills(snapshot: &mut Snapshot) -> Result<Vec<TillRow>, ReadError> {
    let sql = "SELECT id, outlet_id, name, retired, version FROM tills ORDER BY id";
    Ok(sqlx::query_as(sql).fetch_all(snapshot.connection()).await?)
}

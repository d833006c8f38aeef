//! The epoch itself, in one transaction.

use chrono::{DateTime, Utc};
use domain::log::NumberSeries;
use domain::numbering::series_between;
use sqlx::{Connection, MySqlConnection, Row};

use super::super::chain;
use super::super::ids::Kind;
use super::super::statements::{Head, hash_of, lock_head};
use super::error::{UNKNOWN_TABLE, number};
use super::{Address, PromoteError, Promotion};
use crate::database::Database;

/// The log's head on the server to promote, if that has a log.
pub(super) async fn look(
    here: &mut MySqlConnection,
    server: &Database,
) -> Result<Head, PromoteError> {
    let sql = "SELECT log_id, epoch, position, chain FROM log_head WHERE id = 1";
    let row = match sqlx::query(sql).fetch_optional(&mut *here).await {
        Ok(row) => row.ok_or_else(|| PromoteError::no_log(server))?,
        Err(e) if number(&e) == Some(UNKNOWN_TABLE) => return Err(PromoteError::no_log(server)),
        Err(error) => return Err(error.into()),
    };
    match sqlx::query("SELECT 1 FROM log_epochs").fetch_optional(&mut *here).await {
        Ok(_) => {}
        Err(e) if number(&e) == Some(UNKNOWN_TABLE) => {
            return Err(PromoteError::OldSchema(Address::of(server)));
        }
        Err(error) => return Err(error.into()),
    }
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, hash_of(&row, 3)?))
}

/// Begins the epoch: whatever the lost tail may have drawn, an id or a printed number, is passed
/// over. Returns the head the old epoch ended with.
pub(super) async fn begin(
    here: &mut MySqlConnection,
    epoch: i32,
    how: &Promotion,
) -> Result<Head, PromoteError> {
    let mut transaction = here.begin().await?;
    let head = lock_head(&mut transaction).await?;
    let (_, _, position, chain) = head;
    let sql = "SELECT position, chain, recorded_at FROM events ORDER BY position DESC LIMIT 1";
    let last = sqlx::query(sql).fetch_optional(&mut *transaction).await?;
    let (events, its_chain, recorded_at): (i64, _, DateTime<Utc>) = match &last {
        Some(row) => (row.try_get(0)?, hash_of(row, 1)?, row.try_get(2)?),
        None => (0, chain::START, how.at),
    };
    if (events, its_chain) != (position, chain) {
        return Err(PromoteError::NotWhole { head: position, events });
    }
    sqlx::query("UPDATE log_head SET epoch = ?").bind(epoch).execute(&mut *transaction).await?;
    sqlx::query("INSERT INTO log_epochs VALUES (?, ?, ?, UTC_TIMESTAMP(6))")
        .bind(epoch)
        .bind(position)
        .bind(&chain[..])
        .execute(&mut *transaction)
        .await?;
    for table in ["id_blocks SET next = next", "number_heads SET last = last"] {
        let sql = format!("UPDATE {table} + ?");
        sqlx::query(&sql).bind(how.margin).execute(&mut *transaction).await?;
    }
    // The tail may have drawn the very first of a kind, or begun the series of a day or a year.
    for kind in Kind::ALL {
        sqlx::query("INSERT IGNORE INTO id_blocks (kind, next) VALUES (?, 1 + ?)")
            .bind(kind.name())
            .bind(how.margin)
            .execute(&mut *transaction)
            .await?;
    }
    for series in series_between(&how.outlet, recorded_at, how.at).iter().map(NumberSeries::key) {
        sqlx::query("INSERT IGNORE INTO number_heads (series, last) VALUES (?, ?)")
            .bind(series)
            .bind(how.margin)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(head)
}

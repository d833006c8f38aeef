//! The queue as a table.

use sqlx::{MySqlConnection, Row};

use super::change::{Change, Entry, change};
use crate::ReadError;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Queue;

impl Projection for Queue {
    const NAME: &'static str = "queue";
    const VERSION: i32 = 1;
    const TABLES: &'static [&'static str] = &["queue"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            match change(applied.event) {
                Some(Change::Join(entry)) => {
                    let json = serde_json::to_string(&entry)
                        .map_err(|e| sqlx::Error::Encode(e.to_string().into()))?;
                    sqlx::query(
                        "REPLACE INTO queue (order_id, created_at, entry) VALUES (?, ?, ?)",
                    )
                    .bind(entry.order_id.get())
                    .bind(entry.created_at.naive_utc())
                    .bind(json)
                    .execute(&mut *connection)
                    .await?;
                }
                Some(Change::Begin(order, at)) => {
                    sqlx::query("UPDATE queue SET started_at = ? WHERE order_id = ?")
                        .bind(at.naive_utc())
                        .bind(order.get())
                        .execute(&mut *connection)
                        .await?;
                }
                Some(Change::Leave(order)) => {
                    sqlx::query("DELETE FROM queue WHERE order_id = ?")
                        .bind(order.get())
                        .execute(&mut *connection)
                        .await?;
                }
                None => {}
            }
        }
        Ok(())
    }
}

/// Every entry of the table.
///
/// # Errors
/// [`ReadError`].
pub async fn read_table(connection: &mut MySqlConnection) -> Result<Vec<Entry>, ReadError> {
    let rows = sqlx::query("SELECT entry, started_at FROM queue").fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let json: &[u8] = row.try_get_unchecked(0)?;
            let mut entry: Entry =
                serde_json::from_slice(json).map_err(|e| ReadError::Unreadable(e.to_string()))?;
            entry.started_at = row.try_get(1)?;
            Ok(entry)
        })
        .collect()
}

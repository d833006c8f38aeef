//! How far a projection is, in a table of its own.

use infra::event_log::Mark;
use sqlx::{Connection, MySqlConnection, Row};

use super::{Projection, ProjectionError};

/// How far a projection is, in which log, by which version of its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last event in its rows.
    pub mark: Mark,
    log_id: String,
    version: i32,
}

impl Checkpoint {
    /// Reads where the projection stands. One that was filled from another log, or by older code,
    /// is emptied and begins anew.
    ///
    /// # Errors
    /// [`ProjectionError`].
    pub async fn open<P: Projection>(
        connection: &mut MySqlConnection,
        log_id: &str,
    ) -> Result<Self, ProjectionError> {
        let select = format!("SELECT log_id, version, position, chain FROM {}_checkpoint", P::NAME);
        if let Some(row) = sqlx::query(&select).fetch_optional(&mut *connection).await? {
            let chain: &[u8] = row.try_get_unchecked(3)?;
            let chain = chain.try_into().map_err(|_| {
                ProjectionError::Database(sqlx::Error::Decode("a chain has 32 bytes".into()))
            })?;
            let found = Self {
                log_id: row.try_get(0)?,
                version: row.try_get(1)?,
                mark: Mark { position: row.try_get(2)?, chain },
            };
            if found.version > P::VERSION {
                return Err(ProjectionError::Newer { found: found.version });
            }
            if found.log_id == log_id && found.version == P::VERSION {
                return Ok(found);
            }
            tracing::info!(projection = P::NAME, "rows of another log or version: beginning anew");
        }
        begin::<P>(connection, log_id).await
    }

    /// Moves the checkpoint from here to `mark`, if it still stands here. This must be the first
    /// statement of the transaction that changes the rows: it holds off everyone else.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn advance<P: Projection>(
        &self,
        connection: &mut MySqlConnection,
        mark: Mark,
    ) -> Result<bool, sqlx::Error> {
        let update = format!(
            "UPDATE {}_checkpoint SET position = ?, chain = ?
             WHERE id = 1 AND log_id = ? AND version = ? AND position = ? AND chain = ?",
            P::NAME
        );
        let done = sqlx::query(&update)
            .bind(mark.position)
            .bind(&mark.chain[..])
            .bind(&self.log_id)
            .bind(self.version)
            .bind(self.mark.position)
            .bind(&self.mark.chain[..])
            .execute(connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

async fn begin<P: Projection>(
    connection: &mut MySqlConnection,
    log_id: &str,
) -> Result<Checkpoint, ProjectionError> {
    let mut transaction = connection.begin().await?;
    let checkpoint = format!(
        "REPLACE INTO {}_checkpoint (id, log_id, version, position, chain) VALUES (1, ?, ?, 0, ?)",
        P::NAME
    );
    sqlx::query(&checkpoint)
        .bind(log_id)
        .bind(P::VERSION)
        .bind(&Mark::START.chain[..])
        .execute(&mut *transaction)
        .await?;
    for table in P::TABLES {
        let sql = format!("DELETE FROM {table}");
        sqlx::query(&sql).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(Checkpoint { mark: Mark::START, log_id: log_id.to_owned(), version: P::VERSION })
}

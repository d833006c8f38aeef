//! How far a filling of a projection's tables is, in a table of its own.

use chrono::{DateTime, Utc};
use infra::event_log::Mark;
use sqlx::{MySqlConnection, Row};

use super::Definition;
use super::seen::NOTHING_SEEN;

/// How far a filling is, of which log, and how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last event in its rows.
    pub mark: Mark,
    /// Of which log.
    pub log_id: String,
    /// Made by which version of the projection's code.
    pub version: i32,
    /// In tables of which shape.
    pub shape: String,
    /// The tables' names.
    pub names: Vec<String>,
    /// Which filling this is, from 1.
    pub generation: i64,
    /// Whether it is being filled, so that a rebuild may go on with it.
    pub building: bool,
    /// The epoch of the owner that may change it.
    pub owner_epoch: i64,
    /// A hash over every event that was handed in.
    pub seen: [u8; 32],
    /// When the last one was recorded.
    pub reached: Option<DateTime<Utc>>,
    /// How many events are parked.
    pub parked: i64,
    /// How often what is parked changed.
    pub parkings: i64,
}

impl Checkpoint {
    /// Before the first event, in tables that this code made.
    pub(super) fn start(definition: &Definition, log_id: &str, generation: i64) -> Self {
        Self {
            mark: Mark::START,
            log_id: log_id.to_owned(),
            version: definition.version,
            shape: definition.shape(),
            names: definition.tables().names(),
            generation,
            building: false,
            owner_epoch: 0,
            seen: NOTHING_SEEN,
            reached: None,
            parked: 0,
            parkings: 0,
        }
    }

    /// Reads it; none if nothing was ever filled.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn load(
        connection: &mut MySqlConnection,
        name: &str,
    ) -> Result<Option<Self>, sqlx::Error> {
        let sql = format!(
            "SELECT position, chain, log_id, version, tables, names, generation, building,
                    owner_epoch, seen, reached, parked, parkings FROM {name}_checkpoint"
        );
        let Some(row) = sqlx::query(&sql).fetch_optional(connection).await? else {
            return Ok(None);
        };
        let hash = |column: usize| {
            let bytes: &[u8] = row.try_get_unchecked(column)?;
            bytes.try_into().map_err(|_| sqlx::Error::Decode("a hash has 32 bytes".into()))
        };
        let names: String = row.try_get(5)?;
        let reached: Option<chrono::NaiveDateTime> = row.try_get(10)?;
        Ok(Some(Self {
            mark: Mark { position: row.try_get(0)?, chain: hash(1)? },
            log_id: row.try_get(2)?,
            version: row.try_get(3)?,
            shape: row.try_get(4)?,
            names: names.split(',').map(str::to_owned).collect(),
            generation: row.try_get(6)?,
            building: row.try_get(7)?,
            owner_epoch: row.try_get(8)?,
            seen: hash(9)?,
            reached: reached.map(|at| at.and_utc()),
            parked: row.try_get(11)?,
            parkings: row.try_get(12)?,
        }))
    }

    /// Writes it, whatever stood there: for tables that nobody else works at.
    pub(super) async fn put(
        &self,
        connection: &mut MySqlConnection,
        name: &str,
    ) -> Result<(), sqlx::Error> {
        let sql = format!(
            "REPLACE INTO {name}_checkpoint (id, log_id, version, tables, names, generation,
             building, owner_epoch, position, chain, seen, reached, parked, parkings)
             VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        );
        sqlx::query(&sql)
            .bind(&self.log_id)
            .bind(self.version)
            .bind(&self.shape)
            .bind(self.names.join(","))
            .bind(self.generation)
            .bind(self.building)
            .bind(self.owner_epoch)
            .bind(self.mark.position)
            .bind(&self.mark.chain[..])
            .bind(&self.seen[..])
            .bind(self.reached.map(|at| at.naive_utc()))
            .bind(self.parked)
            .bind(self.parkings)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Moves the checkpoint from here to `next`, if it still stands here: in this filling, with this
    /// owner, at this event of this history. This must be the first statement of the transaction that
    /// changes the rows: it holds off everyone else.
    pub(super) async fn advance(
        &self,
        connection: &mut MySqlConnection,
        name: &str,
        next: &Self,
    ) -> Result<bool, sqlx::Error> {
        let update = format!(
            "UPDATE {name}_checkpoint SET position = ?, chain = ?, seen = ?, reached = ?, parked = ?,
             parkings = ?
             WHERE id = 1 AND log_id = ? AND version = ? AND tables = ? AND generation = ?
             AND owner_epoch = ? AND position = ? AND chain = ? AND parkings = ?"
        );
        let done = sqlx::query(&update)
            .bind(next.mark.position)
            .bind(&next.mark.chain[..])
            .bind(&next.seen[..])
            .bind(next.reached.map(|at| at.naive_utc()))
            .bind(next.parked)
            .bind(next.parkings)
            .bind(&self.log_id)
            .bind(self.version)
            .bind(&self.shape)
            .bind(self.generation)
            .bind(self.owner_epoch)
            .bind(self.mark.position)
            .bind(&self.mark.chain[..])
            .bind(self.parkings)
            .execute(connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Makes an owner the one that may change the rows, unless a later one already is.
    pub(super) async fn hand_over(
        connection: &mut MySqlConnection,
        name: &str,
        epoch: i64,
    ) -> Result<(), sqlx::Error> {
        let sql = format!(
            "UPDATE {name}_checkpoint SET owner_epoch = ? WHERE id = 1 AND owner_epoch < ?"
        );
        sqlx::query(&sql).bind(epoch).bind(epoch).execute(connection).await?;
        Ok(())
    }
}

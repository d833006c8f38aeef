//! Events that could not be applied, and those that wait behind them. A row holds where the event
//! stands, never what it says.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use sqlx::{MySqlConnection, Row};

/// Characters of an error that are kept.
const ERROR: usize = 1000;

/// An event that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedEvent {
    /// Where it stands in the log.
    pub position: i64,
    /// The rows it touches.
    pub keys: Vec<String>,
    /// Since when.
    pub parked_at: DateTime<Utc>,
    /// Why it cannot be applied; none for one that only waits behind another.
    pub error: Option<String>,
}

/// What is parked of a projection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parked {
    events: BTreeMap<i64, ParkedEvent>,
    keys: HashSet<String>,
}

impl Parked {
    /// Reads it.
    pub(super) async fn load(
        connection: &mut MySqlConnection,
        name: &str,
    ) -> Result<Self, sqlx::Error> {
        let sql = format!("SELECT position, row_keys, parked_at, error FROM {name}_parked");
        let rows = sqlx::query(&sql).fetch_all(connection).await?;
        let mut parked = Self::default();
        for row in rows {
            let keys: String = row.try_get(1)?;
            parked.add(ParkedEvent {
                position: row.try_get(0)?,
                keys: keys.split('\n').map(str::to_owned).collect(),
                parked_at: row.try_get::<chrono::NaiveDateTime, _>(2)?.and_utc(),
                error: row.try_get(3)?,
            });
        }
        Ok(parked)
    }

    /// Writes events beside those that are there.
    pub(super) async fn save(
        connection: &mut MySqlConnection,
        name: &str,
        events: &[ParkedEvent],
    ) -> Result<(), sqlx::Error> {
        for some in events.chunks(500) {
            let marks = vec!["(?, ?, ?, ?)"; some.len()].join(", ");
            let sql = format!(
                "REPLACE INTO {name}_parked (position, row_keys, parked_at, error) VALUES {marks}"
            );
            let mut query = sqlx::query(&sql);
            for event in some {
                let error = event.error.as_ref();
                query = query
                    .bind(event.position)
                    .bind(event.keys.join("\n"))
                    .bind(event.parked_at.naive_utc())
                    .bind(error.map(|error| error.chars().take(ERROR).collect::<String>()));
            }
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }

    /// Takes events out.
    pub(super) async fn forget(
        connection: &mut MySqlConnection,
        name: &str,
        positions: &BTreeSet<i64>,
    ) -> Result<(), sqlx::Error> {
        for position in positions {
            let sql = format!("DELETE FROM {name}_parked WHERE position = ?");
            sqlx::query(&sql).bind(position).execute(&mut *connection).await?;
        }
        Ok(())
    }

    pub(super) fn add(&mut self, event: ParkedEvent) {
        self.keys.extend(event.keys.iter().cloned());
        self.events.insert(event.position, event);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether an event that touches those rows has to wait.
    pub(super) fn hold(&self, keys: &[String]) -> bool {
        keys.iter().any(|key| self.keys.contains(key))
    }

    /// The events, in the order of the log.
    pub(super) fn events(&self) -> impl Iterator<Item = &ParkedEvent> {
        self.events.values()
    }

    pub(super) fn oldest(&self) -> Option<DateTime<Utc>> {
        self.events.values().map(|event| event.parked_at).min()
    }
}

//! The read tables: those of each projection, which are made, swapped and dropped together, and the
//! four databases they live in.

use sha2::{Digest, Sha256};
use sqlx::{Executor, MySqlConnection, Row};

use crate::hex::hex;

/// The statements that make each projection's tables, by its name.
const PROJECTIONS: [(&str, &str); 18] = [
    ("orders", include_str!("../../../migrations/read/orders.sql")),
    ("queue", include_str!("../../../migrations/read/queue.sql")),
    ("takings", include_str!("../../../migrations/read/takings.sql")),
    ("payments", include_str!("../../../migrations/read/payments.sql")),
    ("receivables", include_str!("../../../migrations/read/receivables.sql")),
    ("settlements", include_str!("../../../migrations/read/settlements.sql")),
    ("employees", include_str!("../../../migrations/read/employees.sql")),
    ("customers", include_str!("../../../migrations/read/customers.sql")),
    ("catalog", include_str!("../../../migrations/read/catalog.sql")),
    ("settings", include_str!("../../../migrations/read/settings.sql")),
    ("places", include_str!("../../../migrations/read/places.sql")),
    ("drawer_sessions", include_str!("../../../migrations/read/drawer_sessions.sql")),
    ("subscriptions", include_str!("../../../migrations/read/subscriptions.sql")),
    ("day_book", include_str!("../../../migrations/read/day_book.sql")),
    ("income", include_str!("../../../migrations/read/income.sql")),
    ("users", include_str!("../../../migrations/read/users.sql")),
    ("audit_trail", include_str!("../../../migrations/read/audit_trail.sql")),
    ("dashboard", include_str!("../../../migrations/read/dashboard.sql")),
];

/// The tables that the runtime keeps for each.
const RUNTIME: &str = include_str!("../../../migrations/read/runtime.sql.in");

/// A database that read tables live in. All are on the same server, so that one `RENAME TABLE` moves
/// tables from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// What queries read.
    Live,
    /// What a rebuild fills.
    Next,
    /// What was live before the last rebuild.
    Old,
    /// What a comparison fills.
    Check,
}

impl Shelf {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Live, Self::Next, Self::Old, Self::Check];

    /// Its database's name, by that of the live one.
    pub fn of(self, live: &str) -> String {
        match self {
            Self::Live => live.to_owned(),
            Self::Next => format!("{live}_next"),
            Self::Old => format!("{live}_old"),
            Self::Check => format!("{live}_check"),
        }
    }
}

/// The tables of one projection.
#[derive(Debug, Clone)]
pub struct Tables {
    name: &'static str,
    rows: &'static str,
}

impl Tables {
    /// Those of a projection.
    pub fn of(name: &str) -> Option<Self> {
        let found = PROJECTIONS.iter().find(|(known, _)| *known == name);
        found.map(|(name, rows)| Self { name, rows })
    }

    /// Those of all projections.
    pub fn all() -> impl Iterator<Item = Self> {
        PROJECTIONS.iter().map(|(name, rows)| Self { name, rows })
    }

    /// The projection's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Their names: its rows, and what the runtime keeps.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.rows().map(str::to_owned).collect();
        names.extend(["parked", "spans", "checkpoint"].map(|part| format!("{}_{part}", self.name)));
        names
    }

    /// The names of the tables that hold its rows.
    pub fn rows(&self) -> impl Iterator<Item = &'static str> {
        let made = self.rows.split("CREATE TABLE ").skip(1);
        made.filter_map(|rest| rest.split_whitespace().next())
    }

    /// What tells one shape of the tables from another, in 64 characters.
    pub fn fingerprint(&self) -> String {
        hex(&Sha256::digest(format!("{}{RUNTIME}", self.rows)))
    }

    /// Makes them in the database of that connection. Whatever is there by these names goes.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn make(&self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        drop_all(connection, &self.names()).await?;
        connection.execute(self.rows).await?;
        // The checkpoint is the last: where it is, everything is.
        let mut parts: Vec<String> = RUNTIME
            .replace("{name}", self.name)
            .split("\n\n")
            .filter(|part| part.contains("CREATE TABLE"))
            .map(str::to_owned)
            .collect();
        parts.rotate_left(1);
        for part in parts {
            connection.execute(part.as_str()).await?;
        }
        Ok(())
    }

    /// The indexes of one of them besides its primary key: each one's name, and how it is made.
    fn keys(&self, table: &str) -> Vec<(&'static str, &'static str)> {
        let begins = format!("CREATE TABLE {table} (");
        let rest = self.rows.split_once(begins.as_str()).map_or("", |(_, rest)| rest);
        let lines = rest.split(") ENGINE").next().unwrap_or_default().lines().map(str::trim);
        let keys = lines.filter_map(|line| {
            let name = line.strip_prefix("KEY ")?.split_whitespace().next()?;
            Some((name, line.trim_end_matches(',')))
        });
        keys.collect()
    }

    /// Takes the indexes of some of them away: a table that nobody looks anything up in is filled sooner
    /// without.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn drop_keys(
        &self,
        connection: &mut MySqlConnection,
        of: &[&str],
    ) -> Result<(), sqlx::Error> {
        for table in of {
            let drops = self.keys(table).into_iter().map(|(name, _)| format!("DROP KEY {name}"));
            alter(connection, table, &drops.collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// Makes those indexes of some of them that are not there, each table's in one go.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn add_keys(
        &self,
        connection: &mut MySqlConnection,
        of: &[&str],
    ) -> Result<(), sqlx::Error> {
        for table in of {
            let sql = "SELECT DISTINCT index_name FROM information_schema.statistics
                       WHERE table_schema = DATABASE() AND table_name = ?";
            let rows = sqlx::query(sql).bind(table).fetch_all(&mut *connection).await?;
            let there: Vec<String> =
                rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
            let missing = self
                .keys(table)
                .into_iter()
                .filter(|(name, _)| !there.iter().any(|key| key == name));
            let adds: Vec<String> = missing.map(|(_, made)| format!("ADD {made}")).collect();
            alter(connection, table, &adds).await?;
        }
        Ok(())
    }

    /// Whether they are in the database of that connection.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn are_there(&self, connection: &mut MySqlConnection) -> Result<bool, sqlx::Error> {
        let sql = "SELECT COUNT(*) FROM information_schema.tables
                   WHERE table_schema = DATABASE() AND table_name = ?";
        let row = sqlx::query(sql).bind(format!("{}_checkpoint", self.name));
        Ok(row.fetch_one(connection).await?.try_get::<i64, _>(0)? > 0)
    }
}

async fn alter(
    connection: &mut MySqlConnection,
    table: &str,
    changes: &[String],
) -> Result<(), sqlx::Error> {
    if !changes.is_empty() {
        let sql = format!("ALTER TABLE {table} {}", changes.join(", "));
        connection.execute(sql.as_str()).await?;
    }
    Ok(())
}

/// Drops tables of the database of that connection, those that are there.
///
/// # Errors
/// [`sqlx::Error`].
pub async fn drop_all(
    connection: &mut MySqlConnection,
    names: &[String],
) -> Result<(), sqlx::Error> {
    if names.is_empty() {
        return Ok(());
    }
    let sql = format!("DROP TABLE IF EXISTS {}", names.join(", "));
    connection.execute(sql.as_str()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_known_by_its_name() {
        let places = Tables::of("places").unwrap();
        let names = ["outlets", "drawers", "tills", "places_parked", "places_spans"];
        assert_eq!(places.names()[..5], names);
        let mut all: Vec<String> = Tables::all().flat_map(|tables| tables.names()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a table belongs to one projection");
        assert!(Tables::of("nothing").is_none());
    }

    #[test]
    fn the_indexes_of_a_table_are_those_that_are_written_there() {
        let payments = Tables::of("payments").unwrap();
        let refunds: Vec<&str> =
            payments.keys("refunds").into_iter().map(|(name, _)| name).collect();
        assert_eq!(refunds, ["by_age", "by_status", "by_payment", "by_order"]);
        let (_, made) = payments.keys("payments")[1];
        assert_eq!(made, "KEY by_order (order_id, created_at, id)");
        assert_eq!(Tables::of("users").unwrap().keys("nothing"), []);
    }

    #[test]
    fn another_shape_has_another_fingerprint() {
        let mut seen: Vec<String> = Tables::all().map(|tables| tables.fingerprint()).collect();
        seen.dedup();
        assert_eq!(seen.len(), PROJECTIONS.len());
        assert!(seen.iter().all(|print| print.len() == 64));
    }
}

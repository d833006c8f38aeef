//! Whether two fillings of a projection's tables hold the same rows.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::TryStreamExt;
use sqlx::mysql::MySqlRow;
use sqlx::{Executor, MySqlConnection, Row};

/// Rows are compared in heaps, by their keys: only those of heaps that differ are held in memory.
const HEAPS: usize = 4096;
/// Differences that are told one by one.
const TOLD: usize = 20;

/// A row that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Different {
    /// In which table.
    pub table: String,
    /// Its primary key, as text.
    pub key: String,
    /// What is the matter with it.
    pub how: How,
}

/// How a row is not the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The live tables lack it.
    Missing,
    /// The live tables have it, and should not.
    TooMany,
    /// It says something else.
    Other,
}

impl How {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooMany => "too_many",
            Self::Other => "other",
        }
    }
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// How many rows are not the same.
    pub count: u64,
    /// How many rows were compared.
    pub rows: u64,
    /// The first of them.
    pub first: Vec<Different>,
}

/// Sums over the rows of each heap: the same rows in any order make the same sums.
type Heaps = Vec<(u64, u64)>;

/// Compares a table in the live database with the one of that name in another.
pub(super) async fn compare(
    live: &mut MySqlConnection,
    other: &mut MySqlConnection,
    table: &str,
    found: &mut Differences,
) -> Result<(), sqlx::Error> {
    let shape = Shape::of(other, table).await?;
    let (mine, theirs) = (shape.sums(live).await?, shape.sums(other).await?);
    found.rows += theirs.iter().map(|(rows, _)| rows).sum::<u64>();
    let differ: HashSet<usize> = (0..HEAPS).filter(|heap| mine[*heap] != theirs[*heap]).collect();
    if differ.is_empty() {
        return Ok(());
    }
    let mut live_rows = shape.rows_of(live, &differ).await?;
    for (key, row) in shape.rows_of(other, &differ).await? {
        let how = match live_rows.remove(&key) {
            Some(same) if same == row => continue,
            Some(_) => How::Other,
            None => How::Missing,
        };
        found.tell(table, key, how);
    }
    for key in live_rows.into_keys() {
        found.tell(table, key, How::TooMany);
    }
    Ok(())
}

impl Differences {
    fn tell(&mut self, table: &str, key: String, how: How) {
        self.count += 1;
        if self.first.len() < TOLD {
            self.first.push(Different { table: table.to_owned(), key, how });
        }
    }
}

/// A table's columns, those of its primary key first.
struct Shape {
    sql: String,
    columns: usize,
    keys: usize,
}

impl Shape {
    async fn of(connection: &mut MySqlConnection, table: &str) -> Result<Self, sqlx::Error> {
        let sql = format!(
            "SELECT column_name, column_key = 'PRI' FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = '{table}'
             ORDER BY column_key = 'PRI' DESC, ordinal_position"
        );
        let rows = sqlx::query(&sql).fetch_all(connection).await?;
        let mut names = Vec::with_capacity(rows.len());
        let mut keys = 0;
        for row in &rows {
            let name: String = row.try_get(0)?;
            names.push(format!("`{name}`"));
            keys += usize::from(row.try_get::<i64, _>(1)? == 1);
        }
        let sql = format!("SELECT {} FROM `{table}`", names.join(", "));
        Ok(Self { sql, columns: names.len(), keys })
    }

    async fn sums(&self, connection: &mut MySqlConnection) -> Result<Heaps, sqlx::Error> {
        let mut heaps = vec![(0, 0_u64); HEAPS];
        let mut rows = connection.fetch(self.sql.as_str());
        while let Some(row) = rows.try_next().await? {
            let (heap, hash) = self.hash(&row)?;
            heaps[heap].0 += 1;
            heaps[heap].1 = heaps[heap].1.wrapping_add(hash);
        }
        Ok(heaps)
    }

    async fn rows_of(
        &self,
        connection: &mut MySqlConnection,
        heaps: &HashSet<usize>,
    ) -> Result<HashMap<String, u64>, sqlx::Error> {
        let mut found = HashMap::new();
        let mut rows = connection.fetch(self.sql.as_str());
        while let Some(row) = rows.try_next().await? {
            let (heap, hash) = self.hash(&row)?;
            if heaps.contains(&heap) {
                found.insert(self.key(&row)?, hash);
            }
        }
        Ok(found)
    }

    /// In which heap a row lies, and what tells it from others. Every value comes as text.
    fn hash(&self, row: &MySqlRow) -> Result<(usize, u64), sqlx::Error> {
        let mut hash = DefaultHasher::new();
        let mut heap = 0;
        for column in 0..self.columns {
            let value: Option<&[u8]> = row.try_get_unchecked(column)?;
            value.hash(&mut hash);
            if column + 1 == self.keys {
                heap = usize::try_from(hash.finish() % HEAPS as u64).unwrap_or(0);
            }
        }
        Ok((heap, hash.finish()))
    }

    fn key(&self, row: &MySqlRow) -> Result<String, sqlx::Error> {
        let values = (0..self.keys).map(|column| {
            let value: Option<&[u8]> = row.try_get_unchecked(column)?;
            Ok(String::from_utf8_lossy(value.unwrap_or_default()).into_owned())
        });
        Ok(values.collect::<Result<Vec<_>, sqlx::Error>>()?.join("/"))
    }
}

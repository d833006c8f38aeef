//! How a list is read.

use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::{Conditions, Paging, Place, Start, Statement, Value};
use crate::{ReadError, Snapshot};

/// Matches are counted no further than this.
pub const COUNTED: i64 = 10_000;

/// Where matches are found.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Tables, with the index to use where that is not left to the server.
    pub from: String,
    /// What is bound in it.
    pub bound: Vec<Value>,
    /// What must hold.
    pub conditions: Conditions,
}

impl Source {
    /// Rows of those tables that match.
    pub fn new(from: impl Into<String>, conditions: Conditions) -> Self {
        Self { from: from.into(), bound: Vec::new(), conditions }
    }

    fn bound(&self) -> impl Iterator<Item = Value> {
        self.bound.iter().cloned().chain(self.conditions.bound())
    }
}

/// How a list is read: where the page's rows are found, and what is shown of them.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Where matches are found.
    pub found: Source,
    /// Where they stand in the order of the list, should there be more of them than are counted: so
    /// many are met soon by whoever walks along, and to sort them all would take too long.
    pub in_order: Option<Source>,
    /// The column of the id.
    pub id: &'static str,
    /// What is shown.
    pub columns: &'static str,
    /// Where that stands, and how it is found: `order_details AS d ON d.id = page.list_id`.
    pub shown: String,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// How many there are on all pages, counted up to [`COUNTED`] + 1.
    pub matches: i64,
    /// The place of its last row, if more come behind it.
    pub next: Option<Place>,
}

impl<T> Page<T> {
    /// Nothing.
    pub const fn empty() -> Self {
        Self { rows: Vec::new(), matches: 0, next: None }
    }

    /// The same page, with its rows made into something else.
    pub fn map<S>(self, make: impl FnMut(T) -> S) -> Page<S> {
        let rows = self.rows.into_iter().map(make).collect();
        Page { rows, matches: self.matches, next: self.next }
    }

    /// The same page, with its rows made into something else, if that can be.
    ///
    /// # Errors
    /// The first that a row could not be made.
    pub fn try_map<S, E>(self, make: impl FnMut(T) -> Result<S, E>) -> Result<Page<S>, E> {
        let rows = self.rows.into_iter().map(make).collect::<Result<_, E>>()?;
        Ok(Page { rows, matches: self.matches, next: self.next })
    }
}

impl Listing {
    /// Counts the matches, as far as they are counted.
    pub fn count(&self) -> Statement {
        let Source { from, conditions, .. } = &self.found;
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM {from} WHERE {} LIMIT {}) AS matches",
            conditions.wherever(),
            COUNTED + 1
        );
        Statement { sql, bound: self.found.bound().collect() }
    }

    /// Reads a page, and one row more, to see whether any come behind it.
    pub fn page(&self, paging: &Paging, matches: i64) -> Statement {
        let many = matches > COUNTED;
        let source = self.in_order.as_ref().filter(|_| many).unwrap_or(&self.found);
        let (column, id) = (paging.sort.column, self.id);
        let (direction, beyond) = if paging.descending { ("DESC", "<") } else { ("ASC", ">") };
        let mut conditions = source.conditions.clone();
        if let Start::After(Place { value, id: last }) = &paging.start {
            let (value, last) = (value.clone(), Value::Number(*last));
            conditions = if column == id {
                conditions.and(format!("{id} {beyond} ?"), [last])
            } else {
                // Not as (a, b) > (?, ?): for that MariaDB reads the whole index.
                let behind = format!("(({column} = ? AND {id} {beyond} ?) OR {column} {beyond} ?)");
                conditions.and(behind, [value.clone(), last, value])
            };
        }
        let order = |column: &str, id: &str| {
            if column == id {
                format!("{id} {direction}")
            } else {
                format!("{column} {direction}, {id} {direction}")
            }
        };
        let sql = format!(
            "SELECT {}, CAST(page.list_value AS CHAR) AS list_value, page.list_id FROM \
             (SELECT {column} AS list_value, {id} AS list_id FROM {} WHERE {} \
             ORDER BY {} LIMIT ? OFFSET ?) AS page STRAIGHT_JOIN {} ORDER BY {}",
            self.columns,
            source.from,
            conditions.wherever(),
            order(column, id),
            self.shown,
            order("page.list_value", "page.list_id"),
        );
        let bound = source.bound.iter().cloned().chain(conditions.bound());
        let window = [i64::from(paging.limit) + 1, paging.offset()].map(Value::Number);
        Statement { sql, bound: bound.chain(window).collect() }
    }

    /// Reads a page of rows.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn read<T>(
        &self,
        snapshot: &mut Snapshot,
        paging: &Paging,
        row: impl Fn(&MySqlRow) -> Result<T, ReadError>,
    ) -> Result<Page<T>, ReadError> {
        let counted = self.count().query().fetch_one(snapshot.connection()).await?;
        let matches: i64 = counted.try_get(0)?;
        if matches == 0 {
            return Ok(Page::empty());
        }
        let statement = self.page(paging, matches);
        let found = statement.query().fetch_all(snapshot.connection()).await?;
        let limit = paging.limit as usize;
        let last = found.get(limit.wrapping_sub(1)).filter(|_| found.len() > limit);
        let next = last.map(|row| place(row, paging)).transpose()?;
        let rows = found.iter().take(limit).map(row).collect::<Result<_, _>>()?;
        Ok(Page { rows, matches, next })
    }
}

fn place(row: &MySqlRow, paging: &Paging) -> Result<Place, ReadError> {
    let (text, id): (String, i64) = (row.try_get("list_value")?, row.try_get("list_id")?);
    let value = paging.sort.kind.parse(&text);
    let unreadable = || ReadError::Unreadable(format!("{text:?} in {}", paging.sort.column));
    Ok(Place { value: value.ok_or_else(unreadable)?, id })
}

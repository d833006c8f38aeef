//! The price lists in Redis, each with its items.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SubsecRound, Utc};
use domain::catalog::{CatalogEvent, CatalogList, Item, Listed};
use domain::values::{CatalogCode, CatalogName};
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use super::{Catalog, CatalogFilter, CatalogRow, list};
use crate::list::{Page, Paging, Place, Start, Value};
use crate::runtime::Applied;
use crate::views::{Asked, Fields, Kept, Shown, Unfit, View, ask};
use crate::{ReadDb, ReadError};

/// The view: a field per price list.
#[derive(Debug)]
pub struct PriceLists;

fn catalog_event<'a>(applied: &Applied<'a>) -> Option<&'a CatalogEvent> {
    if let ShopEvent::Catalog(event) = applied.event { Some(event) } else { None }
}

/// The list an event is about.
fn list_of(event: &CatalogEvent) -> CatalogList {
    match event {
        CatalogEvent::CatalogItemAdded { item, .. } => item.terms.list(),
        CatalogEvent::CatalogItemChanged { list, .. }
        | CatalogEvent::CatalogItemRetired { list, .. }
        | CatalogEvent::CatalogItemReinstated { list, .. } => *list,
    }
}

impl View for PriceLists {
    const NAME: &'static str = "catalog";
    const VERSION: i32 = 1;
    type Source = Catalog;

    async fn fill(tables: &mut MySqlConnection, _scope: &str) -> Result<Fields, ReadError> {
        let mut fields = Fields::new();
        let lists = read_table(tables, &CatalogList::ALL).await?;
        for (list, rows) in lists.0.iter().filter(|(_, rows)| !rows.is_empty()) {
            let rows = serde_json::to_string(rows);
            let rows = rows.map_err(|error| ReadError::Unreadable(error.to_string()))?;
            fields.insert(list.name().to_owned(), rows);
        }
        Ok(fields)
    }

    fn touched(_scope: &str, events: &[Applied<'_>]) -> BTreeSet<String> {
        let events = events.iter().filter_map(catalog_event);
        events.map(|event| list_of(event).name().to_owned()).collect()
    }

    fn take_in(_scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit> {
        for applied in events {
            let Some(event) = catalog_event(applied) else { continue };
            let field = list_of(event).name();
            let mut rows: Vec<CatalogRow> = match fields.get(field) {
                Some(rows) => serde_json::from_str(rows)?,
                None => Vec::new(),
            };
            happened(&mut rows, event, applied.sequence);
            fields.insert(field.to_owned(), serde_json::to_string(&rows)?);
        }
        Ok(())
    }
}

/// The same as happens to the table's rows.
fn happened(rows: &mut Vec<CatalogRow>, event: &CatalogEvent, version: i64) {
    // The table keeps microseconds.
    let kept = |at: &DateTime<Utc>| at.trunc_subsecs(6);
    let mut change = |id: i64, at: DateTime<Utc>, how: &dyn Fn(&mut CatalogRow)| {
        if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
            how(row);
            (row.version, row.updated_at) = (version, at);
        }
    };
    match event {
        CatalogEvent::CatalogItemAdded { item, occurred_at, .. } => {
            let row = CatalogRow {
                id: item.id,
                code: item.code.to_string(),
                name: item.name.to_string(),
                terms: item.terms.clone(),
                retired: false,
                version,
                created_at: kept(occurred_at),
                updated_at: kept(occurred_at),
            };
            rows.retain(|row| row.id != item.id);
            rows.push(row);
            rows.sort_by_key(|row| row.id);
        }
        CatalogEvent::CatalogItemChanged { id, name, terms, occurred_at, .. } => {
            change(*id, kept(occurred_at), &|row| {
                row.name = name.to_string();
                row.terms = terms.clone();
            });
        }
        CatalogEvent::CatalogItemRetired { id, occurred_at, .. } => {
            change(*id, kept(occurred_at), &|row| row.retired = true);
        }
        CatalogEvent::CatalogItemReinstated { id, occurred_at, .. } => {
            change(*id, kept(occurred_at), &|row| row.retired = false);
        }
    }
}

/// Price lists, at `at_least` that position if they get there in time, and the position they stand at.
///
/// # Errors
/// [`ReadError`].
pub async fn read(
    view: &Kept<PriceLists>,
    read_db: &ReadDb,
    lists: &[CatalogList],
    at_least: Option<i64>,
) -> Result<(Lists, i64), ReadError> {
    let fields: Vec<String> = lists.iter().map(|list| list.name().to_owned()).collect();
    let of_view = |shown: &Shown| {
        let rows = |list: &CatalogList| Some((*list, rows_of(shown, *list)?));
        lists.iter().map(rows).collect::<Option<_>>().map(Lists)
    };
    match ask(view, read_db, at_least, &fields, of_view).await? {
        Asked::View(lists, position) => Ok((lists, position)),
        Asked::Tables(mut snapshot) => {
            Ok((read_table(snapshot.connection(), lists).await?, snapshot.position))
        }
    }
}

/// A page of a price list, in the order it was written; as [`read`].
///
/// # Errors
/// [`ReadError`].
pub async fn page(
    view: &Kept<PriceLists>,
    read_db: &ReadDb,
    of: CatalogList,
    filter: CatalogFilter,
    paging: &Paging,
    at_least: Option<i64>,
) -> Result<(Page<CatalogRow>, i64), ReadError> {
    let field = [of.name().to_owned()];
    let wanted = |row: &CatalogRow| match filter {
        CatalogFilter::Active => !row.retired,
        CatalogFilter::Retired => row.retired,
        CatalogFilter::All => true,
    };
    let of_view = |shown: &Shown| {
        let mut rows = rows_of(shown, of)?;
        rows.retain(wanted);
        let matches = i64::try_from(rows.len()).ok()?;
        let limit = paging.limit as usize;
        let first = match &paging.start {
            Start::Page(page) => (*page as usize - 1) * limit,
            Start::After(place) => rows.partition_point(|row| row.id <= place.id),
        };
        let more = rows.len() > first.saturating_add(limit);
        let rows: Vec<CatalogRow> = rows.into_iter().skip(first).take(limit).collect();
        let last = rows.last().filter(|_| more);
        let next = last.map(|row| Place { value: Value::Number(row.id), id: row.id });
        Some(Page { rows, matches, next })
    };
    match ask(view, read_db, at_least, &field, of_view).await? {
        Asked::View(page, position) => Ok((page, position)),
        Asked::Tables(mut snapshot) => {
            Ok((list(&mut snapshot, of, filter, paging).await?, snapshot.position))
        }
    }
}

fn rows_of(shown: &Shown, list: CatalogList) -> Option<Vec<CatalogRow>> {
    let rows = shown.fields.get(list.name());
    rows.map_or_else(|| Some(Vec::new()), |rows| serde_json::from_str(rows).ok())
}

/// Price lists as they stood at one moment, with what was retired; each in the order it was written.
#[derive(Debug, Clone, Default)]
pub struct Lists(BTreeMap<CatalogList, Vec<CatalogRow>>);

impl Lists {
    /// Everything that can be bought of a list, with the terms of that list.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`].
    pub fn on_sale<T: Listed>(&self) -> Result<Vec<Item<T>>, ReadError> {
        self.rows(T::LIST).iter().filter(|row| !row.retired).map(item_of).collect()
    }

    /// One item, retired or not.
    pub fn find(&self, list: CatalogList, id: i64) -> Option<&CatalogRow> {
        self.rows(list).iter().find(|row| row.id == id)
    }

    fn rows(&self, list: CatalogList) -> &[CatalogRow] {
        self.0.get(&list).map_or(&[], Vec::as_slice)
    }
}

async fn read_table(
    connection: &mut MySqlConnection,
    lists: &[CatalogList],
) -> Result<Lists, ReadError> {
    let mut read = Lists::default();
    for list in lists {
        let sql = "SELECT * FROM catalog WHERE list = ? ORDER BY id";
        let rows = sqlx::query_as(sql).bind(list.name()).fetch_all(&mut *connection).await?;
        read.0.insert(*list, rows);
    }
    Ok(read)
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

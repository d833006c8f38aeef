//! What can be bought, for how much, and how did that come about? Each row holds the item's terms as
//! the domain writes them, so the reply to a query is made by the same code as the reply to a
//! command.

mod query;
mod view;

pub use query::{
    AS_WRITTEN, CatalogFilter, CatalogRow, HISTORY_BY_AGE, HistoryRow, history, history_of, list,
};
pub use view::{Lists, PriceLists, page, read};

use chrono::{DateTime, Utc};
use domain::catalog::{CatalogEvent, CatalogList, Item, Terms};
use domain::user::Actor;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Catalog;

impl Projection for Catalog {
    const NAME: &'static str = "catalog";
    const VERSION: i32 = 3;
    const READS: &'static [&'static str] = &["catalog"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            if let ShopEvent::Catalog(event) = applied.event {
                happened(connection, event, applied).await?;
            }
        }
        Ok(())
    }
}

/// What every event says: to which item it happened, by whom, when; and which event it was.
struct Step<'a> {
    list: CatalogList,
    id: i64,
    what: &'static str,
    by: &'a Actor,
    at: DateTime<Utc>,
    version: i64,
    position: i64,
}

async fn happened(
    connection: &mut MySqlConnection,
    event: &CatalogEvent,
    applied: &Applied<'_>,
) -> Result<(), sqlx::Error> {
    let (version, position) = (applied.sequence, applied.mark.position);
    let step = |list, id, what, by, at| Step { list, id, what, by, at, version, position };
    let step = match event {
        CatalogEvent::CatalogItemAdded { item, added_by, occurred_at } => {
            let step = step(item.terms.list(), item.id, "added", added_by, *occurred_at);
            insert(connection, item, &step).await?;
            step
        }
        CatalogEvent::CatalogItemChanged { list, id, name, terms, changed_by, occurred_at } => {
            let step = step(*list, *id, "changed", changed_by, *occurred_at);
            sqlx::query("UPDATE catalog SET name = ?, terms = ? WHERE list = ? AND id = ?")
                .bind(name.as_str())
                .bind(json::written(terms)?)
                .bind(list.name())
                .bind(id)
                .execute(&mut *connection)
                .await?;
            step
        }
        CatalogEvent::CatalogItemRetired { list, id, retired_by, occurred_at } => {
            let step = step(*list, *id, "retired", retired_by, *occurred_at);
            now_is_retired(connection, &step, true).await?;
            step
        }
        CatalogEvent::CatalogItemReinstated { list, id, reinstated_by, occurred_at } => {
            let step = step(*list, *id, "reinstated", reinstated_by, *occurred_at);
            now_is_retired(connection, &step, false).await?;
            step
        }
    };
    remember(connection, &step).await
}

async fn insert(
    connection: &mut MySqlConnection,
    item: &Item<Terms>,
    step: &Step<'_>,
) -> Result<(), sqlx::Error> {
    let at = step.at.naive_utc(); // as DATETIME: a TIMESTAMP ends in 2038
    sqlx::query(
        "REPLACE INTO catalog (list, id, code, name, terms, retired, version, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, FALSE, ?, ?, ?)",
    )
    .bind(step.list.name())
    .bind(step.id)
    .bind(item.code.as_str())
    .bind(item.name.as_str())
    .bind(json::written(&item.terms)?)
    .bind(step.version)
    .bind(at)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

async fn now_is_retired(
    connection: &mut MySqlConnection,
    step: &Step<'_>,
    retired: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE catalog SET retired = ? WHERE list = ? AND id = ?")
        .bind(retired)
        .bind(step.list.name())
        .bind(step.id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Dates the row, and writes down what it is from now on.
async fn remember(connection: &mut MySqlConnection, step: &Step<'_>) -> Result<(), sqlx::Error> {
    let at = step.at.naive_utc(); // as DATETIME: a TIMESTAMP ends in 2038
    sqlx::query("UPDATE catalog SET version = ?, updated_at = ? WHERE list = ? AND id = ?")
        .bind(step.version)
        .bind(at)
        .bind(step.list.name())
        .bind(step.id)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO catalog_history
             (list, id, position, version, at, what, actor, name, terms)
         SELECT list, id, ?, version, updated_at, ?, ?, name, terms
         FROM catalog WHERE list = ? AND id = ?",
    )
    .bind(step.position)
    .bind(step.what)
    .bind(json::written(step.by)?)
    .bind(step.list.name())
    .bind(step.id)
    .execute(connection)
    .await?;
    Ok(())
}

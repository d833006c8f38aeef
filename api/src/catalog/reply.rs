//! What an item of a price list looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use commands::Done;
use domain::catalog::{Catalog, CatalogError, Entry};
use infra::event_log::Loaded;
use projections::catalog::CatalogRow;
use serde::Serialize;
use utoipa::ToSchema;

use super::price_list::PriceList;
use crate::error::ApiError;
use crate::reply::{Envelope, Reply};

/// Something on a price list; the fields of its terms stand beside these.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ItemReply<S> {
    /// Its id within the list.
    id: i64,
    /// What orders call it; it never changes.
    code: String,
    name: String,
    /// Whether it can be ordered.
    is_active: bool,
    /// To be sent as `If-Match`.
    version: i64,
    #[serde(flatten)]
    #[schema(ignore)] // beside these: see document.rs
    terms: S,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl<S> ItemReply<S> {
    /// An item as the read tables have it.
    ///
    /// # Errors
    /// 500 if it has the terms of another list: never.
    pub(super) fn of_row<T: PriceList<Shown = S>>(row: CatalogRow) -> Result<Self, ApiError> {
        let terms =
            T::of(&row.terms).ok_or_else(|| ApiError::internal(&CatalogError::OtherList))?;
        Ok(Self {
            id: row.id,
            terms: terms.shown(),
            code: row.code,
            name: row.name,
            is_active: !row.retired,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn of_entry<T: PriceList<Shown = S>>(entry: &Entry) -> Result<Self, ApiError> {
        let terms = T::of(&entry.item.terms).ok_or(CatalogError::OtherList)?;
        Ok(Self {
            id: entry.item.id,
            code: entry.item.code.to_string(),
            name: entry.item.name.to_string(),
            is_active: !entry.retired,
            version: entry.version,
            terms: terms.shown(),
            created_at: entry.added_at,
            updated_at: entry.changed_at,
        })
    }
}

/// The envelope of an item.
pub(super) type One<T> = Reply<Envelope<ItemReply<<T as PriceList>::Shown>>>;

/// The reply to a command on an item, made from the price lists themselves.
pub(super) fn decided<T: PriceList>(
    done: &Done<Loaded<Catalog>>,
    wanted: impl Fn(&Entry) -> bool,
    reply: fn(ItemReply<T::Shown>) -> One<T>,
) -> Result<One<T>, ApiError> {
    let catalog = &done.what;
    let entry = catalog.state.entries(T::LIST).find(|entry| wanted(entry));
    let entry = entry.ok_or(CatalogError::NotFound)?;
    let reply = reply(ItemReply::of_entry::<T>(entry)?);
    Ok(reply.at(catalog.position).version(entry.version).replayed(done.replayed))
}

//! `PATCH` of an item of a price list.

use axum::extract::State;
use axum::http::HeaderMap;
use commands::catalog::{CatalogItemChanges, CatalogTarget};
use domain::user::Permission;
use domain::values::CatalogName;
use utoipa::ToSchema;

use super::price_list::PriceList;
use super::reply::{One, decided};
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::Reply;
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// What to change of an item; the fields of its terms stand beside these. What is missing stays as it
/// is.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(super) struct ChangeItemRequest {
    /// 1 to 64 characters.
    name: Option<String>,
}

fn read<T: PriceList>(fields: &mut Fields) -> CatalogItemChanges {
    let name = fields.optional("name", text(CatalogName::parse));
    CatalogItemChanges { name, terms: T::change(fields) }
}

/// Calls an item something else, or sells it at other terms. Orders keep what they were priced with.
pub(super) async fn change<T: PriceList>(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<One<T>, ApiError> {
    let read = body.read(|fields| Some(read::<T>(fields)));
    let changes = staff.said(Permission::CatalogWrite, read).await?;
    let target = CatalogTarget { list: T::LIST, id, version: if_match(&headers)? };
    let call = staff.call(&body);
    let done = commands::catalog::change(&till.desk, &call, target, &changes).await?;
    decided::<T>(&done, |entry| entry.item.id == id, Reply::ok)
}

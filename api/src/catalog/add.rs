//! `POST` on a price list.

use axum::extract::State;
use commands::catalog::NewCatalogItem;
use domain::user::Permission;
use domain::values::{CatalogCode, CatalogName};
use utoipa::ToSchema;

use super::price_list::PriceList;
use super::reply::{One, decided};
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::reply::Reply;
use crate::staff::Staff;
use crate::state::Till;

/// Something to add to a price list; the fields of its terms stand beside these.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(super) struct NewItemRequest {
    /// What orders call it, for good: 1 to 50 letters, digits, `_`; unique in its list.
    code: String,
    /// What people call it: 1 to 64 characters.
    name: String,
}

fn read<T: PriceList>(fields: &mut Fields) -> Option<NewCatalogItem> {
    let code = fields.required("code", text(CatalogCode::any_case));
    let name = fields.required("name", text(CatalogName::parse));
    let terms = T::read(fields);
    Some(NewCatalogItem { code: code?, name: name?, terms: terms?.into() })
}

/// Adds something to a price list.
pub(super) async fn add<T: PriceList>(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<One<T>, ApiError> {
    let new = staff.said(Permission::CatalogWrite, body.read(read::<T>)).await?;
    let done = commands::catalog::add(&till.desk, &staff.call(&body), &new).await?;
    decided::<T>(&done, |entry| entry.item.code == new.code, Reply::created)
}

//! `GET` of an item of a price list.

use axum::extract::State;
use axum::http::HeaderMap;
use domain::catalog::CatalogError;
use domain::user::Permission;
use projections::catalog::read;

use super::price_list::PriceList;
use super::reply::{ItemReply, One};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::Reply;
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One item, retired or not.
pub(super) async fn get<T: PriceList>(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<One<T>, ApiError> {
    staff.may(Permission::CatalogRead).await?;
    let (view, at_least) = (&till.views.catalog, min_position(&headers)?);
    let (lists, position) = read(view, &till.read_db, &[T::LIST], at_least).await?;
    let row = lists.find(T::LIST, id).ok_or(CatalogError::NotFound)?.clone();
    let version = row.version;
    Ok(Reply::ok(ItemReply::of_row::<T>(row)?).at(position).version(version))
}

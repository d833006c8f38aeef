//! `PATCH …/reinstate` of an item of a price list.

use axum::extract::State;
use axum::http::HeaderMap;
use commands::catalog::CatalogTarget;
use domain::user::Permission;

use super::price_list::PriceList;
use super::reply::{One, decided};
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::Reply;
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Puts a retired item back on its list, at the terms it has by now.
pub(super) async fn reinstate<T: PriceList>(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<One<T>, ApiError> {
    staff.said(Permission::CatalogWrite, body.read(|_| Some(()))).await?;
    let target = CatalogTarget { list: T::LIST, id, version: if_match(&headers)? };
    let done = commands::catalog::reinstate(&till.desk, &staff.call(&body), target).await?;
    decided::<T>(&done, |entry| entry.item.id == id, Reply::ok)
}

//! `GET` of a price list.

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::catalog::{AS_WRITTEN, CatalogFilter, page};

use super::price_list::PriceList;
use super::reply::ItemReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

/// What can be ordered, unless what was retired is asked for, or both.
fn filter(params: &mut Params) -> CatalogFilter {
    let both = params.take("includeRetired", yes_or_no).unwrap_or(false);
    match params.take("filter[isActive]", yes_or_no) {
        Some(false) => CatalogFilter::Retired,
        None if both => CatalogFilter::All,
        Some(true) | None => CatalogFilter::Active,
    }
}

/// A price list, in the order it was written.
pub(super) async fn list<T: PriceList>(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<ItemReply<T::Shown>>>, ApiError> {
    staff.may(Permission::CatalogRead).await?;
    let paging = params.paging_by(&AS_WRITTEN, false);
    let filter = filter(&mut params);
    params.finish()?;
    let (view, at_least) = (&till.views.catalog, min_position(&headers)?);
    let (found, position) = page(view, &till.read_db, T::LIST, filter, &paging, at_least).await?;
    Ok(Reply::page(&paging, found.try_map(ItemReply::of_row::<T>)?).at(position))
}

//! `GET` of a price list.

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::catalog::{Catalog, CatalogFilter};
use projections::runtime::Projection;

use super::price_list::PriceList;
use super::reply::ItemReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Reply};
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
    let paging = params.paging();
    let filter = filter(&mut params);
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Catalog::NAME, min_position(&headers)?).await?;
    let (rows, matches) =
        projections::catalog::list(&mut snapshot, T::LIST, filter, paging).await?;
    let items = rows.into_iter().map(ItemReply::of_row::<T>).collect::<Result<_, _>>()?;
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(items, meta).at(snapshot.position))
}

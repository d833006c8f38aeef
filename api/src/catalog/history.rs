//! `GET …/history` of an item of a price list.

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::catalog::CatalogError;
use domain::user::Permission;
use projections::catalog::{Catalog, HISTORY_BY_AGE, HistoryRow};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use super::price_list::PriceList;
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{ListEnvelope, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Something that happened to an item, and what it was from then on; the fields of its terms stand
/// beside these.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepReply<S> {
    /// added, changed, retired, reinstated
    what: String,
    at: DateTime<Utc>,
    by: PricedBy,
    /// The item's version from then on.
    version: i64,
    /// The position of the event in the log.
    position: i64,
    name: String,
    #[serde(flatten)]
    #[schema(ignore)] // beside these: see document.rs
    terms: S,
}

/// Who changed a price list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PricedBy {
    id: i64,
    username: String,
    full_name: String,
}

impl<S> StepReply<S> {
    fn of<T: PriceList<Shown = S>>(row: HistoryRow) -> Result<Self, ApiError> {
        let terms =
            T::of(&row.terms).ok_or_else(|| ApiError::internal(&CatalogError::OtherList))?;
        let by = PricedBy {
            id: row.actor.id.get(),
            username: row.actor.username.get().to_string(),
            full_name: row.actor.full_name.get().to_string(),
        };
        Ok(Self {
            terms: terms.shown(),
            what: row.what,
            at: row.at,
            by,
            version: row.version,
            position: row.position,
            name: row.name,
        })
    }
}

/// What became of an item, the newest first: for those who may change it (K-29).
pub(super) async fn history<T: PriceList>(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<StepReply<T::Shown>>>, ApiError> {
    staff.may(Permission::CatalogWrite).await?;
    let paging = params.paging_by(&HISTORY_BY_AGE, true);
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Catalog::NAME, min_position(&headers)?).await?;
    let found = projections::catalog::history(&mut snapshot, T::LIST, id, &paging).await?;
    if found.matches == 0 {
        return Err(CatalogError::NotFound.into());
    }
    let page = found.try_map(StepReply::of::<T>)?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

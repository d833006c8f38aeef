//! `GET /car-wash/vehicle-types`, `/car-wash/service-packages`, `/car-wash/add-ons`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::catalog::{Catalog, CatalogRow, List};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Something on a price list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ItemReply {
    id: i64,
    /// What orders call it.
    code: String,
    name: String,
    /// A vehicle type's factor on package prices, in hundredths: 150 is 1.5.
    #[serde(skip_serializing_if = "Option::is_none")]
    multiplier: Option<i32>,
    /// In Rupiah.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
    /// fixed or percent
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_type: Option<String>,
    /// In Rupiah (fixed) or basis points (percent).
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_amount: Option<i64>,
}

impl From<CatalogRow> for ItemReply {
    fn from(row: CatalogRow) -> Self {
        let CatalogRow { id, code, name, multiplier, price, cut_type, cut_amount } = row;
        Self { id, code, name, multiplier, price, cut_type, cut_amount }
    }
}

type Items = Reply<Envelope<Vec<ItemReply>>>;

async fn list(
    till: &Till,
    staff: &Staff,
    headers: &HeaderMap,
    list: List,
) -> Result<Items, ApiError> {
    staff.may(Permission::CatalogRead).await?;
    let mut snapshot = till.read_db.snapshot(Catalog::NAME, min_position(headers)?).await?;
    let rows = projections::catalog::list(&mut snapshot, list).await?;
    Ok(Reply::ok(rows.into_iter().map(Into::into).collect()).at(snapshot.position))
}

/// The kinds of vehicles that are washed.
#[utoipa::path(get, path = "/api/v1/car-wash/vehicle-types", tag = "car wash",
    security(("bearer" = [])), responses((status = 200, body = Envelope<Vec<ItemReply>>), Refusals))]
pub(crate) async fn vehicle_types(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Items, ApiError> {
    list(&till, &staff, &headers, List::VehicleTypes).await
}

/// The packages.
#[utoipa::path(get, path = "/api/v1/car-wash/service-packages", tag = "car wash",
    security(("bearer" = [])), responses((status = 200, body = Envelope<Vec<ItemReply>>), Refusals))]
pub(crate) async fn service_packages(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Items, ApiError> {
    list(&till, &staff, &headers, List::ServicePackages).await
}

/// The extras.
#[utoipa::path(get, path = "/api/v1/car-wash/add-ons", tag = "car wash",
    security(("bearer" = [])), responses((status = 200, body = Envelope<Vec<ItemReply>>), Refusals))]
pub(crate) async fn add_ons(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Items, ApiError> {
    list(&till, &staff, &headers, List::AddOns).await
}

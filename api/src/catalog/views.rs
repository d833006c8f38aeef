//! Price lists read together: `GET /laundry/services`, `/laundry/pricing`, `/water-delivery/pricing`.
//! Read-only, and only what can be ordered.

use axum::extract::State;
use axum::http::HeaderMap;
use domain::catalog::{CatalogList, Item, LaundryAddOn, LaundryItem, Product, ServiceLevel, Zone};
use domain::user::Permission;
use projections::catalog::{Lists, read};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply, decimal};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// What the laundry does: how fast, and what else.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LaundryServices {
    service_levels: Vec<LevelService>,
    add_ons: Vec<ExtraService>,
}

/// A speed of laundering.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LevelService {
    code: String,
    name: String,
    /// In how many hours it is done.
    hours: u16,
}

/// A laundry extra.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExtraService {
    code: String,
    name: String,
    /// In Rupiah.
    price: i64,
    /// By what it is charged: kg, item, order
    per: &'static str,
}

/// What a thing to be laundered costs at every speed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaundryPrices {
    id: i64,
    code: String,
    name: String,
    /// pcs, lusin (dozen), kg
    unit: &'static str,
    prices: Vec<LevelPrice>,
}

/// What it costs at one speed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LevelPrice {
    /// The code of the speed.
    service_level: String,
    /// Per unit, in Rupiah.
    unit_price: i64,
}

/// What a water product costs in every zone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaterPrices {
    id: i64,
    code: String,
    name: String,
    /// The price of one, in Rupiah.
    price: i64,
    returnable: bool,
    zones: Vec<ZoneFee>,
}

/// What bringing water to a zone costs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZoneFee {
    /// The code of the zone.
    zone: String,
    /// As far as that, in km; null has no end.
    up_to_km: Option<f64>,
    /// Per delivery, in Rupiah.
    delivery_fee: i64,
}

/// These price lists, and the position they stand at.
async fn open(
    till: &Till,
    staff: &Staff,
    lists: [CatalogList; 2],
    headers: &HeaderMap,
) -> Result<(Lists, i64), ApiError> {
    staff.may(Permission::CatalogRead).await?;
    let at_least = min_position(headers)?;
    Ok(read(&till.views.catalog, &till.read_db, &lists, at_least).await?)
}

/// What the laundry does: how fast, and what else.
#[utoipa::path(get, path = "/api/v1/laundry/services", tag = "laundry",
    security(("bearer" = [])), params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<LaundryServices>), Refusals))]
pub(crate) async fn laundry_services(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<LaundryServices>>, ApiError> {
    let needed = [CatalogList::ServiceLevels, CatalogList::LaundryAddOns];
    let (lists, position) = open(&till, &staff, needed, &headers).await?;
    let level = |level: Item<ServiceLevel>| LevelService {
        code: level.code.to_string(),
        name: level.name.to_string(),
        hours: level.terms.hours,
    };
    let extra = |extra: Item<LaundryAddOn>| ExtraService {
        code: extra.code.to_string(),
        name: extra.name.to_string(),
        price: extra.terms.price.get(),
        per: extra.terms.per.name(),
    };
    let services = LaundryServices {
        service_levels: lists.on_sale()?.into_iter().map(level).collect(),
        add_ons: lists.on_sale()?.into_iter().map(extra).collect(),
    };
    Ok(Reply::ok(services).at(position))
}

/// What everything costs that is laundered, at every speed.
#[utoipa::path(get, path = "/api/v1/laundry/pricing", tag = "laundry",
    security(("bearer" = [])), params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<LaundryPrices>>), Refusals))]
pub(crate) async fn laundry_pricing(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<LaundryPrices>>>, ApiError> {
    let needed = [CatalogList::LaundryItems, CatalogList::ServiceLevels];
    let (lists, position) = open(&till, &staff, needed, &headers).await?;
    let items: Vec<Item<LaundryItem>> = lists.on_sale()?;
    let levels: Vec<Item<ServiceLevel>> = lists.on_sale()?;
    let row = |item: Item<LaundryItem>| {
        let price = |level: &Item<ServiceLevel>| LevelPrice {
            service_level: level.code.to_string(),
            unit_price: item.terms.unit_price(level.terms).get(),
        };
        LaundryPrices {
            id: item.id,
            code: item.code.to_string(),
            name: item.name.to_string(),
            unit: item.terms.unit.name(),
            prices: levels.iter().map(price).collect(),
        }
    };
    Ok(Reply::ok(items.into_iter().map(row).collect()).at(position))
}

/// What water costs, and bringing it, in every zone.
#[utoipa::path(get, path = "/api/v1/water-delivery/pricing", tag = "water delivery",
    security(("bearer" = [])), params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<WaterPrices>>), Refusals))]
pub(crate) async fn water_pricing(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<WaterPrices>>>, ApiError> {
    let needed = [CatalogList::WaterProducts, CatalogList::DeliveryZones];
    let (lists, position) = open(&till, &staff, needed, &headers).await?;
    let products: Vec<Item<Product>> = lists.on_sale()?;
    let zones: Vec<Item<Zone>> = lists.on_sale()?;
    let fee = |zone: &Item<Zone>| ZoneFee {
        zone: zone.code.to_string(),
        up_to_km: zone.terms.up_to.map(|far| decimal(far.get())),
        delivery_fee: zone.terms.water_fee.get(),
    };
    let row = |product: Item<Product>| WaterPrices {
        id: product.id,
        code: product.code.to_string(),
        name: product.name.to_string(),
        price: product.terms.price.get(),
        returnable: product.terms.returnable,
        zones: zones.iter().map(fee).collect(),
    };
    Ok(Reply::ok(products.into_iter().map(row).collect()).at(position))
}

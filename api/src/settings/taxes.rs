//! `GET, PUT /settings/tax`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::settings::Wish;
use domain::order::ServiceType;
use domain::settings::Settings;
use domain::user::Permission;
use domain::values::BasisPoints;
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, number};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match, min_position};
use crate::state::Till;

/// The tax of each service, in basis points of what is left after the discount; 1100 is 11 %.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) struct TaxReply {
    car_wash: u16,
    laundry: u16,
    carpet: u16,
    water_delivery: u16,
}

impl TaxReply {
    fn of(settings: &Settings) -> Self {
        Self {
            car_wash: settings.tax(ServiceType::CarWash).get(),
            laundry: settings.tax(ServiceType::Laundry).get(),
            carpet: settings.tax(ServiceType::Carpet).get(),
            water_delivery: settings.tax(ServiceType::WaterDelivery).get(),
        }
    }
}

/// Taxes in basis points, 0 to 10000; what is missing stays as it is.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct TaxRequest {
    car_wash: Option<u16>,
    laundry: Option<u16>,
    carpet: Option<u16>,
    water_delivery: Option<u16>,
}

fn read(fields: &mut Fields) -> Wish {
    let rate = |service: ServiceType| {
        Some((service, fields.optional(service.name(), number(BasisPoints::new))?))
    };
    Wish::Taxes(ServiceType::ALL.into_iter().filter_map(rate).collect())
}

/// How each service is taxed.
#[utoipa::path(get, path = "/api/v1/settings/tax", tag = "settings", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<TaxReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<TaxReply>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let name = projections::settings::Settings::NAME;
    let mut snapshot = till.read_db.snapshot(name, min_position(&headers)?).await?;
    let (settings, version) = projections::settings::current(&mut snapshot).await?;
    Ok(Reply::ok(TaxReply::of(&settings)).at(snapshot.position).version(version))
}

/// Sets how services are taxed from now on. Orders keep the tax they were priced with.
#[utoipa::path(put, path = "/api/v1/settings/tax", tag = "settings", security(("bearer" = [])),
    request_body = TaxRequest, responses((status = 200, body = Envelope<TaxReply>), Refusals))]
pub(crate) async fn put(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<TaxReply>>, ApiError> {
    let wish = staff.said(Permission::ConfigWrite, body.read(|fields| Some(read(fields)))).await?;
    let version = if_match(&headers)?;
    let done = commands::settings::set(&till.desk, &staff.call(&body), version, &wish).await?;
    Ok(super::changed(&done, TaxReply::of))
}

//! `GET, PUT /settings/discounts`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::settings::Wish;
use domain::customer::CustomerType;
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

/// What each kind of customer gets off by itself, in basis points; 1500 is 15 %.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiscountsReply {
    regular: u16,
    vip: u16,
    corporate: u16,
}

impl DiscountsReply {
    fn of(settings: &Settings) -> Self {
        Self {
            regular: settings.discount(CustomerType::Regular).get(),
            vip: settings.discount(CustomerType::Vip).get(),
            corporate: settings.discount(CustomerType::Corporate).get(),
        }
    }
}

/// Discounts in basis points, 0 to 10000; what is missing stays as it is.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct DiscountsRequest {
    regular: Option<u16>,
    vip: Option<u16>,
    corporate: Option<u16>,
}

fn read(fields: &mut Fields) -> Wish {
    let rate =
        |kind: CustomerType| Some((kind, fields.optional(kind.name(), number(BasisPoints::new))?));
    Wish::Discounts(CustomerType::ALL.into_iter().filter_map(rate).collect())
}

/// What each kind of customer gets off by itself.
#[utoipa::path(get, path = "/api/v1/settings/discounts", tag = "settings",
    security(("bearer" = [])), params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<DiscountsReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<DiscountsReply>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let name = projections::settings::Settings::NAME;
    let mut snapshot = till.read_db.snapshot(name, min_position(&headers)?).await?;
    let (settings, version) = projections::settings::current(&mut snapshot).await?;
    Ok(Reply::ok(DiscountsReply::of(&settings)).at(snapshot.position).version(version))
}

/// Sets what kinds of customers get off from now on. Orders keep what they were priced with.
#[utoipa::path(put, path = "/api/v1/settings/discounts", tag = "settings",
    security(("bearer" = [])), request_body = DiscountsRequest,
    responses((status = 200, body = Envelope<DiscountsReply>), Refusals))]
pub(crate) async fn put(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<DiscountsReply>>, ApiError> {
    let wish = staff.said(Permission::ConfigWrite, body.read(|fields| Some(read(fields)))).await?;
    let version = if_match(&headers)?;
    let done = commands::settings::set(&till.desk, &staff.call(&body), version, &wish).await?;
    Ok(super::changed(&done, DiscountsReply::of))
}

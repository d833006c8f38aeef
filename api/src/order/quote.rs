//! `POST /carpet/quote`: what an order would cost. Nothing is stored.

use axum::extract::State;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use commands::order::Quote;
use domain::order::{Details, ServiceType};
use domain::user::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::CarpetRequest;
use super::place::read;
use super::reply::{OrderLineReply, PricingReply, lines, pricing};
use crate::body::Body;
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply, decimal};
use crate::staff::Staff;
use crate::state::Till;

/// For how long a price that was told is usually kept. It binds nobody: `quotedTotal` on the order
/// says so if prices changed meanwhile.
const KEPT: Duration = Duration::days(7);

/// What an order would cost.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuoteReply {
    lines: Vec<OrderLineReply>,
    /// Of all that is priced by the square metre, in square metres.
    area: f64,
    /// For bringing it back, in Rupiah.
    fees: i64,
    pricing: PricingReply,
    /// In Rupiah.
    total: i64,
    valid_until: DateTime<Utc>,
}

/// What an order would cost, were it placed now. Whoever is logged in may ask.
#[utoipa::path(post, path = "/api/v1/carpet/quote", tag = "carpet", security(("bearer" = [])),
    request_body = CarpetRequest,
    responses((status = 200, body = Envelope<QuoteReply>), Refusals))]
pub(crate) async fn quote(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<QuoteReply>>, ApiError> {
    let request = body.read(|fields| read(fields, ServiceType::Carpet));
    let request = staff.said(Permission::CatalogRead, request).await?;
    let mut call = staff.call(&body);
    call.key = None; // nothing is stored, so nothing is remembered either
    let new = request.known(&till.desk, &call).await?;
    let Quote { details, price } = commands::order::quote(&till.desk, &call, &new).await?;
    let (area, fees) = match &details {
        Details::Carpet(carpet) => (decimal(carpet.area()), carpet.fee().get()),
        Details::CarWash(_) | Details::Laundry(_) | Details::WaterDelivery(_) => (0.0, 0),
    };
    Ok(Reply::ok(QuoteReply {
        area,
        fees,
        lines: lines(&price),
        pricing: pricing(&price),
        total: price.pricing.total.get(),
        valid_until: (call.at + KEPT).trunc_subsecs(0),
    }))
}

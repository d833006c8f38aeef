//! `PATCH /water-delivery/subscriptions/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::subscription::Changes;
use domain::customer::WaterTerms;
use domain::subscription::Frequency;
use domain::user::Permission;
use domain::values::{AddressId, BusinessDay, Notes, Quantity, TimeWindow};
use utoipa::ToSchema;

use super::reply::{SubscriptionReply, changed};
use super::target;
use crate::body::{Body, Fields, number, one_of, text};
use crate::error::ApiError;
use crate::order::named;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// What to change of a subscription; what is missing stays as it is, null takes it away.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ChangeSubscriptionRequest {
    product_id: Option<i64>,
    /// 1 to 1,000.
    quantity: Option<i64>,
    /// daily, weekly, biweekly or monthly.
    frequency: Option<String>,
    /// The next due date: today or later, and after the last one an order was made for.
    next_date: Option<String>,
    /// One of the customer's addresses; null is the usual one.
    address_id: Option<i64>,
    /// prepaid, cod or invoice; null is as the customer does.
    terms: Option<String>,
    /// Such as 08:00-12:00.
    window: Option<String>,
    /// Up to 500 characters.
    notes: Option<String>,
}

fn read(fields: &mut Fields) -> Changes {
    Changes {
        product: fields.optional("productId", named),
        quantity: fields.optional("quantity", number(Quantity::whole)),
        frequency: fields.optional("frequency", one_of(&Frequency::ALL, Frequency::name)),
        next_date: fields.optional("nextDate", text(BusinessDay::parse)),
        address_id: fields.change("addressId", number(AddressId::new)),
        terms: fields.change("terms", one_of(&WaterTerms::ALL, WaterTerms::name)),
        window: fields.change("window", text(TimeWindow::parse)),
        notes: fields.change("notes", text(Notes::parse)),
    }
}

/// Changes a subscription from its next order on; orders that were made stay as they are.
#[utoipa::path(patch, path = "/api/v1/water-delivery/subscriptions/{id}", tag = "water delivery",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = ChangeSubscriptionRequest,
    responses((status = 200, body = Envelope<SubscriptionReply>), Refusals))]
pub(crate) async fn change(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    let read = body.read(|fields| Some(read(fields)));
    let changes = staff.said(Permission::OrdersUpdate, read).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::subscription::change(&till.desk, &call, target, &changes).await?;
    changed(&till, &done).await
}

//! `POST /water-delivery/subscriptions`

use axum::extract::State;
use commands::subscription::NewSubscription;
use domain::customer::WaterTerms;
use domain::subscription::Frequency;
use domain::user::Permission;
use domain::values::{AddressId, BusinessDay, CustomerId, Notes, OutletId, Quantity, TimeWindow};
use utoipa::ToSchema;

use super::reply::{SubscriptionReply, shown};
use crate::body::{Body, Fields, number, one_of, text};
use crate::error::ApiError;
use crate::order::named;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// What a customer wants again and again.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct SubscriptionRequest {
    customer_id: i64,
    /// An id of `/water-delivery/products`. Its price is that of the day an order is made.
    product_id: i64,
    /// 1 to 1,000.
    quantity: i64,
    /// daily, weekly, biweekly or monthly.
    frequency: String,
    /// The first due date: today or later. Monthly on the 31st is the last day of shorter months.
    next_date: String,
    /// One of the customer's addresses; else the usual one.
    address_id: Option<i64>,
    /// prepaid, cod or invoice; else as the customer does.
    terms: Option<String>,
    /// Such as 08:00-12:00.
    window: Option<String>,
    /// Up to 500 characters, for every order.
    notes: Option<String>,
    /// 1 unless there are more.
    outlet_id: Option<i64>,
}

fn read(fields: &mut Fields) -> Option<NewSubscription> {
    let customer = fields.required("customerId", number(CustomerId::new));
    let product = fields.required("productId", named);
    let quantity = fields.required("quantity", number(Quantity::whole));
    let frequency = fields.required("frequency", one_of(&Frequency::ALL, Frequency::name));
    let next_date = fields.required("nextDate", text(BusinessDay::parse));
    let address_id = fields.optional("addressId", number(AddressId::new));
    let terms = fields.optional("terms", one_of(&WaterTerms::ALL, WaterTerms::name));
    let window = fields.optional("window", text(TimeWindow::parse));
    let notes = fields.optional("notes", text(Notes::parse));
    let outlet = fields.optional("outletId", number(OutletId::new));
    Some(NewSubscription {
        outlet,
        customer: customer?,
        product: product?,
        quantity: quantity?,
        frequency: frequency?,
        next_date: next_date?,
        address_id,
        terms,
        window,
        notes,
    })
}

/// Starts a subscription: an order is made for each due date, once.
#[utoipa::path(post, path = "/api/v1/water-delivery/subscriptions", tag = "water delivery",
    security(("bearer" = [])), request_body = SubscriptionRequest,
    responses((status = 201, body = Envelope<SubscriptionReply>), Refusals))]
pub(crate) async fn start(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    let new = staff.said(Permission::OrdersCreate, body.read(read)).await?;
    let done = commands::subscription::start(&till.desk, &staff.call(&body), &new).await?;
    let reply = Reply::created(shown(&till, &done).await?).at(done.what.position);
    Ok(reply.version(done.what.sequence).replayed(done.replayed))
}

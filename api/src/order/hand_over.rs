//! `PATCH /{service}/orders/{id}/hand-over`

use domain::order::Step;
use domain::values::Notes;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, text};
use crate::reply::{Envelope, Refusals};

/// What there is to say about it.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct HandOverOrderRequest {
    /// Up to 500 characters.
    notes: Option<String>,
}

/// Hands a finished order over to the customer.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/hand-over", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = HandOverOrderRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn hand_over(order: OrderCall) -> Changed {
    let read = |fields: &mut Fields| Some(fields.optional("notes", text(Notes::parse)));
    let notes = order.said(Step::HandOver.permission(), read).await?;
    let (call, target) = (order.call(), order.target);
    order.reply(commands::order::hand_over(order.desk(), &call, target, notes.as_ref()).await)
}

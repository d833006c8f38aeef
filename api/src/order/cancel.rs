//! `PATCH /{service}/orders/{id}/cancel`

use domain::order::Step;
use domain::values::Notes;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, text};
use crate::reply::{Envelope, Refusals};

/// Why it is called off.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct CancelRequest {
    /// Up to 500 characters.
    reason: String,
}

/// Calls an order off; the reply proposes what to give back.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/cancel", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = CancelRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn cancel(order: OrderCall) -> Changed {
    let read = |fields: &mut Fields| fields.required("reason", text(Notes::parse));
    let reason = order.said(Step::Cancel.permission(), read).await?;
    let (call, target) = (order.call(), order.target);
    order.reply(commands::order::cancel(order.desk(), &call, target, &reason).await)
}

//! `PATCH /{service}/orders/{id}/rework`

use domain::order::Step;
use domain::values::Notes;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, text};
use crate::reply::{Envelope, Refusals};

/// What was done badly.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ReworkRequest {
    /// Up to 500 characters.
    reason: String,
}

/// Has finished work done again, for nothing.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/rework", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = ReworkRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn rework(order: OrderCall) -> Changed {
    let read = |fields: &mut Fields| fields.required("reason", text(Notes::parse));
    let reason = order.said(Step::Rework.permission(), read).await?;
    let (call, target) = (order.call(), order.target);
    order.reply(commands::order::rework(order.desk(), &call, target, &reason).await)
}

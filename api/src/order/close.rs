//! `PATCH /{service}/orders/{id}/close`

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::reply::{Envelope, Refusals};
use domain::order::Step;

/// Puts an order away that is done and paid.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/close", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn close(order: OrderCall) -> Changed {
    order.nothing_said(Step::Close.permission()).await?;
    order.reply(commands::order::close(order.desk(), &order.call(), order.target).await)
}

//! `PATCH /{service}/orders/{id}/start`

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::reply::{Envelope, Refusals};
use domain::order::Step;

/// Begins the work; of what is brought, sends the driver. Of a car somebody must be assigned.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/start", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn start(order: OrderCall) -> Changed {
    order.nothing_said(Step::Start.permission()).await?;
    let target = order.target;
    order.reply(commands::order::start(order.desk(), &order.call(), target, None).await)
}

//! `POST /{service}/orders/{id}/erase-person`

use domain::user::Permission;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::erasure::{EraseRequest, reason};
use crate::reply::{Envelope, Refusals};

/// Erases what an order that is over says of somebody without a record: name, phone, address, plate, what
/// was written down, on the order, its payments and refunds. Nothing else changes, and there is no way
/// back. A customer with a record is erased by it.
#[utoipa::path(post, path = "/api/v1/{service}/orders/{id}/erase-person", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = EraseRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn erase_person(order: OrderCall) -> Changed {
    let reason = order.said(Permission::CustomersErase, reason).await?;
    let (call, target) = (order.call(), order.target);
    order.reply(commands::order::erase_person(order.desk(), &call, target, reason).await)
}

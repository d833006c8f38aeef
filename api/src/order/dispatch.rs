//! `PATCH /water-delivery/orders/{id}/dispatch`

use domain::order::Step;
use domain::values::EmployeeId;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::number;
use crate::reply::{Envelope, Refusals};

/// Who drives.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct DispatchRequest {
    /// An employee; else whoever was to.
    driver_id: Option<i64>,
}

/// Sends the driver: work begins by it.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/dispatch", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = DispatchRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn dispatch(order: OrderCall) -> Changed {
    let order = order.of_water()?;
    let permission = Step::Dispatch.permission();
    let driver =
        |f: &mut crate::body::Fields| Some(f.optional("driverId", number(EmployeeId::new)));
    let driver = order.said(permission, driver).await?;
    let target = order.target;
    order.reply(commands::order::dispatch(order.desk(), &order.call(), target, driver).await)
}

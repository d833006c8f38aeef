//! `PATCH /water-delivery/schedule/{id}/dispatch`

use domain::order::Step;
use domain::values::EmployeeId;

use super::call::{Changed, DeliveryCall};
use super::entry::DeliveryEntry;
use crate::body::{Fields, number};
use crate::order::DispatchRequest;
use crate::reply::{Envelope, Refusals};

/// Sends the driver: work on the order begins by it.
#[utoipa::path(patch, path = "/api/v1/water-delivery/schedule/{id}/dispatch",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = DispatchRequest,
    responses((status = 200, body = Envelope<DeliveryEntry>), Refusals))]
pub(crate) async fn dispatch(delivery: DeliveryCall) -> Changed {
    let read = |fields: &mut Fields| Some(fields.optional("driverId", number(EmployeeId::new)));
    let driver = delivery.said(Step::Dispatch, read).await?;
    let (desk, target) = (delivery.desk(), delivery.target);
    delivery.reply(commands::order::start(desk, &delivery.call(), target, driver).await)
}

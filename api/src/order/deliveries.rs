//! `PATCH /water-delivery/orders/{id}/fail-delivery` and `…/reschedule`

use commands::order::DeliveryDay;
use domain::order::{FailedBecause, Step};
use domain::values::BusinessDay;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::place::hours;
use super::reply::OrderReply;
use crate::body::{Fields, one_of, text};
use crate::reply::{Envelope, Refusals};

/// Why the driver came back with it.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct FailDeliveryRequest {
    /// not_home, wrong_address, refused or damaged
    reason: String,
}

/// Another day.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RescheduleRequest {
    /// Such as 2026-11-24.
    date: String,
    /// Such as 08:00-12:00.
    window: Option<String>,
    /// Who shall drive: an employee; else whoever was to.
    driver_id: Option<i64>,
}

/// The day something is brought.
pub(crate) fn read_day(fields: &mut Fields) -> Option<DeliveryDay> {
    let date = fields.required("date", text(BusinessDay::parse));
    let (window, driver) = hours(fields);
    Some(DeliveryDay { date: date?, window, driver })
}

/// Why the driver came back with it.
pub(crate) fn read_failure(fields: &mut Fields) -> Option<FailedBecause> {
    fields.required("reason", one_of(&FailedBecause::ALL, FailedBecause::name))
}

/// Says that the driver came back with it.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/fail-delivery", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = FailDeliveryRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn fail_delivery(order: OrderCall) -> Changed {
    let order = order.of_water()?;
    let reason = order.said(Step::FailDelivery.permission(), read_failure).await?;
    let target = order.target;
    order.reply(commands::order::fail_delivery(order.desk(), &order.call(), target, reason).await)
}

/// Sets the day something is brought, anew or for the first time.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/reschedule", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = RescheduleRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn reschedule(order: OrderCall) -> Changed {
    let order = order.of_water()?;
    let day = order.said(Step::Reschedule.permission(), read_day).await?;
    let target = order.target;
    order.reply(commands::order::schedule_delivery(order.desk(), &order.call(), target, day).await)
}

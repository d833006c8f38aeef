//! `POST /water-delivery/schedule` and `PATCH /water-delivery/schedule/{id}/reschedule`

use axum::extract::State;
use commands::CommandError;
use commands::order::{DeliveryDay, schedule_delivery};
use domain::order::{OrderError, Step};
use domain::user::Permission;
use domain::values::OrderId;
use utoipa::ToSchema;

use super::call::{Changed, DeliveryCall, entry, target};
use super::entry::DeliveryEntry;
use crate::body::{Body, Fields, number};
use crate::order::{RescheduleRequest, read_day};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// An order of water, and the day it is brought.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ScheduleRequest {
    order_id: i64,
    /// Such as 2026-11-24.
    date: String,
    /// Such as 08:00-12:00.
    window: Option<String>,
    /// Who shall drive: an employee; else whoever was to.
    driver_id: Option<i64>,
}

fn read(fields: &mut Fields) -> Option<(OrderId, DeliveryDay)> {
    let order = fields.required("orderId", number(OrderId::new));
    let day = read_day(fields);
    Some((order?, day?))
}

/// Sets the day an order of water is brought. There is one entry for an order: to schedule it again
/// is to reschedule it.
#[utoipa::path(post, path = "/api/v1/water-delivery/schedule", tag = "water delivery",
    security(("bearer" = [])), request_body = ScheduleRequest,
    responses((status = 201, body = Envelope<DeliveryEntry>), Refusals))]
pub(crate) async fn schedule(State(till): State<Till>, staff: Staff, body: Body) -> Changed {
    // Service staff move on what is theirs, but do not plan.
    staff.may(Permission::OrdersUpdate).await?;
    let (id, day) = body.read(read)?;
    let done = schedule_delivery(&till.desk, &staff.call(&body), target(id, None), day).await;
    // The order is named by the body here, not by the path.
    let done = done.map_err(|error| {
        if matches!(error, CommandError::Order(OrderError::NotFound)) {
            CommandError::Unknown { field: "orderId", what: format!("order of water {id}") }
        } else {
            error
        }
    })?;
    let order = &done.what;
    let reply = Reply::created(entry(&staff, order)?).at(order.position);
    Ok(reply.version(order.sequence).replayed(done.replayed))
}

/// Sets another day, such as after nobody was home.
#[utoipa::path(patch, path = "/api/v1/water-delivery/schedule/{id}/reschedule",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = RescheduleRequest,
    responses((status = 200, body = Envelope<DeliveryEntry>), Refusals))]
pub(crate) async fn reschedule(delivery: DeliveryCall) -> Changed {
    let day = delivery.said(Step::Reschedule, read_day).await?;
    let (desk, target) = (delivery.desk(), delivery.target);
    delivery.reply(schedule_delivery(desk, &delivery.call(), target, day).await)
}

//! `PATCH /water-delivery/schedule/{id}/deliver` and `…/fail-delivery`

use domain::order::Step;

use super::call::{Changed, DeliveryCall};
use super::entry::DeliveryEntry;
use crate::order::{DeliverRequest, FailDeliveryRequest, read_delivery, read_failure};
use crate::reply::{Envelope, Refusals};

/// Hands it over at the door: the order is completed by that, and its containers are lent.
#[utoipa::path(patch, path = "/api/v1/water-delivery/schedule/{id}/deliver",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = DeliverRequest,
    responses((status = 200, body = Envelope<DeliveryEntry>), Refusals))]
pub(crate) async fn deliver(delivery: DeliveryCall) -> Changed {
    let finished = delivery.said(Step::Deliver, read_delivery).await?;
    let (desk, target) = (delivery.desk(), delivery.target);
    delivery.reply(commands::order::complete(desk, &delivery.call(), target, &finished).await)
}

/// Says that the driver came back with it. The reply suggests another day.
#[utoipa::path(patch, path = "/api/v1/water-delivery/schedule/{id}/fail-delivery",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = FailDeliveryRequest,
    responses((status = 200, body = Envelope<DeliveryEntry>), Refusals))]
pub(crate) async fn fail_delivery(delivery: DeliveryCall) -> Changed {
    let reason = delivery.said(Step::FailDelivery, read_failure).await?;
    let (desk, target) = (delivery.desk(), delivery.target);
    delivery.reply(commands::order::fail_delivery(desk, &delivery.call(), target, reason).await)
}

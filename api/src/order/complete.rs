//! `PATCH /{service}/orders/{id}/complete`, and of water `…/deliver`

use commands::order::{Finished, Verdict};
use domain::order::{SaidTime, ServiceType, Step};
use domain::values::{ContainerCount, Notes};
use utoipa::ToSchema;

use super::ask::instant;
use super::call::{Changed, OrderCall};
use super::quality_check::{PointRequest, checklist, passed};
use super::reply::OrderReply;
use crate::body::{Fields, Problem, number, text};
use crate::reply::{Envelope, Refusals};

/// How the work was done.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct CompleteRequest {
    /// pass or fail, of what was looked over in the same breath: fail goes back to work.
    quality: Option<String>,
    /// Beside quality: up to 20 points.
    checklist: Option<Vec<PointRequest>>,
    /// Of water: empty containers the customer gave back.
    containers_returned: Option<i64>,
    /// Up to 500 characters.
    notes: Option<String>,
    /// When it was done, if not now.
    completed_at: Option<String>,
    /// Why that is written down only now.
    backdate_reason: Option<String>,
}

/// How it was handed over at the door.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct DeliverRequest {
    /// Empty containers the customer gave back.
    containers_returned: Option<i64>,
    /// Up to 500 characters.
    notes: Option<String>,
    /// When it was, if not now.
    completed_at: Option<String>,
    /// Why that is written down only now.
    backdate_reason: Option<String>,
}

#[allow(clippy::unnecessary_wraps)] // as every reader of a body
fn read(fields: &mut Fields) -> Option<Finished> {
    let notes = fields.optional("notes", text(Notes::parse));
    let at = fields.optional("completedAt", instant);
    let reason = fields.optional("backdateReason", text(Notes::parse));
    let at = at.map(|at| SaidTime { at, reason });
    Some(Finished { notes, at, containers_returned: None })
}

fn read_checked(
    fields: &mut Fields,
    service: Option<ServiceType>,
) -> Option<(Finished, Option<Verdict>)> {
    let looked_over = fields.has("quality");
    let passed = fields.optional("quality", passed);
    if fields.has("checklist") && !looked_over {
        let message = "is required beside checklist".to_owned();
        fields.refuse("quality", Problem("MISSING_FIELD", message));
    }
    let checklist = checklist(fields);
    let water = service == Some(ServiceType::WaterDelivery);
    let finished = if water { read_delivery(fields)? } else { read(fields)? };
    let verdict = passed.map(|passed| Verdict { passed, checklist, notes: None });
    Some((finished, verdict))
}

/// None given back is as good as nothing said.
fn count(count: i64) -> Result<Option<ContainerCount>, domain::values::ValueError> {
    if count == 0 { Ok(None) } else { ContainerCount::new(count).map(Some) }
}

/// How it was handed over at the door.
pub(crate) fn read_delivery(fields: &mut Fields) -> Option<Finished> {
    let returned = fields.optional("containersReturned", number(count));
    Some(Finished { containers_returned: returned.flatten(), ..read(fields)? })
}

/// Finishes the work; income and shares are fixed.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/complete", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = CompleteRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn complete(order: OrderCall) -> Changed {
    let (finished, verdict) = order
        .said(Step::Complete.permission(), |fields| read_checked(fields, order.target.service))
        .await?;
    let (desk, call, target) = (order.desk(), order.call(), order.target);
    order.reply(match verdict {
        None => commands::order::complete(desk, &call, target, &finished).await,
        Some(verdict) => {
            commands::order::finish_checked(desk, &call, target, &finished, &verdict).await
        }
    })
}

/// Hands water over at the door: it is completed by that, and its containers are lent.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/deliver", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = DeliverRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn deliver(order: OrderCall) -> Changed {
    let order = order.of_water()?;
    let finished = order.said(Step::Deliver.permission(), read_delivery).await?;
    let target = order.target;
    order.reply(commands::order::deliver(order.desk(), &order.call(), target, &finished).await)
}

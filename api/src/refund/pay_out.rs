//! `PATCH /refunds/{id}/pay-out`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::payment::{RefundTarget, pay_out_refund};
use domain::user::Permission;
use domain::values::DrawerId;
use utoipa::ToSchema;

use super::reply::{Changed, RefundReply, changed, refund_id};
use crate::body::{Body, number};
use crate::query::PathId;
use crate::reply::{Envelope, Refusals};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// The customer gets it.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PayOutRequest {
    /// The drawer cash comes from; the outlet's first if none is given.
    drawer_id: Option<i64>,
}

/// Gives an approved refund back, by the means it was paid by: the payment, the order and the drawer
/// change together. What somebody approved whoever takes money may hand out; what needed nobody's
/// approval a manager, or a cashier below `limits.cashierRefundMax`.
#[utoipa::path(patch, path = "/api/v1/refunds/{id}/pay-out", tag = "refunds",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = PayOutRequest,
    responses((status = 200, body = Envelope<RefundReply>), Refusals))]
pub(crate) async fn pay_out(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Changed {
    let read = body.read(|fields| Some(fields.optional("drawerId", number(DrawerId::new))));
    let drawer_id = staff.said(Permission::PaymentsCreate, read).await?;
    let id = refund_id(id)?;
    let target = RefundTarget { id, version: if_match(&headers)? };
    changed(&pay_out_refund(&till.desk, &staff.call(&body), target, drawer_id).await?, id)
}

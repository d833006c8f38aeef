//! `PATCH /payments/{id}/confirm`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::payment::PaymentTarget;
use domain::payment::PaymentError;
use domain::user::Permission;
use domain::values::{PaymentId, ReferenceNumber};
use utoipa::ToSchema;

use super::reply::{Changed, PaymentOfOrder, changed};
use crate::body::{Body, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// The money came.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ConfirmRequest {
    /// 1 to 64 characters.
    reference_number: String,
}

/// The payment of a path, at the version the caller insists on, if any.
pub(super) fn target(PathId(id): PathId, headers: &HeaderMap) -> Result<PaymentTarget, ApiError> {
    let id = PaymentId::new(id).map_err(|_| PaymentError::NotFound)?;
    Ok(PaymentTarget { id, version: if_match(headers)? })
}

/// Money that was announced came: it counts from now on, and gets its receipt. What the order does
/// not owe any more is offered back by a refund.
#[utoipa::path(patch, path = "/api/v1/payments/{id}/confirm", tag = "payments",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = ConfirmRequest,
    responses((status = 200, body = Envelope<PaymentOfOrder>), Refusals))]
pub(crate) async fn confirm(
    State(till): State<Till>,
    staff: Staff,
    path: PathId,
    headers: HeaderMap,
    body: Body,
) -> Changed {
    let read = body.read(|fields| fields.required("referenceNumber", text(ReferenceNumber::parse)));
    let reference = staff.said(Permission::PaymentsCreate, read).await?;
    let (target, call) = (target(path, &headers)?, staff.call(&body));
    changed(&commands::payment::confirm(&till.desk, &call, target, &reference).await?)
}

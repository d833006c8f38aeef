//! `PATCH /payments/{id}/fail`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::Notes;
use utoipa::ToSchema;

use super::confirm::target;
use super::reply::{Changed, PaymentOfOrder, changed};
use crate::body::{Body, text};
use crate::query::PathId;
use crate::reply::{Envelope, Refusals};
use crate::staff::Staff;
use crate::state::Till;

/// The money will not come.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct FailPaymentRequest {
    /// Up to 500 characters.
    reason: Option<String>,
}

/// Money that was announced will not come.
#[utoipa::path(patch, path = "/api/v1/payments/{id}/fail", tag = "payments",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = FailPaymentRequest,
    responses((status = 200, body = Envelope<PaymentOfOrder>), Refusals))]
pub(crate) async fn fail(
    State(till): State<Till>,
    staff: Staff,
    path: PathId,
    headers: HeaderMap,
    body: Body,
) -> Changed {
    let read = body.read(|fields| Some(fields.optional("reason", text(Notes::parse))));
    let reason = staff.said(Permission::PaymentsCreate, read).await?;
    let (target, call) = (target(path, &headers)?, staff.call(&body));
    changed(&commands::payment::fail(&till.desk, &call, target, reason.as_ref()).await?)
}

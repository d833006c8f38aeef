//! `PATCH /payments/{id}/void`

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

/// It was mis-keyed.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct VoidRequest {
    /// Up to 500 characters.
    reason: String,
}

/// Takes back a payment that was mis-keyed: by whoever took it within 15 minutes, else by a manager;
/// cash while the drawer session it went into is open, others on the same business day; never of a
/// closed order, nor once a refund was asked for.
#[utoipa::path(patch, path = "/api/v1/payments/{id}/void", tag = "payments",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header),
        ("X-Approval" = Option<String>, Header, description = "from /approvals")),
    request_body = VoidRequest,
    responses((status = 200, body = Envelope<PaymentOfOrder>), Refusals))]
pub(crate) async fn void(
    State(till): State<Till>,
    staff: Staff,
    path: PathId,
    headers: HeaderMap,
    body: Body,
) -> Changed {
    let read = body.read(|fields| fields.required("reason", text(Notes::parse)));
    let reason = staff.said(Permission::PaymentsCreate, read).await?;
    let (target, call) = (target(path, &headers)?, staff.call(&body));
    let done = commands::payment::void(&till.desk, &call, target, &reason).await;
    changed(&done.map_err(|refusal| staff.refused(&body, refusal))?)
}

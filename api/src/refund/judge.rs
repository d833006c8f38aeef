//! `PATCH /refunds/{id}/approve` and `PATCH /refunds/{id}/reject`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::payment::{RefundTarget, approve_refund, reject_refund};
use domain::user::Permission;
use domain::values::Notes;
use utoipa::ToSchema;

use super::reply::{Changed, RefundReply, changed, refund_id};
use crate::body::{Body, text};
use crate::query::PathId;
use crate::reply::{Envelope, Refusals};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// It is not given back.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RejectRequest {
    /// Up to 500 characters.
    reason: String,
}

/// Lets a refund through: by somebody else than who asked for it, of the role it requires.
#[utoipa::path(patch, path = "/api/v1/refunds/{id}/approve", tag = "refunds",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<RefundReply>), Refusals))]
pub(crate) async fn approve(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Changed {
    staff.said(Permission::PaymentsCreate, body.read(|_| Some(()))).await?;
    let id = refund_id(id)?;
    let target = RefundTarget { id, version: if_match(&headers)? };
    changed(&approve_refund(&till.desk, &staff.call(&body), target).await?, id)
}

/// Does not let a refund through; what it had reserved can be asked for again.
#[utoipa::path(patch, path = "/api/v1/refunds/{id}/reject", tag = "refunds",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = RejectRequest,
    responses((status = 200, body = Envelope<RefundReply>), Refusals))]
pub(crate) async fn reject(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Changed {
    let read = body.read(|fields| fields.required("reason", text(Notes::parse)));
    let reason = staff.said(Permission::PaymentsCreate, read).await?;
    let id = refund_id(id)?;
    let target = RefundTarget { id, version: if_match(&headers)? };
    changed(&reject_refund(&till.desk, &staff.call(&body), target, &reason).await?, id)
}

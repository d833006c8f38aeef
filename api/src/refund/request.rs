//! `POST /payments/{id}/refund`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::payment::{PaymentTarget, Settled, WantedRefund, request_refund};
use domain::payment::PaymentError;
use domain::user::Permission;
use domain::values::{Notes, PaymentId};
use utoipa::ToSchema;

use super::reply::RefundReply;
use crate::body::{Body, Fields, rupiah, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Money to give back.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RefundRequest {
    /// In Rupiah, up to what is left of the payment.
    amount: i64,
    /// Up to 500 characters.
    reason: String,
    /// What shows it: up to 500 characters.
    evidence: Option<String>,
}

fn read(fields: &mut Fields) -> Option<WantedRefund> {
    let amount = fields.required("amount", rupiah);
    let reason = fields.required("reason", text(Notes::parse));
    let evidence = fields.optional("evidence", text(Notes::parse));
    Some(WantedRefund { amount: amount?, reason: reason?, evidence })
}

/// Asks for money to be given back, by whoever may give back so much: a manager up to 500,000, an
/// admin any amount, a cashier below `limits.cashierRefundMax`; after seven days an admin. Up to
/// `limits.refundSelfApproveMax` it is approved at once.
#[utoipa::path(post, path = "/api/v1/payments/{id}/refund", tag = "refunds",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header),
        ("X-Approval" = Option<String>, Header, description = "from /approvals")),
    request_body = RefundRequest,
    responses((status = 201, body = Envelope<RefundReply>), Refusals))]
pub(crate) async fn request(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<RefundReply>>, ApiError> {
    let wanted = staff.said(Permission::PaymentsCreate, body.read(read)).await?;
    let id = PaymentId::new(id).map_err(|_| PaymentError::NotFound)?;
    let target = PaymentTarget { id, version: if_match(&headers)? };
    let done = request_refund(&till.desk, &staff.call(&body), target, &wanted).await;
    let done = done.map_err(|refusal| staff.refused(&body, refusal))?;
    let Settled { payment, order } = &done.what;
    let asked = payment.state.receipt().and_then(|receipt| receipt.refunds.last());
    let asked = asked.ok_or(PaymentError::NoSuchRefund)?.id;
    let reply = Reply::created(RefundReply::found(&payment.state, asked, payment.sequence)?);
    let position = payment.position.max(order.position);
    Ok(reply.at(position).version(payment.sequence).replayed(done.replayed))
}

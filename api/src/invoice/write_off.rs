//! `PATCH /invoices/{id}/write-off`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::Notes;
use utoipa::ToSchema;

use super::reply::InvoiceReply;
use super::target;
use crate::body::{Body, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Why it is given up.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct WriteOffRequest {
    /// 1 to 500 characters.
    reason: String,
}

/// Gives up what is owed on an invoice: a manager up to 500,000 Rupiah, above that with the approval of an
/// admin. What the employees earned by the deliveries stays theirs.
#[utoipa::path(patch, path = "/api/v1/invoices/{id}/write-off", tag = "receivables",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header),
        ("X-Approval" = Option<String>, Header,
            description = "Somebody's approval of what is beyond the caller's limit.")),
    request_body = WriteOffRequest,
    responses((status = 200, body = Envelope<InvoiceReply>), Refusals))]
pub(crate) async fn write_off(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<InvoiceReply>>, ApiError> {
    let read = body.read(|fields| fields.required("reason", text(Notes::parse)));
    let reason = staff.said(Permission::InvoicesWriteOff, read).await?;
    let target = target(id, &headers)?;
    let call = staff.call(&body);
    let done = commands::invoice::write_off(&till.desk, &call, target, &reason).await;
    let done = done.map_err(|refusal| staff.refused(&body, refusal))?;
    let invoice = &done.what;
    let reply = Reply::ok(InvoiceReply::of(&invoice.state, invoice.sequence)?);
    Ok(reply.at(invoice.position).version(invoice.sequence).replayed(done.replayed))
}

//! `POST /cash-drawer/reconcile`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::drawer::Reconciliation;
use domain::user::Permission;
use domain::values::{DrawerSessionId, Notes};
use utoipa::ToSchema;

use super::session_reply::ReconciledReply;
use super::{said, target};
use crate::body::{Body, number, text, yes_or_no};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// What is said of a count.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ReconcileRequest {
    /// The counted session.
    session_id: i64,
    /// How the variance is explained, or what is asked: 1 to 500 characters.
    note: String,
    /// true if it is not said: the count is approved. false: it goes on waiting.
    approve: Option<bool>,
    /// The session's drawer; the first outlet's first if none is given.
    drawer_id: Option<i64>,
}

/// Approves a count with a note, or only asks. Neither who counted nor who had the drawer at the end
/// approves it.
#[utoipa::path(post, path = "/api/v1/cash-drawer/reconcile", tag = "cash drawer",
    security(("bearer" = [])), params(("If-Match" = Option<String>, Header)),
    request_body = ReconcileRequest,
    responses((status = 200, body = Envelope<ReconciledReply>), Refusals))]
pub(crate) async fn reconcile(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ReconciledReply>>, ApiError> {
    let read = body.read(|fields| {
        let session_id = fields.required("sessionId", number(DrawerSessionId::new));
        let note = fields.required("note", text(Notes::parse));
        let approve = fields.optional("approve", yes_or_no).unwrap_or(true);
        let target = target(fields);
        Some((target, Reconciliation { session_id: session_id?, note: note?, approve }))
    });
    let (target, wanted) = staff.said(Permission::CashDrawerReconcile, read).await?;
    let target = target.at(if_match(&headers)?);
    let done = commands::drawer::reconcile(&till.desk, &staff.call(&body), target, &wanted).await?;
    Ok(said(&done, ReconciledReply::of(&done.what)?))
}

//! `GET /refunds/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::payment::PaymentError;
use domain::user::Permission;
use projections::payments::{Payments, find_refund};
use projections::runtime::Projection;

use super::reply::{RefundReply, refund_id};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One refund.
#[utoipa::path(get, path = "/api/v1/refunds/{id}", tag = "refunds", security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<RefundReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<RefundReply>>, ApiError> {
    staff.may(Permission::PaymentsView).await?;
    let id = refund_id(id)?;
    let mut snapshot = till.read_db.snapshot(Payments::NAME, min_position(&headers)?).await?;
    let row = find_refund(&mut snapshot, id).await?.ok_or(PaymentError::NoSuchRefund)?;
    let reply = RefundReply::found(&row.payment, id, row.version)?;
    Ok(Reply::ok(reply).at(snapshot.position).version(row.version))
}

//! `GET /payments/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::payment::PaymentError;
use domain::user::Permission;
use domain::values::PaymentId;
use projections::payments::{Payments, find};
use projections::runtime::Projection;

use super::reply::PaymentReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One payment, with what went back of it.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments", security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<PaymentReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<PaymentReply>>, ApiError> {
    staff.may(Permission::PaymentsView).await?;
    let id = PaymentId::new(id).map_err(|_| PaymentError::NotFound)?;
    let mut snapshot = till.read_db.snapshot(Payments::NAME, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(PaymentError::NotFound)?;
    let reply = PaymentReply::of(&row.payment, row.version)?;
    Ok(Reply::ok(reply).at(snapshot.position).version(row.version))
}

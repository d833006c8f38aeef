//! `GET /invoices/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::invoice::InvoiceError;
use domain::user::Permission;
use projections::receivables::{Receivables, find};
use projections::runtime::Projection;

use super::known_id;
use super::reply::InvoiceReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One invoice, with its deliveries and what became of them.
#[utoipa::path(get, path = "/api/v1/invoices/{id}", tag = "receivables",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<InvoiceReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<InvoiceReply>>, ApiError> {
    staff.may(Permission::InvoicesRead).await?;
    let id = known_id(id)?;
    let mut snapshot = till.read_db.snapshot(Receivables::NAME, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(InvoiceError::NotFound)?;
    let reply = InvoiceReply::of(&row.invoice, row.version)?;
    Ok(Reply::ok(reply).at(snapshot.position).version(row.version))
}

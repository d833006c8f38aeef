//! `POST /customers/{id}/erase`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::user::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::profile;
use super::target;
use crate::body::Body;
use crate::erasure::{EraseRequest, GONE, GoingReply, SENT_OUT, going, reason};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// What became of what was known about a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErasureReply {
    customer_id: i64,
    /// Records of theirs that were erased with this one.
    merged_from: Vec<i64>,
    erased_at: DateTime<Utc>,
    /// What nobody can read any more, from now on.
    gone: [&'static str; 3],
    /// What goes by itself, and when at the latest.
    going: [GoingReply; 2],
    /// What is kept, and says nothing about the person.
    kept: [&'static str; 2],
    /// What cannot be called back.
    sent_out: &'static str,
}

impl ErasureReply {
    fn of(customer_id: i64, merged_from: Vec<i64>, erased_at: DateTime<Utc>) -> Self {
        Self {
            customer_id,
            merged_from,
            erased_at,
            gone: GONE,
            going: going(erased_at),
            kept: [
                "orders, payments and invoices with their amounts, without the person",
                "that the record was erased, when, why and by whom",
            ],
            sent_out: SENT_OUT,
        }
    }
}

/// Erases what is known about a customer as a person: names, phones, addresses, plates, what was written
/// about them, on this record and on those that were merged into it. Amounts and numbers stay. There is no
/// way back.
#[utoipa::path(post, path = "/api/v1/customers/{id}/erase", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)),
    request_body = EraseRequest,
    responses((status = 200, body = Envelope<ErasureReply>), Refusals))]
pub(crate) async fn erase(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ErasureReply>>, ApiError> {
    let reason = staff.said(Permission::CustomersErase, body.read(reason)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::erase(&till.desk, &call, target, reason).await?;
    let customer = &done.what.0;
    let known = profile(&customer.state)?;
    let merged_from = known.absorbed.iter().map(|id| id.get()).collect();
    let reply = ErasureReply::of(id, merged_from, known.erased_at.unwrap_or(known.updated_at));
    Ok(Reply::ok(reply).at(customer.position).version(customer.sequence).replayed(done.replayed))
}

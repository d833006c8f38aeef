//! `POST /customers/{id}/erase`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use domain::customer::ErasureReason;
use domain::user::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::profile;
use super::target;
use crate::body::{Body, Fields, one_of};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Days after which the servers' own logs of changes (binlogs) are gone.
const BINLOGS: i64 = 7;
/// Days after which the last backup of keys of before is gone.
const BACKUPS: i64 = 30;

/// Why.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EraseCustomerRequest {
    /// requested, no_longer_needed
    reason: String,
}

fn read(fields: &mut Fields) -> Option<ErasureReason> {
    fields.required("reason", one_of(&ErasureReason::ALL, ErasureReason::name))
}

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

/// Something that goes by itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GoingReply {
    what: &'static str,
    until: DateTime<Utc>,
}

impl ErasureReply {
    fn of(customer_id: i64, merged_from: Vec<i64>, erased_at: DateTime<Utc>) -> Self {
        let within = |days, what| GoingReply { what, until: erased_at + TimeDelta::days(days) };
        Self {
            customer_id,
            merged_from,
            erased_at,
            gone: [
                "events, snapshots and kept replies: their key is destroyed",
                "read tables, those of before too, and Redis: as soon as workers have read it",
                "files and topics that hold events as they are stored: no key opens them",
            ],
            going: [
                within(BINLOGS, "binlogs of the servers, which hold the key as it was"),
                within(BACKUPS, "backups of keys of before"),
            ],
            kept: [
                "orders, payments and invoices with their amounts, without the person",
                "that the record was erased, when, why and by whom",
            ],
            sent_out: "lists and reports that were printed or exported before, and messages that were \
                       sent: the audit trail says which",
        }
    }
}

/// Erases what is known about a customer as a person: names, phones, addresses, plates, what was written
/// about them, on this record and on those that were merged into it. Amounts and numbers stay. There is no
/// way back.
#[utoipa::path(post, path = "/api/v1/customers/{id}/erase", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)),
    request_body = EraseCustomerRequest,
    responses((status = 200, body = Envelope<ErasureReply>), Refusals))]
pub(crate) async fn erase(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ErasureReply>>, ApiError> {
    let reason = staff.said(Permission::CustomersErase, body.read(read)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::erase(&till.desk, &call, target, reason).await?;
    let customer = &done.what.0;
    let known = profile(&customer.state)?;
    let merged_from = known.absorbed.iter().map(|id| id.get()).collect();
    let reply = ErasureReply::of(id, merged_from, known.erased_at.unwrap_or(known.updated_at));
    Ok(Reply::ok(reply).at(customer.position).version(customer.sequence).replayed(done.replayed))
}

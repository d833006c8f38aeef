//! `POST /customers/{id}/merge`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::CustomerId;
use utoipa::ToSchema;

use super::reply::CustomerReply;
use super::target;
use crate::body::{Body, Fields, number};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Which record goes on.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct MergeCustomersRequest {
    /// Of a customer.
    into_id: i64,
}

fn read(fields: &mut Fields) -> Option<CustomerId> {
    fields.required("intoId", number(CustomerId::new))
}

/// Two records are of one person: this one goes into the other, with its phones, addresses,
/// vehicles, containers and notes, and its orders follow. The reply shows the one that goes on.
#[utoipa::path(post, path = "/api/v1/customers/{id}/merge", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = MergeCustomersRequest,
    responses((status = 200, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn merge(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    let into = staff.said(Permission::CustomersMerge, body.read(read)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::merge(&till.desk, &call, target, into).await?;
    let customer = &done.what.0;
    let reply = Reply::ok(CustomerReply::of(&customer.state, customer.sequence)?);
    Ok(reply.at(customer.position).version(customer.sequence).replayed(done.replayed))
}

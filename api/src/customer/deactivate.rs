//! `PATCH /customers/{id}/deactivate`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::Notes;
use utoipa::ToSchema;

use super::reply::{CustomerReply, changed};
use super::target;
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Why, if somebody says so.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct DeactivateCustomerRequest {
    /// Up to 500 characters.
    reason: Option<String>,
}

fn read(fields: &mut Fields) -> Option<Notes> {
    fields.optional("reason", text(Notes::parse))
}

/// A customer gets no new orders from now on. Those they have go on, and their phone stays theirs.
#[utoipa::path(patch, path = "/api/v1/customers/{id}/deactivate", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)),
    request_body = DeactivateCustomerRequest,
    responses((status = 200, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn deactivate(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    let read = body.read(|fields| Some(read(fields)));
    let reason = staff.said(Permission::CustomersUpdate, read).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    changed(&commands::customer::deactivate(&till.desk, &call, target, reason.as_ref()).await?)
}

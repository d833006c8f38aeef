//! `PATCH /outlets/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::outlet::OutletEdits;
use domain::outlet::OutletError;
use domain::user::Permission;
use domain::values::{CutOff, OutletAddress, OutletId, OutletName, OutletZone};
use utoipa::ToSchema;

use super::reply::OutletReply;
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// What to correct; what is missing stays as it is.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EditOutletRequest {
    /// 1 to 64 characters.
    name: Option<String>,
    /// 1 to 500 characters; null takes it away.
    address: Option<String>,
    /// Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura
    timezone: Option<String>,
    /// When its business day begins: `HH:MM`, at most 12:00.
    cut_off: Option<String>,
}

fn read(fields: &mut Fields) -> OutletEdits {
    OutletEdits {
        name: fields.optional("name", text(OutletName::parse)),
        address: fields.change("address", text(OutletAddress::parse)),
        zone: fields.optional("timezone", text(OutletZone::parse)),
        cut_off: fields.optional("cutOff", text(CutOff::parse)),
    }
}

/// Corrects what is known of an outlet. Business days that are written down stay.
#[utoipa::path(patch, path = "/api/v1/outlets/{id}", tag = "outlets", security(("bearer" = [])),
    params(("id" = i64, Path)), request_body = EditOutletRequest,
    responses((status = 200, body = Envelope<OutletReply>), Refusals))]
pub(crate) async fn edit(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<OutletReply>>, ApiError> {
    let edits = staff.said(Permission::ConfigWrite, body.read(|f| Some(read(f)))).await?;
    let id = OutletId::new(id).map_err(|_| OutletError::NotFound)?;
    let version = if_match(&headers)?;
    let call = staff.call(&body);
    let done = commands::outlet::edit(&till.desk, &call, id, version, &edits).await?;
    let outlet = &done.what;
    let reply = Reply::ok(OutletReply::of(outlet)?);
    Ok(reply.at(outlet.position).version(outlet.sequence).replayed(done.replayed))
}

//! `POST /outlets`

use axum::extract::State;
use commands::outlet::NewOutlet;
use domain::user::Permission;
use domain::values::{CutOff, OutletAddress, OutletName, OutletZone};
use utoipa::ToSchema;

use super::reply::OutletReply;
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// An outlet to open.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct OpenOutletRequest {
    /// 1 to 64 characters.
    name: String,
    /// 1 to 500 characters.
    address: Option<String>,
    /// Asia/Jakarta (if none is given), Asia/Pontianak, Asia/Makassar, Asia/Jayapura
    timezone: Option<String>,
    /// When its business day begins: `HH:MM`, 00:00 (if none is given) to 12:00.
    cut_off: Option<String>,
}

fn read(fields: &mut Fields) -> Option<NewOutlet> {
    let name = fields.required("name", text(OutletName::parse));
    let address = fields.optional("address", text(OutletAddress::parse));
    let zone = fields.optional("timezone", text(OutletZone::parse));
    let cut_off = fields.optional("cutOff", text(CutOff::parse));
    Some(NewOutlet {
        outlet_id: None,
        name: name?,
        address,
        zone: zone.unwrap_or(OutletZone::Jakarta),
        cut_off: cut_off.unwrap_or(CutOff::MIDNIGHT),
    })
}

/// Opens an outlet.
#[utoipa::path(post, path = "/api/v1/outlets", tag = "outlets", security(("bearer" = [])),
    request_body = OpenOutletRequest,
    responses((status = 201, body = Envelope<OutletReply>), Refusals))]
pub(crate) async fn open(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<OutletReply>>, ApiError> {
    let new = staff.said(Permission::ConfigWrite, body.read(read)).await?;
    let done = commands::outlet::open(&till.desk, &staff.call(&body), &new).await?;
    let outlet = &done.what;
    let reply = Reply::created(OutletReply::of(outlet)?);
    Ok(reply.at(outlet.position).version(outlet.sequence).replayed(done.replayed))
}

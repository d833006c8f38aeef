//! `POST /drawers`

use axum::extract::State;
use commands::drawer::NewDrawer;
use domain::user::Permission;
use domain::values::{DrawerName, OutletId};
use utoipa::ToSchema;

use super::reply::DrawerReply;
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A drawer to install.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct InstallDrawerRequest {
    /// 1 to 64 characters.
    name: String,
    /// Where it stands; 1 if none is given.
    outlet_id: Option<i64>,
}

fn read(fields: &mut Fields) -> Option<NewDrawer> {
    let name = fields.required("name", text(DrawerName::parse));
    let outlet_id = fields.optional("outletId", number(OutletId::new));
    Some(NewDrawer { drawer_id: None, outlet_id, name: name? })
}

/// Puts a drawer of cash into an outlet.
#[utoipa::path(post, path = "/api/v1/drawers", tag = "drawers", security(("bearer" = [])),
    request_body = InstallDrawerRequest,
    responses((status = 201, body = Envelope<DrawerReply>), Refusals))]
pub(crate) async fn install(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<DrawerReply>>, ApiError> {
    let new = staff.said(Permission::ConfigWrite, body.read(read)).await?;
    let done = commands::drawer::install(&till.desk, &staff.call(&body), &new).await?;
    let drawer = &done.what;
    let reply = Reply::created(DrawerReply::of(drawer)?);
    Ok(reply.at(drawer.position).version(drawer.sequence).replayed(done.replayed))
}

//! `POST /cash-drawer/open`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::drawer::amounts::opening_balance;
use domain::user::Permission;
use utoipa::ToSchema;

use super::session_reply::DrawerSessionReply;
use super::{said, target};
use crate::body::{Body, number};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// A drawer to open.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct OpenDrawerRequest {
    /// The float in it, in Rupiah: 0 to 100,000,000.
    opening_balance: i64,
    /// The first outlet's first if none is given.
    drawer_id: Option<i64>,
}

/// Opens a drawer with its float; who opens it has it. One session at a time.
#[utoipa::path(post, path = "/api/v1/cash-drawer/open", tag = "cash drawer",
    security(("bearer" = [])), params(("If-Match" = Option<String>, Header)),
    request_body = OpenDrawerRequest,
    responses((status = 200, body = Envelope<DrawerSessionReply>), Refusals))]
pub(crate) async fn open(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<DrawerSessionReply>>, ApiError> {
    let read = body.read(|fields| {
        let float = fields.required("openingBalance", number(opening_balance));
        let target = target(fields);
        Some((target, float?))
    });
    let (target, float) = staff.said(Permission::CashDrawerOperate, read).await?;
    let target = target.at(if_match(&headers)?);
    let done = commands::drawer::open(&till.desk, &staff.call(&body), target, float).await?;
    Ok(said(&done, DrawerSessionReply::open(&done.what)?))
}

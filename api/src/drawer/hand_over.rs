//! `POST /cash-drawer/hand-over`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::drawer::amounts::counted;
use domain::user::Permission;
use domain::values::Username;
use utoipa::ToSchema;

use super::session_reply::DrawerSessionReply;
use super::{said, target};
use crate::body::{Body, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Whom to hand a drawer over to, and what is in it.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct HandOverDrawerRequest {
    /// What was found in it, in Rupiah: 0 to 1,000,000,000.
    counted_balance: i64,
    /// The login of somebody who may operate drawers.
    to_username: String,
    /// The first outlet's first if none is given.
    drawer_id: Option<i64>,
}

/// Hands an open drawer over to somebody else, counted. The session goes on; how much of its variance
/// was there by then is shown once it is closed.
#[utoipa::path(post, path = "/api/v1/cash-drawer/hand-over", tag = "cash drawer",
    security(("bearer" = [])), params(("If-Match" = Option<String>, Header)),
    request_body = HandOverDrawerRequest,
    responses((status = 200, body = Envelope<DrawerSessionReply>), Refusals))]
pub(crate) async fn hand_over(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<DrawerSessionReply>>, ApiError> {
    let read = body.read(|fields| {
        let counted = fields.required("countedBalance", number(counted));
        let to = fields.required("toUsername", text(Username::parse));
        let target = target(fields);
        Some((target, counted?, to?))
    });
    let (target, counted, to) = staff.said(Permission::CashDrawerOperate, read).await?;
    let (call, target) = (staff.call(&body), target.at(if_match(&headers)?));
    let done = commands::drawer::hand_over(&till.desk, &call, target, counted, &to).await?;
    Ok(said(&done, DrawerSessionReply::open(&done.what)?))
}

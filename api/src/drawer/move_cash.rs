//! `POST /cash-drawer/movements`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::drawer::PettyCash;
use domain::drawer::Direction;
use domain::drawer::amounts::moved;
use domain::user::Permission;
use domain::values::Notes;
use utoipa::ToSchema;

use super::session_reply::DrawerSessionReply;
use super::{said, target};
use crate::body::{Body, number, one_of, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Petty cash to move.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct MoveCashRequest {
    /// in or out
    r#type: String,
    /// In Rupiah: 1 to 100,000,000.
    amount: i64,
    /// What for: 1 to 500 characters.
    reason: String,
    /// The first outlet's first if none is given.
    drawer_id: Option<i64>,
}

/// Moves petty cash in or out of an open drawer.
#[utoipa::path(post, path = "/api/v1/cash-drawer/movements", tag = "cash drawer",
    security(("bearer" = [])), params(("If-Match" = Option<String>, Header)),
    request_body = MoveCashRequest,
    responses((status = 200, body = Envelope<DrawerSessionReply>), Refusals))]
pub(crate) async fn move_cash(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<DrawerSessionReply>>, ApiError> {
    let read = body.read(|fields| {
        let direction = fields.required("type", one_of(&Direction::ALL, Direction::name));
        let amount = fields.required("amount", number(moved));
        let reason = fields.required("reason", text(Notes::parse));
        let target = target(fields);
        Some((target, PettyCash { direction: direction?, amount: amount?, reason: reason? }))
    });
    let (target, cash) = staff.said(Permission::CashDrawerOperate, read).await?;
    let target = target.at(if_match(&headers)?);
    let done = commands::drawer::move_cash(&till.desk, &staff.call(&body), target, &cash).await?;
    Ok(said(&done, DrawerSessionReply::open(&done.what)?))
}

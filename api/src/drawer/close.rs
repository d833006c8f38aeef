//! `POST /cash-drawer/close`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::drawer::DrawerCount;
use domain::drawer::Denomination;
use domain::drawer::amounts::counted;
use domain::user::Permission;
use domain::values::Notes;
use utoipa::ToSchema;

use super::session_reply::DrawerSessionReply;
use super::{said, target};
use crate::body::{Body, Fields, Problem, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// What was found in a drawer.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct CloseDrawerRequest {
    /// All of it, in Rupiah: 0 to 1,000,000,000.
    counted_balance: i64,
    /// Note by note and coin by coin; they make the count.
    denominations: Option<Vec<DenominationRequest>>,
    /// 1 to 500 characters.
    note: Option<String>,
    /// The first outlet's first if none is given.
    drawer_id: Option<i64>,
}

/// So many notes or coins of one kind.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct DenominationRequest {
    /// A note or coin of the Rupiah, such as 50000.
    value: i64,
    /// How many: 0 to 100,000.
    count: i64,
}

fn denominations(fields: &mut Fields) -> Vec<Denomination> {
    let mut seen = Vec::new();
    let read = |kind: &mut Fields| {
        let value = kind.required("value", number(Denomination::value_of));
        let count = kind.required("count", number(Denomination::count_of));
        let kinds = Denomination::new(value?, count?).ok()?;
        if seen.contains(&kinds.value()) {
            let message = "is there already: count all of a kind together";
            kind.refuse("value", Problem("DUPLICATE_ENTRY", message.to_owned()));
        }
        seen.push(kinds.value());
        Some(kinds)
    };
    fields.objects("denominations", Denomination::VALUES.len(), read).unwrap_or_default()
}

/// Closes a drawer with its count, which is blind: what should have been there is told in the reply
/// to it and nowhere before. Orders may be in work; its cash does not move any more.
#[utoipa::path(post, path = "/api/v1/cash-drawer/close", tag = "cash drawer",
    security(("bearer" = [])), params(("If-Match" = Option<String>, Header)),
    request_body = CloseDrawerRequest,
    responses((status = 200, body = Envelope<DrawerSessionReply>), Refusals))]
pub(crate) async fn close(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<DrawerSessionReply>>, ApiError> {
    let read = body.read(|fields| {
        let counted = fields.required("countedBalance", number(counted));
        let denominations = denominations(fields);
        let note = fields.optional("note", text(Notes::parse));
        let target = target(fields);
        Some((target, DrawerCount { counted: counted?, denominations, note }))
    });
    let (target, count) = staff.said(Permission::CashDrawerOperate, read).await?;
    let target = target.at(if_match(&headers)?);
    let done = commands::drawer::close(&till.desk, &staff.call(&body), target, &count).await?;
    Ok(said(&done, DrawerSessionReply::counted(&done.what)?))
}

//! `GET /cash-drawer/transactions`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::drawer::Payout;
use domain::values::DrawerSessionId;
use projections::drawers::{
    Cause, Drawers, MOVEMENTS_BY_AGE, MovementRow, find, last_of, movements,
};
use projections::list::Page;
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use super::session_reply::DrawerPersonReply;
use super::{named, seen_by};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Cash that went in or out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MovementReply {
    /// Where it stands in the log.
    position: i64,
    session_id: i64,
    drawer_id: i64,
    /// in, out (petty cash), payment, refund, void
    r#type: &'static str,
    /// in, out
    direction: &'static str,
    /// In Rupiah.
    amount: i64,
    /// Of a payment, and of one that was taken back.
    payment_id: Option<i64>,
    refund_id: Option<i64>,
    /// Of petty cash.
    reason: Option<String>,
    by: DrawerPersonReply,
    created_at: DateTime<Utc>,
}

impl From<(i64, MovementRow)> for MovementReply {
    fn from((position, row): (i64, MovementRow)) -> Self {
        let direction = row.direction.name();
        let (r#type, payment_id, refund_id, reason) = match &row.cause {
            Cause::Petty(reason) => (direction, None, None, Some(reason.get().to_string())),
            Cause::Payment(id) => ("payment", Some(id.get()), None, None),
            Cause::Payout(Payout::Refund { refund_id }) => {
                ("refund", None, Some(refund_id.get()), None)
            }
            Cause::Payout(Payout::VoidedPayment { payment_id, .. }) => {
                ("void", Some(payment_id.get()), None, None)
            }
        };
        Self {
            position,
            session_id: row.session_id.get(),
            drawer_id: row.drawer_id.get(),
            r#type,
            direction,
            amount: row.amount.get(),
            payment_id,
            refund_id,
            reason,
            by: (&row.by).into(),
            created_at: row.at,
        }
    }
}

/// What moved in a session, one by one, newest first unless sorted otherwise: of the session named,
/// or else of the drawer's last, open or not.
#[utoipa::path(get, path = "/api/v1/cash-drawer/transactions", tag = "cash drawer",
    security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("sessionId" = Option<i64>, Query),
        ("drawerId" = Option<i64>, Query, description = "the first outlet's first if missing"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<MovementReply>), Refusals))]
pub(crate) async fn transactions(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<MovementReply>>, ApiError> {
    let seen_by = seen_by(&staff).await?;
    let paging = params.paging(&[MOVEMENTS_BY_AGE]);
    let session = params.take("sessionId", |text| {
        let id = text.parse().ok().and_then(|id| DrawerSessionId::new(id).ok());
        id.ok_or_else(|| "must be a session's id".to_owned())
    });
    let drawer = named(&mut params);
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Drawers::NAME, min_position(&headers)?).await?;
    let found = match session {
        Some(id) => {
            let unknown = || ApiError::not_found("such session");
            Some(find(&mut snapshot, id, seen_by).await?.ok_or_else(unknown)?)
        }
        None => last_of(&mut snapshot, drawer, seen_by).await?,
    };
    let moved = match found {
        Some(found) => movements(&mut snapshot, found.session.id, &paging).await?,
        None => Page::empty(),
    };
    Ok(Reply::page(&paging, moved.map(Into::into)).at(snapshot.position))
}

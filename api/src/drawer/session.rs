//! `GET /cash-drawer` and `GET /cash-drawer/sessions/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::values::DrawerSessionId;
use projections::drawers::{Drawers, find, open_of};
use projections::runtime::Projection;

use super::session_reply::WholeSessionReply;
use super::{named, seen_by};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// The open session of a drawer; null if none is open.
#[utoipa::path(get, path = "/api/v1/cash-drawer", tag = "cash drawer", security(("bearer" = [])),
    params(("drawerId" = Option<i64>, Query, description = "the first outlet's first if missing"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Option<WholeSessionReply>>), Refusals))]
pub(crate) async fn open_now(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Option<WholeSessionReply>>>, ApiError> {
    seen_by(&staff).await?;
    let drawer = named(&mut params);
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Drawers::NAME, min_position(&headers)?).await?;
    let open = open_of(&mut snapshot, drawer).await?;
    let reply = Reply::ok(open.as_ref().map(Into::into)).at(snapshot.position);
    Ok(match open {
        Some(session) => reply.version(session.version),
        None => reply,
    })
}

/// One session. A cashier sees what is open and what they had themselves.
#[utoipa::path(get, path = "/api/v1/cash-drawer/sessions/{id}", tag = "cash drawer",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<WholeSessionReply>), Refusals))]
pub(crate) async fn session(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<WholeSessionReply>>, ApiError> {
    let seen_by = seen_by(&staff).await?;
    let unknown = || ApiError::not_found("such session");
    let id = DrawerSessionId::new(id).map_err(|_| unknown())?;
    let mut snapshot = till.read_db.snapshot(Drawers::NAME, min_position(&headers)?).await?;
    let found = find(&mut snapshot, id, seen_by).await?.ok_or_else(unknown)?;
    Ok(Reply::ok((&found).into()).at(snapshot.position).version(found.version))
}

//! `DELETE /tills/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::till::TillError;
use domain::user::Permission;
use domain::values::TillId;

use super::reply::TillReply;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Takes a shared till out of use: its token is good for nothing any more.
#[utoipa::path(delete, path = "/api/v1/tills/{id}", tag = "tills", security(("bearer" = [])),
    params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<TillReply>), Refusals))]
pub(crate) async fn retire(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<TillReply>>, ApiError> {
    staff.said(Permission::TillsWrite, body.read(|_| Some(()))).await?;
    let id = TillId::new(id).map_err(|_| TillError::NotFound)?;
    let version = if_match(&headers)?;
    let done = commands::till::retire(&till.desk, &staff.call(&body), id, version).await?;
    let retired = &done.what;
    let reply = Reply::ok(TillReply::of(retired)?);
    Ok(reply.at(retired.position).version(retired.sequence).replayed(done.replayed))
}

//! `GET /water-delivery/subscriptions/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::subscription::SubscriptionError;
use domain::user::Permission;
use projections::subscriptions::find;

use super::reply::SubscriptionReply;
use super::{known_id, look};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// One subscription.
#[utoipa::path(get, path = "/api/v1/water-delivery/subscriptions/{id}", tag = "water delivery",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<SubscriptionReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    staff.may(Permission::OrdersRead).await?;
    params.finish()?;
    let id = known_id(id)?;
    let (mut snapshot, today) = look(&till, &headers).await?;
    let row = find(&mut snapshot, id).await?.ok_or(SubscriptionError::NotFound)?;
    let agreement = row.subscription.agreement().ok_or(SubscriptionError::NotFound)?;
    let reply = SubscriptionReply::of(agreement, row.version, today.of(agreement.outlet_id));
    Ok(Reply::ok(reply).at(snapshot.position).version(row.version))
}

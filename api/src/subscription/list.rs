//! `GET /water-delivery/subscriptions`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::subscription::{Status, SubscriptionError};
use domain::user::Permission;
use domain::values::CustomerId;
use projections::subscriptions::{self, BY_AGE, SubscriptionFilter};

use super::look;
use super::reply::SubscriptionReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

fn filter(params: &mut Params) -> SubscriptionFilter {
    let customer = |text: &str| {
        let id = text.parse().ok().and_then(|id| CustomerId::new(id).ok());
        id.ok_or_else(|| "must be a customer's id".to_owned())
    };
    let status = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let known = Status::ALL.into_iter().find(|status| status.name() == lower);
        known.ok_or_else(|| format!("must be one of {}", Status::ALL.map(Status::name).join(", ")))
    };
    SubscriptionFilter {
        customer: params.take("filter[customerId]", customer),
        status: params.take("filter[status]", status),
    }
}

/// Subscriptions, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/water-delivery/subscriptions", tag = "water delivery",
    security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[customerId]" = Option<i64>, Query),
        ("filter[status]" = Option<String>, Query, description = "active, paused or ended; today"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<SubscriptionReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<SubscriptionReply>>, ApiError> {
    staff.may(Permission::OrdersRead).await?;
    let paging = params.paging(&[BY_AGE]);
    let filter = filter(&mut params);
    params.finish()?;
    let (mut snapshot, today) = look(&till, &headers).await?;
    let found = subscriptions::list(&mut snapshot, &filter, &today, &paging).await?;
    let page = found.try_map(|row| {
        let agreement = row.subscription.agreement().ok_or(SubscriptionError::NotFound)?;
        let on = today.of(agreement.outlet_id);
        Ok::<_, ApiError>(SubscriptionReply::of(agreement, row.version, on))
    })?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

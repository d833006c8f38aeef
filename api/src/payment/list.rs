//! `GET /payments`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::payment::PaymentMethod;
use domain::user::Permission;
use domain::values::OrderId;
use projections::payments::{BY_AGE, PaymentFilter, Payments};
use projections::runtime::Projection;

use super::reply::PaymentReply;
use crate::error::ApiError;
use crate::query::{Params, id, instant, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

const STATUSES: [&str; 4] = ["pending", "successful", "failed", "refunded"];

/// Payments, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/payments", tag = "payments", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[orderId]" = Option<i64>, Query),
        ("filter[method]" = Option<String>, Query),
        ("filter[status]" = Option<String>, Query),
        ("filter[createdAt][gte]" = Option<String>, Query),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<PaymentReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<PaymentReply>>, ApiError> {
    staff.may(Permission::PaymentsView).await?;
    let paging = params.paging(&[BY_AGE]);
    let filter = PaymentFilter {
        order: params.take("filter[orderId]", id(OrderId::new)),
        method: params.take("filter[method]", one_of(&PaymentMethod::ALL, PaymentMethod::name)),
        status: params.take("filter[status]", one_of(&STATUSES, |name| name)).map(str::to_owned),
        from: params.take("filter[createdAt][gte]", instant),
        to: params.take("filter[createdAt][lte]", instant),
    };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Payments::NAME, min_position(&headers)?).await?;
    let found = projections::payments::list(&mut snapshot, &filter, &paging).await?;
    let page = found.try_map(|row| PaymentReply::of(&row.payment, row.version))?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

//! `GET /refunds`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::payment::RefundStatus;
use domain::user::Permission;
use domain::values::{OrderId, PaymentId};
use projections::payments::{Payments, REFUNDS_BY_AGE, RefundFilter};
use projections::runtime::Projection;

use super::reply::RefundReply;
use crate::error::ApiError;
use crate::query::{Params, id, instant, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Refunds, newest first unless sorted otherwise: `filter[status]=requested` is who waits for an
/// approval.
#[utoipa::path(get, path = "/api/v1/refunds", tag = "refunds", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[paymentId]" = Option<i64>, Query),
        ("filter[orderId]" = Option<i64>, Query),
        ("filter[status]" = Option<String>, Query),
        ("filter[createdAt][gte]" = Option<String>, Query),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<RefundReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<RefundReply>>, ApiError> {
    staff.may(Permission::PaymentsView).await?;
    let paging = params.paging(&[REFUNDS_BY_AGE]);
    let filter = RefundFilter {
        payment: params.take("filter[paymentId]", id(PaymentId::new)),
        order: params.take("filter[orderId]", id(OrderId::new)),
        status: params.take("filter[status]", one_of(&RefundStatus::ALL, RefundStatus::name)),
        from: params.take("filter[createdAt][gte]", instant),
        to: params.take("filter[createdAt][lte]", instant),
    };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Payments::NAME, min_position(&headers)?).await?;
    let found = projections::payments::list_refunds(&mut snapshot, &filter, &paging).await?;
    let page = found.try_map(|(row, id)| RefundReply::found(&row.payment, id, row.version))?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

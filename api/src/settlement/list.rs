//! `GET /settlements`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::payment::PaymentMethod;
use domain::user::Permission;
use domain::values::OutletId;
use projections::runtime::Projection;
use projections::settlements::{BY_AGE, SettlementFilter, Settlements};

use super::expected::day;
use super::reply::SettlementReply;
use crate::error::ApiError;
use crate::query::{Params, id, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Settlements, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/settlements", tag = "settlements", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[paymentMethod]" = Option<String>, Query, description = "card or e_wallet"),
        ("filter[outletId]" = Option<i64>, Query),
        ("filter[settledOn][gte]" = Option<String>, Query, description = "such as 2026-11-23"),
        ("filter[settledOn][lte]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<SettlementReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<SettlementReply>>, ApiError> {
    staff.may(Permission::SettlementsRead).await?;
    let paging = params.paging(&[BY_AGE]);
    let method = one_of(&PaymentMethod::SETTLED_LATER, PaymentMethod::name);
    let filter = SettlementFilter {
        method: params.take("filter[paymentMethod]", method),
        outlet: params.take("filter[outletId]", id(OutletId::new)),
        from: params.take("filter[settledOn][gte]", day),
        to: params.take("filter[settledOn][lte]", day),
    };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Settlements::NAME, min_position(&headers)?).await?;
    let found = projections::settlements::list(&mut snapshot, &filter, &paging).await?;
    let page = found.try_map(|row| SettlementReply::of(&row.settlement, row.version))?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

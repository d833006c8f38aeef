//! `GET /customers/search`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::customers::{BY_AGE, CustomerFilter};

use super::list::{page, short};
use super::reply::ShownCustomer;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Customers whose phone (in any form), membership number or plate (also without the region) begins
/// with `q`, or whose name has words that begin with those of `q`; newest first. A name or a card of a
/// record that was merged finds the one that goes on.
#[utoipa::path(get, path = "/api/v1/customers/search", tag = "customers",
    security(("bearer" = [])),
    params(("q" = String, Query, description = "1 to 100 characters"),
        ("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<ShownCustomer>), Refusals))]
pub(crate) async fn search(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<ShownCustomer>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let paging = params.paging_by(&BY_AGE, true);
    let filter = CustomerFilter {
        anything: params.required("q", short),
        include_deleted: params.flag("includeDeleted").unwrap_or(false),
        whole_phones_only: !Permission::CustomerDetailsRead.granted_to(role),
        ..CustomerFilter::default()
    };
    params.finish()?;
    page(&till, role, &filter, paging, &headers).await
}

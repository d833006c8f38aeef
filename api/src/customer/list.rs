//! `GET /customers`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::user::Permission;
use projections::customers::Customers;
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::shown_to;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// A customer with a record.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerReply {
    id: i64,
    name: String,
    phone: String,
    /// regular, vip, corporate
    customer_type: String,
    created_at: DateTime<Utc>,
}

/// Customers, newest first.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<CustomerReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<CustomerReply>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let paging = params.paging();
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Customers::NAME, min_position(&headers)?).await?;
    let (rows, matches) =
        projections::customers::list(&mut snapshot, paging.limit, paging.offset()).await?;
    let replies = rows.into_iter().map(|row| CustomerReply {
        id: row.id,
        name: row.name,
        phone: shown_to(role, &row.phone),
        customer_type: row.customer_type,
        created_at: row.created_at,
    });
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(replies.collect(), meta).at(snapshot.position))
}

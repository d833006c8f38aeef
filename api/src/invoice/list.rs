//! `GET /invoices`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::invoice::InvoiceStatus;
use domain::user::Permission;
use domain::values::{CustomerId, Month};
use projections::customers::Customers;
use projections::receivables::{BY_AGE, InvoiceFilter, Receivables};
use projections::runtime::Projection;

use super::reply::InvoiceReply;
use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::{Params, id, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Invoices, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/invoices", tag = "receivables", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[status]" = Option<String>, Query,
            description = "open, partial, overdue, paid, written_off"),
        ("filter[customerId]" = Option<i64>, Query),
        ("filter[month]" = Option<String>, Query, description = "such as 2025-10"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<InvoiceReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<InvoiceReply>>, ApiError> {
    staff.may(Permission::InvoicesRead).await?;
    let paging = params.paging(&[BY_AGE]);
    let filter = InvoiceFilter {
        status: params.take("filter[status]", one_of(&InvoiceStatus::ALL, InvoiceStatus::name)),
        customer: params.take("filter[customerId]", id(CustomerId::new)),
        month: params
            .take("filter[month]", |text| Month::parse(text).map_err(|error| error.to_string())),
    };
    params.finish()?;
    let names = [Receivables::NAME, Customers::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(&headers)?).await?;
    let found = projections::receivables::list(&mut snapshot, &filter, today(), &paging).await?;
    let page = found.try_map(|row| InvoiceReply::of(&row.invoice, row.version))?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

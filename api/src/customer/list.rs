//! `GET /customers`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::customer::CustomerType;
use domain::user::{Permission, Role};
use projections::Snapshot;
use projections::customers::{CustomerFilter, CustomerRow, Customers, SORTS};
use projections::list::{Page, Paging};
use projections::orders::{Orders, totals_of};
use projections::runtime::Projection;

use super::reply::ShownCustomer;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// A short text, as it was typed.
pub(super) fn short(text: &str) -> Result<String, String> {
    match text.trim().chars().count() {
        1..=100 => Ok(text.trim().to_owned()),
        _ => Err("must have 1 to 100 characters".to_owned()),
    }
}

fn phone(text: &str) -> Result<String, String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if (3..=20).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
    {
        Ok(text.to_owned())
    } else {
        Err("must be a phone number, or the first three digits of one or more".to_owned())
    }
}

fn customer_type(text: &str) -> Result<CustomerType, String> {
    let lower = text.to_ascii_lowercase();
    let known = CustomerType::ALL.into_iter().find(|known| known.name() == lower);
    known.ok_or_else(|| "must be one of regular, vip, corporate".to_owned())
}

fn filter(params: &mut Params, role: Role) -> CustomerFilter {
    CustomerFilter {
        anything: None,
        name: params.take("filter[name]", short),
        phone: params.take("filter[phone]", phone),
        customer_type: params.take("filter[customerType]", customer_type),
        email: params.take("filter[email]", short),
        is_active: params.flag("filter[isActive]"),
        include_deleted: params.flag("includeDeleted").unwrap_or(false),
        whole_phones_only: !Permission::CustomerDetailsRead.granted_to(role),
    }
}

/// A moment of customers and of what they ordered.
pub(super) async fn look(till: &Till, headers: &HeaderMap) -> Result<Snapshot, ApiError> {
    let both = [Customers::NAME, Orders::NAME];
    Ok(till.read_db.snapshot_of(&both, min_position(headers)?).await?)
}

/// Customers as that role may see them.
pub(super) async fn shown(
    snapshot: &mut Snapshot,
    found: Page<CustomerRow>,
    role: Role,
) -> Result<Page<ShownCustomer>, ApiError> {
    let totals = totals_of(snapshot, found.rows.iter().filter_map(CustomerRow::id)).await?;
    found.try_map(|row| {
        let theirs = row.id().and_then(|id| totals.get(&id)).copied().unwrap_or_default();
        ShownCustomer::of(&row, theirs, role)
    })
}

/// A page of the customers that match.
pub(super) async fn page(
    till: &Till,
    role: Role,
    filter: &CustomerFilter,
    paging: Paging,
    headers: &HeaderMap,
) -> Result<Reply<ListEnvelope<ShownCustomer>>, ApiError> {
    let mut snapshot = look(till, headers).await?;
    let found = projections::customers::list(&mut snapshot, filter, &paging).await?;
    let page = shown(&mut snapshot, found, role).await?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

/// Customers, newest first unless sorted otherwise. Deleted and merged records only if asked for.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or name; -name is z first"),
        ("filter[name]" = Option<String>, Query, description = "words, or what they begin with"),
        ("filter[phone]" = Option<String>, Query, description = "it or its beginning, in any form"),
        ("filter[customerType]" = Option<String>, Query),
        ("filter[email]" = Option<String>, Query),
        ("filter[isActive]" = Option<bool>, Query),
        ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<ShownCustomer>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<ShownCustomer>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let paging = params.paging(SORTS);
    let filter = filter(&mut params, role);
    params.finish()?;
    page(&till, role, &filter, paging, &headers).await
}

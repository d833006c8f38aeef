//! `GET /customers`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::customer::CustomerType;
use domain::user::{Permission, Role};
use projections::customers::{CustomerFilter, Customers};
use projections::orders::Paging;
use projections::runtime::Projection;

use super::reply::ShownCustomer;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
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
        Err("must be a phone number, or three digits of one or more".to_owned())
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

/// A page of the customers that match.
pub(super) async fn page(
    till: &Till,
    role: Role,
    filter: &CustomerFilter,
    paging: Paging,
    headers: &HeaderMap,
) -> Result<Reply<ListEnvelope<ShownCustomer>>, ApiError> {
    let mut snapshot = till.read_db.snapshot(Customers::NAME, min_position(headers)?).await?;
    let (rows, matches) = projections::customers::list(&mut snapshot, filter, paging).await?;
    let shown = rows.iter().map(|row| ShownCustomer::of(row, role)).collect::<Result<_, _>>()?;
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(shown, meta).at(snapshot.position))
}

/// Customers, newest first unless sorted otherwise. Deleted and merged records only if asked for.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[name]" = Option<String>, Query, description = "a part of it"),
        ("filter[phone]" = Option<String>, Query, description = "it or a part, in any form"),
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
    let paging = Paging { ascending: params.sort_by_age(), ..params.paging() };
    let filter = filter(&mut params, role);
    params.finish()?;
    page(&till, role, &filter, paging, &headers).await
}

//! `GET /{service}/orders` and `GET /orders`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Datelike, Utc};
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::CustomerId;
use projections::customers::Customers;
use projections::orders::{OrderFilter, Orders, Paging};
use projections::runtime::Projection;

use super::path::ServicePath;
use super::reply::OrderReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

const STATUSES: [&str; 6] = ["pending", "in_progress", "completed", "paid", "closed", "cancelled"];

type Page = Result<Reply<ListEnvelope<OrderReply>>, ApiError>;

fn filter(params: &mut Params, service: Option<ServiceType>) -> OrderFilter {
    let status = |text: &str| {
        let lower = text.to_ascii_lowercase();
        if STATUSES.contains(&lower.as_str()) {
            Ok(lower)
        } else {
            Err(format!("must be one of {}", STATUSES.join(", ")))
        }
    };
    let customer = |text: &str| {
        let id = text.parse().ok().and_then(|id| CustomerId::new(id).ok());
        id.ok_or_else(|| "must be a customer's id".to_owned())
    };
    let instant = |text: &str| {
        let instant = text.parse::<DateTime<Utc>>().ok();
        let within = instant.filter(|instant| (1..=9999).contains(&instant.year()));
        within.ok_or_else(|| "must be a time such as 2026-11-23T03:00:00Z".to_owned())
    };
    OrderFilter {
        service,
        deleted: params.flag("includeDeleted").unwrap_or(false),
        status: params.take("filter[status]", status),
        customer: params.take("filter[customerId]", customer),
        from: params.take("filter[createdAt][gte]", instant),
        to: params.take("filter[createdAt][lte]", instant),
    }
}

async fn page(
    till: &Till,
    staff: &Staff,
    mut params: Params,
    headers: &HeaderMap,
    service: Option<ServiceType>,
) -> Page {
    let role = staff.may(Permission::OrdersRead).await?;
    let paging = Paging { ascending: params.sort_by_age(), ..params.paging() };
    let named = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let known = ServiceType::ALL.into_iter().find(|service| service.name() == lower);
        known.ok_or_else(|| {
            format!("must be one of {}", ServiceType::ALL.map(ServiceType::name).join(", "))
        })
    };
    let service = match service {
        Some(service) => Some(service),
        None => params.take("filter[serviceType]", named),
    };
    let filter = filter(&mut params, service);
    params.finish()?;
    let both = [Orders::NAME, Customers::NAME];
    let needed = if filter.customer.is_some() { &both[..] } else { &both[..1] };
    let mut snapshot = till.read_db.snapshot_of(needed, min_position(headers)?).await?;
    let (rows, matches) = projections::orders::list(&mut snapshot, &filter, paging).await?;
    let orders = rows
        .iter()
        .map(|row| OrderReply::of(&row.order, row.version, role))
        .collect::<Result<_, _>>()?;
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(orders, meta).at(snapshot.position))
}

/// The orders of a service, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/{service}/orders", tag = "orders", security(("bearer" = [])),
    params(("service" = String, Path),
        ("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[status]" = Option<String>, Query),
        ("filter[customerId]" = Option<i64>, Query),
        ("filter[createdAt][gte]" = Option<String>, Query),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<OrderReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    ServicePath(service): ServicePath,
    params: Params,
    headers: HeaderMap,
) -> Page {
    page(&till, &staff, params, &headers, Some(service)).await
}

/// The orders of all services, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[serviceType]" = Option<String>, Query),
        ("filter[status]" = Option<String>, Query),
        ("filter[customerId]" = Option<i64>, Query),
        ("filter[createdAt][gte]" = Option<String>, Query),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<OrderReply>), Refusals))]
pub(crate) async fn list_all(
    State(till): State<Till>,
    staff: Staff,
    params: Params,
    headers: HeaderMap,
) -> Page {
    page(&till, &staff, params, &headers, None).await
}

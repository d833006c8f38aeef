//! `GET /{service}/orders` and `GET /orders`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::order::{PaymentStatus, ServiceType};
use domain::user::{Permission, Role};
use domain::values::CustomerId;
use projections::list::Page;
use projections::orders::{NumberFilter, OrderFilter, OrderRow, SORTS};

use super::path::ServicePath;
use super::reply::OrderReply;
use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::{Params, id, instant, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

const STATUSES: [&str; 6] = ["pending", "in_progress", "completed", "paid", "closed", "cancelled"];

type Listed = Result<Reply<ListEnvelope<OrderReply>>, ApiError>;

/// What orders are narrowed to, whosever they are: those of a service, or of the one asked for.
pub(crate) fn filter(params: &mut Params, service: Option<ServiceType>) -> OrderFilter {
    let number = |text: &str| {
        let number = NumberFilter::parse(text);
        number.ok_or_else(|| "must be a number such as CW-2026-00001, or begin one".to_owned())
    };
    let payment = one_of(&PaymentStatus::ALL, PaymentStatus::name);
    let named = one_of(&ServiceType::ALL, ServiceType::name);
    let service = service.or_else(|| params.take("filter[serviceType]", named));
    OrderFilter {
        service,
        deleted: params.flag("includeDeleted").unwrap_or(false),
        status: params.take("filter[status]", one_of(&STATUSES, |name| name)).map(str::to_owned),
        payment: params.take("filter[paymentStatus]", payment).map(|status| (status, today())),
        customer: None,
        number: params.take("filter[orderNumber]", number),
        from: params.take("filter[createdAt][gte]", instant),
        to: params.take("filter[createdAt][lte]", instant),
    }
}

/// A page of orders as that role may see them.
pub(crate) fn shown(found: Page<OrderRow>, role: Role) -> Result<Page<OrderReply>, ApiError> {
    found.try_map(|row| OrderReply::of(&row.order, row.version, role))
}

async fn page(
    till: &Till,
    staff: &Staff,
    mut params: Params,
    headers: &HeaderMap,
    service: Option<ServiceType>,
) -> Listed {
    let role = staff.may(Permission::OrdersRead).await?;
    let paging = params.paging(SORTS);
    let customer = params.take("filter[customerId]", id(CustomerId::new));
    let filter = OrderFilter { customer, ..filter(&mut params, service) };
    params.finish()?;
    let (view, at_least) = (&till.views.orders, min_position(headers)?);
    let (found, position) =
        projections::orders::page(view, &till.read_db, &filter, &paging, at_least).await?;
    Ok(Reply::page(&paging, shown(found, role)?).at(position))
}

/// The orders of a service, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/{service}/orders", tag = "orders", security(("bearer" = [])),
    params(("service" = String, Path),
        ("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query,
            description = "createdAt, updatedAt, total or orderNumber; -total is the most first"),
        ("filter[status]" = Option<String>, Query),
        ("filter[paymentStatus]" = Option<String>, Query,
            description = "unpaid, partial, overdue (as of today), paid or refunded"),
        ("filter[customerId]" = Option<i64>, Query),
        ("filter[orderNumber]" = Option<String>, Query,
            description = "a whole number, or what it begins with"),
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
) -> Listed {
    page(&till, &staff, params, &headers, Some(service)).await
}

/// The orders of all services, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query,
            description = "createdAt, updatedAt, total or orderNumber; -total is the most first"),
        ("filter[serviceType]" = Option<String>, Query),
        ("filter[status]" = Option<String>, Query),
        ("filter[paymentStatus]" = Option<String>, Query,
            description = "unpaid, partial, overdue (as of today), paid or refunded"),
        ("filter[customerId]" = Option<i64>, Query),
        ("filter[orderNumber]" = Option<String>, Query,
            description = "a whole number, or what it begins with"),
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
) -> Listed {
    page(&till, &staff, params, &headers, None).await
}

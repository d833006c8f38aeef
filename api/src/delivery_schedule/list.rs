//! `GET /water-delivery/schedule`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::order::DeliveryStatus;
use domain::user::Permission;
use domain::values::{BusinessDay, EmployeeId};
use projections::orders::{BY_SLOT, DeliveryFilter, Orders, deliveries};
use projections::runtime::Projection;

use super::entry::{DeliveryEntry, Viewer};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

fn filter(params: &mut Params) -> DeliveryFilter {
    let day = |text: &str| BusinessDay::parse(text).map_err(|error| error.to_string());
    let status = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let known = DeliveryStatus::ALL.into_iter().find(|status| status.name() == lower);
        known.ok_or_else(|| {
            let names = DeliveryStatus::ALL.map(DeliveryStatus::name);
            format!("must be one of {}", names.join(", "))
        })
    };
    let driver = |text: &str| {
        let id = text.parse().ok().and_then(|id| EmployeeId::new(id).ok());
        id.ok_or_else(|| "must be an employee's id".to_owned())
    };
    let (date, from, to) =
        (params.take("date", day), params.take("from", day), params.take("to", day));
    DeliveryFilter {
        from: date.or(from),
        to: date.or(to),
        status: params.take("status", status),
        driver: params.take("driverId", driver),
    }
}

/// What is to be brought, by day, hours and age.
#[utoipa::path(get, path = "/api/v1/water-delivery/schedule", tag = "water delivery",
    security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("date" = Option<String>, Query, description = "of that day only"),
        ("from" = Option<String>, Query), ("to" = Option<String>, Query),
        ("status" = Option<String>, Query,
            description = "scheduled, out, failed or delivered"),
        ("driverId" = Option<i64>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<DeliveryEntry>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<DeliveryEntry>>, ApiError> {
    let role = staff.may(Permission::OrdersRead).await?;
    let (paging, filter) = (params.paging_by(&BY_SLOT, false), filter(&mut params));
    params.finish()?;
    let viewer = Viewer::of(&staff, role);
    let mut snapshot = till.read_db.snapshot(Orders::NAME, min_position(&headers)?).await?;
    let found = deliveries(&mut snapshot, &filter, &paging).await?;
    let page = found.try_map(|row| DeliveryEntry::of(&row.order, row.version, &viewer))?;
    Ok(Reply::page(&paging, page).at(snapshot.position))
}

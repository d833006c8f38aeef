//! `GET /customers/{id}/personal-data`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::audit_trail::AuditTrail;
use projections::customers::Customers;
use projections::list::Paging;
use projections::orders::{BY_AGE, OrderFilter, Orders, totals_of};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use super::addresses::AddressReply;
use super::reply::{CustomerReply, profile};
use super::vehicles::VehicleReply;
use super::{known, known_id};
use crate::audit::{TraceReply, history_of};
use crate::error::ApiError;
use crate::order::{OrderReply, list};
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Orders at most.
const MOST: u32 = 1000;

/// Everything that is known about a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonalDataReply {
    customer: CustomerReply,
    addresses: Vec<AddressReply>,
    vehicles: Vec<VehicleReply>,
    /// Their orders, the newest first, 1,000 at most; `GET /customers/{id}/orders` has the rest.
    orders: Vec<OrderReply>,
    /// How many there are; counted up to 10,000.
    total_orders: i64,
    /// What was done to the record, by whom, the newest first; 1,000 lines at most.
    history: Vec<TraceReply>,
    /// Who is told any of this outside the shop.
    recipients: [&'static str; 1],
}

/// Everything that is known about a customer, to be given to them: what they said of themselves, what was
/// written down, what they ordered, and who did what with it.
#[utoipa::path(get, path = "/api/v1/customers/{id}/personal-data", tag = "customers",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<PersonalDataReply>), Refusals))]
pub(crate) async fn personal_data(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<PersonalDataReply>>, ApiError> {
    let role = staff.may(Permission::CustomersErase).await?;
    params.finish()?;
    let id = known_id(id)?;
    let projections = [Customers::NAME, Orders::NAME, AuditTrail::NAME];
    let mut snapshot = till.read_db.snapshot_of(&projections, min_position(&headers)?).await?;
    let row = known(&mut snapshot, id, true).await?;
    let totals = totals_of(&mut snapshot, [id.get()]).await?;
    let theirs = totals.get(&id.get()).copied().unwrap_or_default();
    let filter = OrderFilter { customer: Some(id), deleted: true, ..OrderFilter::default() };
    let paging = Paging::first(MOST, &BY_AGE, true);
    let orders = projections::orders::list(&mut snapshot, &filter, &paging).await?;
    let orders = list::shown(orders, role)?;
    let history = history_of(&mut snapshot, &till, "customer", id.get()).await?;
    let profile = profile(&row.customer)?;
    let address = |known| AddressReply::of(known, profile);
    let reply = PersonalDataReply {
        customer: CustomerReply::of(&row.customer, row.version)?.with(theirs),
        addresses: profile.addresses.iter().map(address).collect(),
        vehicles: profile.vehicles.iter().map(VehicleReply::from).collect(),
        total_orders: orders.matches,
        orders: orders.rows,
        history,
        recipients: ["nobody: no message is sent by this software yet"],
    };
    Ok(Reply::ok(reply).at(snapshot.position))
}

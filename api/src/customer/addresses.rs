//! `GET, POST /customers/{id}/addresses`, `PATCH, DELETE /customers/{id}/addresses/{addressId}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::customer::{AddressEdits, CustomerError, KnownAddress, NewAddress, Profile};
use domain::user::Permission;
use domain::values::{Address, AddressId, AddressLabel, City, Distance};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::reply::{marked, profile};
use super::{one, target};
use crate::body::{Body, Fields, Problem, decimal, text, yes_or_no};
use crate::error::ApiError;
use crate::query::{Params, PathId, PathIds};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// An address of a customer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddressReply {
    /// Within the customer's record.
    id: i64,
    label: Option<String>,
    address: String,
    city: Option<String>,
    /// How far it is from the outlet.
    distance_km: Option<f64>,
    /// Whether it is meant when none is named.
    is_default: bool,
}

impl AddressReply {
    pub(super) fn of(known: &KnownAddress, profile: &Profile) -> Self {
        Self {
            id: known.id.get(),
            label: known.label.as_ref().map(|label| label.get().to_string()),
            address: known.address.get().to_string(),
            city: known.city.as_ref().map(|city| city.get().to_string()),
            distance_km: known.distance.map(kilometres),
            is_default: profile.default_address == Some(known.id),
        }
    }
}

/// A distance as people read it.
pub(super) fn kilometres(distance: Distance) -> f64 {
    crate::reply::decimal(distance.get())
}

/// Kilometres with at most three decimals.
pub(super) fn distance(value: &Value) -> Result<Distance, Problem> {
    decimal(3, Distance::metres)(value)
}

/// An address to add.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct AddAddressRequest {
    /// Such as Rumah, 1 to 50 characters.
    label: Option<String>,
    /// 10 to 500 characters.
    address: String,
    /// 1 to 100 characters.
    city: Option<String>,
    /// How far it is from the outlet, at most three decimals.
    distance_km: Option<f64>,
    /// Whether it is meant when none is named; the first one is in any case.
    is_default: Option<bool>,
}

/// What to change of an address; what is missing stays as it is, null takes it away.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ChangeAddressRequest {
    /// Such as Rumah, 1 to 50 characters.
    label: Option<String>,
    /// 10 to 500 characters.
    address: Option<String>,
    /// 1 to 100 characters.
    city: Option<String>,
    /// How far it is from the outlet, at most three decimals.
    distance_km: Option<f64>,
    /// True makes it the one that is meant when none is named.
    is_default: Option<bool>,
}

fn new(fields: &mut Fields) -> Option<(NewAddress, bool)> {
    let label = fields.optional("label", text(AddressLabel::parse));
    let address = fields.required("address", text(Address::parse));
    let city = fields.optional("city", text(City::parse));
    let distance = fields.optional("distanceKm", distance);
    let is_default = fields.optional("isDefault", yes_or_no).unwrap_or(false);
    Some((NewAddress { label, address: address?, city, distance }, is_default))
}

fn edits(fields: &mut Fields) -> (AddressEdits, Option<bool>) {
    let edits = AddressEdits {
        label: fields.change("label", text(AddressLabel::parse)),
        address: fields.optional("address", text(Address::parse)),
        city: fields.change("city", text(City::parse)),
        distance: fields.change("distanceKm", distance),
    };
    (edits, fields.optional("isDefault", yes_or_no))
}

fn address_id(id: i64) -> Result<AddressId, ApiError> {
    AddressId::new(id).map_err(|_| CustomerError::NoSuchAddress.into())
}

/// A customer's addresses, oldest first.
#[utoipa::path(get, path = "/api/v1/customers/{id}/addresses", tag = "customers",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<AddressReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<AddressReply>>>, ApiError> {
    staff.may(Permission::CustomerDetailsRead).await?;
    let (row, position) = one(&till, id, params, &headers).await?;
    let known = profile(&row.customer)?;
    let addresses = known.addresses.iter().map(|address| AddressReply::of(address, known));
    Ok(Reply::ok(addresses.collect()).at(position).version(row.version))
}

/// Adds an address.
#[utoipa::path(post, path = "/api/v1/customers/{id}/addresses", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = AddAddressRequest,
    responses((status = 201, body = Envelope<AddressReply>), Refusals))]
pub(crate) async fn add(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<AddressReply>>, ApiError> {
    let (new, is_default) = staff.said(Permission::CustomersUpdate, body.read(new)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::add_address(&till.desk, &call, target, &new, is_default).await?;
    let known = profile(&done.what.state)?;
    let added = known.addresses.last().ok_or(CustomerError::NoSuchAddress)?;
    Ok(marked(Reply::created(AddressReply::of(added, known)), &done))
}

/// Changes an address, or makes it the default. Orders keep the one they were placed with.
#[utoipa::path(patch, path = "/api/v1/customers/{id}/addresses/{addressId}", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path), ("addressId" = i64, Path)),
    request_body = ChangeAddressRequest,
    responses((status = 200, body = Envelope<AddressReply>), Refusals))]
pub(crate) async fn change(
    State(till): State<Till>,
    staff: Staff,
    PathIds(id, address): PathIds,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<AddressReply>>, ApiError> {
    let read = body.read(|fields| Some(edits(fields)));
    let (edits, is_default) = staff.said(Permission::CustomersUpdate, read).await?;
    let (call, target, address) = (staff.call(&body), target(id, &headers)?, address_id(address)?);
    let change = (&edits, is_default);
    let done =
        commands::customer::change_address(&till.desk, &call, target, address, change).await?;
    let known = profile(&done.what.state)?;
    let changed = known.address(address).ok_or(CustomerError::NoSuchAddress)?;
    Ok(marked(Reply::ok(AddressReply::of(changed, known)), &done))
}

/// Takes an address off the record. Was it the default, the oldest of the others is.
#[utoipa::path(delete, path = "/api/v1/customers/{id}/addresses/{addressId}", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path), ("addressId" = i64, Path)),
    responses((status = 204), Refusals))]
pub(crate) async fn remove(
    State(till): State<Till>,
    staff: Staff,
    PathIds(id, address): PathIds,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    staff.said(Permission::CustomersUpdate, body.read(|_| Some(()))).await?;
    let (call, target, address) = (staff.call(&body), target(id, &headers)?, address_id(address)?);
    let done = commands::customer::remove_address(&till.desk, &call, target, address).await?;
    Ok(marked(Reply::nothing(), &done))
}

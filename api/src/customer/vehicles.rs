//! `GET, POST, DELETE /customers/{id}/vehicles`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::customer::{CustomerError, Vehicle};
use domain::user::Permission;
use domain::values::{CatalogCode, Plate};
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::{marked, profile};
use super::{one, target};
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A vehicle of a customer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VehicleReply {
    license_plate: String,
    /// A code of `/car-wash/vehicle-types`.
    vehicle_type: String,
}

impl From<&Vehicle> for VehicleReply {
    fn from(vehicle: &Vehicle) -> Self {
        Self {
            license_plate: vehicle.license_plate.get().as_str().to_owned(),
            vehicle_type: vehicle.vehicle_type.to_string(),
        }
    }
}

/// A vehicle to add.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct AddVehicleRequest {
    /// 1 to 12 characters; once per customer, however it is typed.
    license_plate: String,
    /// A code of `/car-wash/vehicle-types`.
    vehicle_type: String,
}

/// A vehicle to take off the record.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RemoveVehicleRequest {
    /// Its plate, however it is typed.
    license_plate: String,
    /// May be said as well; the plate decides.
    vehicle_type: Option<String>,
}

fn new(fields: &mut Fields) -> Option<(Plate, CatalogCode)> {
    let license_plate = fields.required("licensePlate", text(Plate::parse));
    let vehicle_type = fields.required("vehicleType", text(CatalogCode::any_case));
    Some((license_plate?, vehicle_type?))
}

fn gone(fields: &mut Fields) -> Option<Plate> {
    let license_plate = fields.required("licensePlate", text(Plate::parse));
    let _ = fields.optional("vehicleType", text(CatalogCode::any_case));
    license_plate
}

/// A customer's vehicles, in the order they were written down.
#[utoipa::path(get, path = "/api/v1/customers/{id}/vehicles", tag = "customers",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<VehicleReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<VehicleReply>>>, ApiError> {
    staff.may(Permission::CustomerDetailsRead).await?;
    let (row, position) = one(&till, id, params, &headers).await?;
    let vehicles = profile(&row.customer)?.vehicles.iter().map(Into::into).collect();
    Ok(Reply::ok(vehicles).at(position).version(row.version))
}

/// Adds a vehicle.
#[utoipa::path(post, path = "/api/v1/customers/{id}/vehicles", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = AddVehicleRequest,
    responses((status = 201, body = Envelope<VehicleReply>), Refusals))]
pub(crate) async fn add(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<VehicleReply>>, ApiError> {
    let (plate, kind) = staff.said(Permission::CustomersUpdate, body.read(new)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::add_vehicle(&till.desk, &call, target, &plate, &kind).await?;
    let added = profile(&done.what.state)?.vehicles.last();
    let reply = added.ok_or(CustomerError::NoSuchVehicle)?.into();
    Ok(marked(Reply::created(reply), &done))
}

/// Takes a vehicle off the record.
#[utoipa::path(delete, path = "/api/v1/customers/{id}/vehicles", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = RemoveVehicleRequest,
    responses((status = 204), Refusals))]
pub(crate) async fn remove(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    let plate = staff.said(Permission::CustomersUpdate, body.read(gone)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::remove_vehicle(&till.desk, &call, target, &plate).await?;
    Ok(marked(Reply::nothing(), &done))
}

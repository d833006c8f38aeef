//! `POST /car-wash/orders`

use axum::extract::State;
use commands::order::{CarWashOrder, place_car_wash};
use domain::user::{Permission, Role};
use domain::values::{CatalogCode, CustomerId, EmployeeId, Notes, PersonName, Phone, Plate};
use utoipa::ToSchema;

use super::reply::OrderReply;
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A car wash to order.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PlaceRequest {
    /// A code of `/car-wash/vehicle-types`.
    vehicle_type: String,
    /// A code of `/car-wash/service-packages`.
    service_package: String,
    /// Codes of `/car-wash/add-ons`.
    add_ons: Option<Vec<String>>,
    /// 1 to 12 characters.
    license_plate: Option<String>,
    /// Of a customer with a record.
    customer_id: Option<i64>,
    /// Of somebody without one, or the name to show instead.
    walk_in: Option<WalkInRequest>,
    /// Who will work on it; needed by the start at the latest.
    employee_ids: Option<Vec<i64>>,
    /// Up to 500 characters.
    notes: Option<String>,
}

#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct WalkInRequest {
    name: Option<String>,
    phone: Option<String>,
}

fn read(fields: &mut Fields) -> Option<CarWashOrder> {
    let vehicle_type = fields.required("vehicleType", text(CatalogCode::any_case));
    let package = fields.required("servicePackage", text(CatalogCode::any_case));
    let add_ons = fields.list("addOns", 20, text(CatalogCode::any_case));
    let license_plate = fields.optional("licensePlate", text(Plate::parse));
    let customer = fields.optional("customerId", number(CustomerId::new));
    let (walk_in_name, walk_in_phone) = fields.object("walkIn", |person| {
        (
            person.optional("name", text(PersonName::parse)),
            person.optional("phone", text(Phone::parse)),
        )
    });
    let employees = fields.list("employeeIds", 50, number(EmployeeId::new));
    let notes = fields.optional("notes", text(Notes::parse));
    Some(CarWashOrder {
        vehicle_type: vehicle_type?,
        package: package?,
        add_ons,
        license_plate,
        customer,
        walk_in_name,
        walk_in_phone,
        employees,
        notes,
    })
}

/// Places an order for a car wash. It is priced by the catalog and joins the queue.
#[utoipa::path(post, path = "/api/v1/car-wash/orders", tag = "car wash", security(("bearer" = [])),
    request_body = PlaceRequest, responses((status = 201, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn place(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    let wanted = staff.said(Permission::OrdersCreate, body.read(read)).await?;
    let done = place_car_wash(&till.desk, &staff.call(&body), &wanted).await?;
    let order = &done.what;
    let reply = OrderReply::of(&order.state, order.sequence, Role::Cashier)?;
    Ok(Reply::created(reply).at(order.position).version(order.sequence).replayed(done.replayed))
}

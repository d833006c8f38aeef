//! What a customer comes with.

use domain::catalog::{Catalog, VehicleType};
use domain::customer::{self, AddVehicle, Customer, RemoveVehicle};
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::{CatalogCode, Plate};
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Adds a vehicle, of a kind the catalog knows.
///
/// # Errors
/// [`CommandError`].
pub async fn add_vehicle(
    desk: &Desk,
    call: &Call,
    target: Target,
    license_plate: &Plate,
    vehicle_type: &CatalogCode,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let catalog = Catalog::stream_id(ServiceType::CarWash);
            let catalog: Loaded<Catalog> = attempt.load(catalog).await?;
            opened.draft.rely_on(&catalog);
            let unknown = || CommandError::Unknown {
                field: "vehicleType",
                what: format!("vehicle type {vehicle_type}"),
            };
            catalog.state.by_code::<VehicleType>(vehicle_type).ok_or_else(unknown)?;
            let cmd = AddVehicle {
                license_plate: license_plate.clone(),
                vehicle_type: vehicle_type.clone(),
                at: call.at,
            };
            let events = customer::add_vehicle(&opened.record.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Takes a vehicle off a record.
///
/// # Errors
/// [`CommandError`].
pub async fn remove_vehicle(
    desk: &Desk,
    call: &Call,
    target: Target,
    license_plate: &Plate,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let cmd = RemoveVehicle { license_plate: license_plate.clone(), at: call.at };
            let events = customer::remove_vehicle(&opened.record.state, &cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

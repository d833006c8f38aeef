//! What a customer comes with.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Customer, CustomerError, CustomerEvent};
use crate::values::{CatalogCode, Personal, Plate};

/// More vehicles than this are a mistake.
const LIMIT: usize = 100;

/// A vehicle of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vehicle {
    /// Its plate.
    pub license_plate: Personal<Plate>,
    /// The kind of vehicle, by its code in the catalog.
    pub vehicle_type: CatalogCode,
}

/// Adds a vehicle.
#[derive(Debug, Clone)]
pub struct AddVehicle {
    /// Its plate.
    pub license_plate: Plate,
    /// The kind of vehicle; it was looked up before.
    pub vehicle_type: CatalogCode,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Takes a vehicle off a record.
#[derive(Debug, Clone)]
pub struct RemoveVehicle {
    /// Its plate.
    pub license_plate: Plate,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether a vehicle is added. A plate stands once on a record, however it is typed; on
/// another customer's it may stand, too: families share cars.
///
/// # Errors
/// [`CustomerError::SamePlateTwice`], [`CustomerError::TooManyVehicles`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn add_vehicle(
    customer: &Customer,
    cmd: AddVehicle,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    if find(&known.vehicles, &cmd.license_plate).is_some() {
        return Err(CustomerError::SamePlateTwice);
    }
    if known.vehicles.len() >= LIMIT {
        return Err(CustomerError::TooManyVehicles { limit: LIMIT });
    }
    let license_plate = Personal::about(known.subject(), cmd.license_plate);
    Ok(vec![CustomerEvent::CustomerVehicleAdded {
        customer_id: known.record.id,
        vehicle: Vehicle { license_plate, vehicle_type: cmd.vehicle_type },
        occurred_at: cmd.at,
    }])
}

/// Decides whether a vehicle is taken off the record.
///
/// # Errors
/// [`CustomerError::NoSuchVehicle`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn remove_vehicle(
    customer: &Customer,
    cmd: &RemoveVehicle,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    let vehicle = find(&known.vehicles, &cmd.license_plate).ok_or(CustomerError::NoSuchVehicle)?;
    Ok(vec![CustomerEvent::CustomerVehicleRemoved {
        customer_id: known.record.id,
        license_plate: vehicle.license_plate.clone(),
        occurred_at: cmd.at,
    }])
}

/// The vehicle of that plate, however it is typed.
pub(super) fn find<'a>(vehicles: &'a [Vehicle], plate: &Plate) -> Option<&'a Vehicle> {
    let wanted = plate.normalised();
    vehicles.iter().find(|vehicle| vehicle.license_plate.get().normalised() == wanted)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, customer, now, ratna};
    use super::*;

    fn plate(text: &str) -> Plate {
        Plate::parse(text).unwrap()
    }

    fn add(text: &str) -> AddVehicle {
        let vehicle_type = CatalogCode::parse("sedan").unwrap();
        AddVehicle { license_plate: plate(text), vehicle_type, at: now() }
    }

    #[test]
    fn a_plate_stands_once_on_a_record_however_it_is_typed() {
        let known = customer(ratna());
        let known = after(&known, add_vehicle(&known, add("B 1 KH")).unwrap());
        assert_eq!(add_vehicle(&known, add("b-1-kh")), Err(CustomerError::SamePlateTwice));
        let remove = RemoveVehicle { license_plate: plate("B1KH"), at: now() };
        let without = after(&known, remove_vehicle(&known, &remove).unwrap());
        assert_eq!(without.profile().unwrap().vehicles, []);
        assert_eq!(remove_vehicle(&without, &remove), Err(CustomerError::NoSuchVehicle));
    }
}

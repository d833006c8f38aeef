//! A car wash that a till asks for.

use domain::catalog::Item;
use domain::order::{CarWash, ServiceType};
use domain::values::{CatalogCode, Personal, Plate};

use super::super::lookups::{Lookups, Named};
use super::{Around, required};
use crate::CommandError;

/// A car wash that a till asks for.
#[derive(Debug, Clone, Default)]
#[allow(clippy::option_option)] // to leave alone, to take away, to set
pub struct WantedWash {
    /// The kind of vehicle, by its code.
    pub vehicle_type: Option<CatalogCode>,
    /// The package, by its code.
    pub package: Option<CatalogCode>,
    /// Extras, by their codes.
    pub add_ons: Option<Vec<CatalogCode>>,
    /// The car's plate.
    pub license_plate: Option<Option<Plate>>,
}

impl WantedWash {
    pub(super) async fn resolve(
        &self,
        lookups: &mut Lookups<'_>,
        around: &Around<'_>,
        before: Option<&CarWash>,
    ) -> Result<Option<CarWash>, CommandError> {
        let catalog = lookups.catalog(ServiceType::CarWash).await?;
        let code = |code: &CatalogCode| Named::Code(code.clone());
        let vehicle_type = self
            .vehicle_type
            .as_ref()
            .and_then(|named| lookups.item(&catalog, &code(named), "vehicleType", "vehicle type"));
        let vehicle_type = required(
            lookups,
            vehicle_type,
            self.vehicle_type.is_some(),
            before.map(|wash| wash.vehicle_type.clone()),
            "vehicleType",
        );
        let package = self.package.as_ref().and_then(|named| {
            lookups.item(&catalog, &code(named), "servicePackage", "service package")
        });
        let package = required(
            lookups,
            package,
            self.package.is_some(),
            before.map(|wash| wash.package.clone()),
            "servicePackage",
        );
        let add_ons: Option<Vec<Item<_>>> = match (&self.add_ons, before) {
            (Some(codes), _) => {
                let found: Vec<Option<Item<_>>> = codes
                    .iter()
                    .map(|named| lookups.item(&catalog, &code(named), "addOns", "add-on"))
                    .collect();
                found.into_iter().collect()
            }
            (None, before) => Some(before.map(|wash| wash.add_ons.clone()).unwrap_or_default()),
        };
        let license_plate = match &self.license_plate {
            Some(plate) => plate.clone().map(|plate| Personal::about(around.subject, plate)),
            None => before.and_then(|wash| wash.license_plate.clone()),
        };
        let (Some(vehicle_type), Some(package), Some(add_ons)) = (vehicle_type, package, add_ons)
        else {
            return Ok(None);
        };
        Ok(Some(CarWash { vehicle_type, package, add_ons, license_plate }))
    }
}

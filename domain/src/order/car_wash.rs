//! A car wash: package × vehicle factor, plus extras (K-08).

use serde::{Deserialize, Serialize};

use super::{Line, LineKind};
use crate::catalog::{AddOn, Item, ServicePackage, VehicleType};
use crate::values::{Personal, Plate, Quantity, Unit};

/// A car wash as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CarWash {
    /// The kind of vehicle and its factor.
    pub vehicle_type: Item<VehicleType>,
    /// The package, its price and its cut rule.
    pub package: Item<ServicePackage>,
    /// Extras; the same one twice is priced twice.
    pub add_ons: Vec<Item<AddOn>>,
    /// The car's plate, if given.
    pub license_plate: Option<Personal<Plate>>,
}

impl CarWash {
    /// The lines of its price: the package for that vehicle, then each extra.
    pub(super) fn lines(&self) -> Vec<Line> {
        let Self { vehicle_type, package, add_ons, .. } = self;
        let washed = vehicle_type.terms.multiplier.of(package.terms.price);
        let mut lines = Vec::with_capacity(1 + add_ons.len());
        lines.push(Line::of(LineKind::Service, package, Unit::Pcs, Quantity::ONE, washed));
        lines.extend(add_ons.iter().map(|add_on| {
            Line::of(LineKind::AddOn, add_on, Unit::Pcs, Quantity::ONE, add_on.terms.price)
        }));
        lines
    }
}

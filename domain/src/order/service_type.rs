//! The four services.

use serde::{Deserialize, Serialize};

/// What kind of work an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceType {
    /// Cuci mobil.
    CarWash,
    /// Laundry.
    Laundry,
    /// Karpet.
    Carpet,
    /// Air minum.
    WaterDelivery,
}

impl ServiceType {
    /// Every service, in the order reports show them.
    pub const ALL: [Self; 4] = [Self::CarWash, Self::Laundry, Self::Carpet, Self::WaterDelivery];

    /// The service as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CarWash => "car_wash",
            Self::Laundry => "laundry",
            Self::Carpet => "carpet",
            Self::WaterDelivery => "water_delivery",
        }
    }

    /// What the service's order numbers begin with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::CarWash => "CW",
            Self::Laundry => "LD",
            Self::Carpet => "CP",
            Self::WaterDelivery => "WD",
        }
    }
}

//! The price lists.

use serde::{Deserialize, Serialize};

use crate::order::ServiceType;

/// One of the price lists. Codes and ids are unique within a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogList {
    /// Kinds of vehicles.
    VehicleTypes,
    /// Car-wash packages.
    ServicePackages,
    /// Car-wash extras.
    CarWashAddOns,
    /// Things to be laundered.
    LaundryItems,
    /// How fast laundry is done.
    ServiceLevels,
    /// Laundry extras.
    LaundryAddOns,
    /// What carpets are made of.
    CarpetMaterials,
    /// Carpets by their size.
    CarpetSizes,
    /// How carpets are cleaned beyond washing.
    CleaningTypes,
    /// Drinking water and what it comes in.
    WaterProducts,
    /// How far things are delivered.
    DeliveryZones,
}

impl CatalogList {
    /// Every list.
    pub const ALL: [Self; 11] = [
        Self::VehicleTypes,
        Self::ServicePackages,
        Self::CarWashAddOns,
        Self::LaundryItems,
        Self::ServiceLevels,
        Self::LaundryAddOns,
        Self::CarpetMaterials,
        Self::CarpetSizes,
        Self::CleaningTypes,
        Self::WaterProducts,
        Self::DeliveryZones,
    ];

    /// The service whose catalog has the list.
    pub const fn service(self) -> ServiceType {
        match self {
            Self::VehicleTypes | Self::ServicePackages | Self::CarWashAddOns => {
                ServiceType::CarWash
            }
            Self::LaundryItems | Self::ServiceLevels | Self::LaundryAddOns => ServiceType::Laundry,
            Self::CarpetMaterials | Self::CarpetSizes | Self::CleaningTypes => ServiceType::Carpet,
            Self::WaterProducts | Self::DeliveryZones => ServiceType::WaterDelivery,
        }
    }

    /// The list as it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VehicleTypes => "vehicle_types",
            Self::ServicePackages => "service_packages",
            Self::CarWashAddOns => "car_wash_add_ons",
            Self::LaundryItems => "laundry_items",
            Self::ServiceLevels => "service_levels",
            Self::LaundryAddOns => "laundry_add_ons",
            Self::CarpetMaterials => "carpet_materials",
            Self::CarpetSizes => "carpet_sizes",
            Self::CleaningTypes => "cleaning_types",
            Self::WaterProducts => "water_products",
            Self::DeliveryZones => "delivery_zones",
        }
    }
}

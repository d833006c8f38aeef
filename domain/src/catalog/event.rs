//! What happened to the price list.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{AddOn, ServicePackage, VehicleType};
use crate::log::LogEvent;

/// What happened to the price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CatalogEvent {
    /// A kind of vehicle can be washed from now on.
    VehicleTypeAdded {
        /// What was added.
        vehicle_type: VehicleType,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// A package can be bought from now on.
    ServicePackageAdded {
        /// What was added.
        package: ServicePackage,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// An extra can be bought from now on.
    AddOnAdded {
        /// What was added.
        add_on: AddOn,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for CatalogEvent {
    fn event_type(&self) -> String {
        match self {
            Self::VehicleTypeAdded { .. } => "VehicleTypeAdded",
            Self::ServicePackageAdded { .. } => "ServicePackageAdded",
            Self::AddOnAdded { .. } => "AddOnAdded",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for CatalogEvent {}

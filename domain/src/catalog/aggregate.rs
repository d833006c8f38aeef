//! The price list of the car wash, and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{AddCatalogItem, CatalogError, CatalogEvent, CutRule, add};
use crate::log::LogAggregate;
use crate::values::{CatalogCode, CatalogName, Money, Multiplier};

/// A kind of vehicle and its factor on package prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VehicleType {
    /// Its id within the list.
    pub id: i64,
    /// What the API calls it.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// The factor, in hundredths.
    pub multiplier: Multiplier,
}

/// A package of services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePackage {
    /// Its id within the list.
    pub id: i64,
    /// What the API calls it.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// The price for a factor of 1, in Rupiah.
    pub price: Money,
    /// The employees' part.
    pub cut: CutRule,
}

/// An extra.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddOn {
    /// Its id within the list.
    pub id: i64,
    /// What the API calls it.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// The price, in Rupiah.
    pub price: Money,
}

/// The price list of the car wash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarWashCatalog {
    vehicle_types: Vec<VehicleType>,
    packages: Vec<ServicePackage>,
    add_ons: Vec<AddOn>,
}

fn after(ids: impl Iterator<Item = i64>) -> i64 {
    ids.max().unwrap_or(0) + 1
}

impl CarWashCatalog {
    /// The stream's id: there is one list.
    pub const STREAM_ID: i64 = 1;

    /// The kind of vehicle with that code.
    pub fn vehicle_type(&self, code: &CatalogCode) -> Option<&VehicleType> {
        self.vehicle_types.iter().find(|item| item.code == *code)
    }

    /// The package with that code.
    pub fn package(&self, code: &CatalogCode) -> Option<&ServicePackage> {
        self.packages.iter().find(|item| item.code == *code)
    }

    /// The extra with that code.
    pub fn add_on(&self, code: &CatalogCode) -> Option<&AddOn> {
        self.add_ons.iter().find(|item| item.code == *code)
    }

    /// All extras.
    pub fn add_ons(&self) -> &[AddOn] {
        &self.add_ons
    }

    pub(super) fn next_vehicle_type_id(&self) -> i64 {
        after(self.vehicle_types.iter().map(|item| item.id))
    }

    pub(super) fn next_package_id(&self) -> i64 {
        after(self.packages.iter().map(|item| item.id))
    }

    pub(super) fn next_add_on_id(&self) -> i64 {
        after(self.add_ons.iter().map(|item| item.id))
    }
}

impl LogAggregate for CarWashCatalog {}

impl Aggregate for CarWashCatalog {
    const TYPE: &'static str = "car_wash_catalog";
    type Command = AddCatalogItem;
    type Event = CatalogEvent;
    type Error = CatalogError;
    type Services = ();

    async fn handle(
        &mut self,
        command: AddCatalogItem,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CatalogError> {
        for event in add(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CatalogEvent) {
        match event {
            CatalogEvent::VehicleTypeAdded { vehicle_type, .. } => {
                self.vehicle_types.push(vehicle_type);
            }
            CatalogEvent::ServicePackageAdded { package, .. } => self.packages.push(package),
            CatalogEvent::AddOnAdded { add_on, .. } => self.add_ons.push(add_on),
        }
    }
}

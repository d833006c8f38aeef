//! Adding something to the price list.

use chrono::{DateTime, Utc};

use super::{AddOn, CarWashCatalog, CatalogEvent, CutRule, ServicePackage, VehicleType};
use crate::values::{CatalogCode, CatalogName, Money, Multiplier};

/// Adds something to the price list.
#[derive(Debug, Clone)]
pub struct AddCatalogItem {
    /// What the API calls it.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// What it is.
    pub item: NewItem,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What is added.
#[derive(Debug, Clone, Copy)]
pub enum NewItem {
    /// A kind of vehicle and its factor on package prices.
    VehicleType(Multiplier),
    /// A package, its price in Rupiah and the employees' part of it.
    ServicePackage(Money, CutRule),
    /// An extra and its price in Rupiah.
    AddOn(Money),
}

/// Why the price list stayed as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// Its list has that code already.
    #[error("the code {0} is in the list already")]
    CodeTaken(CatalogCode),
}

/// Decides whether the item joins its list.
///
/// # Errors
/// [`CatalogError`].
pub fn add(
    catalog: &CarWashCatalog,
    cmd: AddCatalogItem,
) -> Result<Vec<CatalogEvent>, CatalogError> {
    let AddCatalogItem { code, name, item, at: occurred_at } = cmd;
    let taken = match item {
        NewItem::VehicleType(_) => catalog.vehicle_type(&code).is_some(),
        NewItem::ServicePackage(..) => catalog.package(&code).is_some(),
        NewItem::AddOn(_) => catalog.add_on(&code).is_some(),
    };
    if taken {
        return Err(CatalogError::CodeTaken(code));
    }
    Ok(vec![match item {
        NewItem::VehicleType(multiplier) => {
            let id = catalog.next_vehicle_type_id();
            let vehicle_type = VehicleType { id, code, name, multiplier };
            CatalogEvent::VehicleTypeAdded { vehicle_type, occurred_at }
        }
        NewItem::ServicePackage(price, cut) => {
            let id = catalog.next_package_id();
            let package = ServicePackage { id, code, name, price, cut };
            CatalogEvent::ServicePackageAdded { package, occurred_at }
        }
        NewItem::AddOn(price) => {
            let id = catalog.next_add_on_id();
            CatalogEvent::AddOnAdded { add_on: AddOn { id, code, name, price }, occurred_at }
        }
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::replay;

    fn cmd(code: &str, item: NewItem) -> AddCatalogItem {
        AddCatalogItem {
            code: CatalogCode::parse(code).unwrap(),
            name: CatalogName::parse(code).unwrap(),
            item,
            at: "2026-11-23T01:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_code_stands_once_in_its_list_and_ids_count_up() {
        let wax = NewItem::AddOn(Money::rupiah(20_000));
        let mut events = add(&CarWashCatalog::default(), cmd("waxing", wax)).unwrap();
        let catalog: CarWashCatalog = replay(events.clone());
        let waxing = CatalogCode::parse("waxing").unwrap();
        assert_eq!(add(&catalog, cmd("waxing", wax)), Err(CatalogError::CodeTaken(waxing.clone())));

        let car = NewItem::VehicleType(Multiplier::hundredths(150).unwrap());
        assert!(add(&catalog, cmd("waxing", car)).is_ok(), "another list may use the code");
        events.extend(add(&catalog, cmd("ceramic", wax)).unwrap());
        let catalog: CarWashCatalog = replay(events);
        let ids: Vec<i64> = catalog.add_ons().iter().map(|a| a.id).collect();
        assert_eq!(ids, [1, 2]);
    }
}

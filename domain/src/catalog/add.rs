//! Adding something to a price list.

use chrono::{DateTime, Utc};

use super::{Catalog, CatalogError, CatalogEvent, Item, Terms};
use crate::values::{CatalogCode, CatalogName};

/// Adds something to the list that its terms belong to.
#[derive(Debug, Clone)]
pub struct AddCatalogItem {
    /// What the API calls it.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// What it costs.
    pub terms: Terms,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the item joins its list.
///
/// # Errors
/// [`CatalogError::CodeTaken`], also by an item that was retired.
pub fn add(catalog: &Catalog, cmd: AddCatalogItem) -> Result<Vec<CatalogEvent>, CatalogError> {
    let AddCatalogItem { code, name, terms, at: occurred_at } = cmd;
    let list = terms.list();
    if catalog.entries(list).any(|entry| entry.item.code == code) {
        return Err(CatalogError::CodeTaken(code));
    }
    let id = catalog.entries(list).map(|entry| entry.item.id).max().unwrap_or(0) + 1;
    let item = Item { id, code, name, terms };
    Ok(vec![CatalogEvent::CatalogItemAdded { item, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::{AddOn, CatalogList, VehicleType};
    use super::*;
    use crate::log::replay;
    use crate::values::{Money, Multiplier};

    fn cmd(code: &str, terms: impl Into<Terms>) -> AddCatalogItem {
        AddCatalogItem {
            code: CatalogCode::parse(code).unwrap(),
            name: CatalogName::parse(code).unwrap(),
            terms: terms.into(),
            at: "2026-11-23T01:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_code_stands_once_in_its_list_and_ids_count_up() {
        let wax = AddOn { price: Money::rupiah(20_000) };
        let mut events = add(&Catalog::default(), cmd("waxing", wax)).unwrap();
        let catalog: Catalog = replay(events.clone());
        let waxing = CatalogCode::parse("waxing").unwrap();
        assert_eq!(add(&catalog, cmd("waxing", wax)), Err(CatalogError::CodeTaken(waxing)));

        let car = VehicleType { multiplier: Multiplier::hundredths(150).unwrap() };
        assert!(add(&catalog, cmd("waxing", car)).is_ok(), "another list may use the code");
        events.extend(add(&catalog, cmd("ceramic", wax)).unwrap());
        let catalog: Catalog = replay(events);
        let ids: Vec<i64> =
            catalog.entries(CatalogList::CarWashAddOns).map(|entry| entry.item.id).collect();
        assert_eq!(ids, [1, 2]);
    }
}

//! Adding something to a price list.

use chrono::{DateTime, Utc};

use super::fit::fits;
use super::{Catalog, CatalogError, CatalogEvent, Item, Terms};
use crate::user::Actor;
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
    /// By whom.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the item joins its list.
///
/// # Errors
/// [`CatalogError::CodeTaken`], also by an item that was retired; or what does not fit in the terms.
pub fn add(catalog: &Catalog, cmd: AddCatalogItem) -> Result<Vec<CatalogEvent>, CatalogError> {
    let AddCatalogItem { code, name, terms, by: added_by, at: occurred_at } = cmd;
    let list = terms.list();
    if catalog.entries(list).any(|entry| entry.item.code == code) {
        return Err(CatalogError::CodeTaken(code));
    }
    let id = catalog.entries(list).map(|entry| entry.item.id).max().unwrap_or(0) + 1;
    fits(catalog, id, &terms)?;
    let item = Item { id, code, name, terms };
    Ok(vec![CatalogEvent::CatalogItemAdded { item, added_by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{code, item};
    use super::super::{AddOn, CatalogList, LaundryItem, VehicleType};
    use super::*;
    use crate::log::replay;
    use crate::values::{Money, Multiplier, Unit};

    #[test]
    fn a_code_stands_once_in_its_list_and_ids_count_up() {
        let wax = AddOn { price: Money::rupiah(20_000) };
        let mut events = add(&Catalog::default(), item("waxing", wax)).unwrap();
        let catalog: Catalog = replay(events.clone());
        let taken = Err(CatalogError::CodeTaken(code("waxing")));
        assert_eq!(add(&catalog, item("waxing", wax)), taken);

        let car = VehicleType { multiplier: Multiplier::hundredths(150).unwrap() };
        assert!(add(&catalog, item("waxing", car)).is_ok(), "another list may use the code");
        events.extend(add(&catalog, item("ceramic", wax)).unwrap());
        let catalog: Catalog = replay(events);
        let ids: Vec<i64> =
            catalog.entries(CatalogList::CarWashAddOns).map(|entry| entry.item.id).collect();
        assert_eq!(ids, [1, 2]);
    }

    #[test]
    fn terms_that_do_not_fit_are_refused() {
        let shirt = LaundryItem { unit: Unit::Pcs, price: None };
        let refused = add(&Catalog::default(), item("shirt", shirt));
        assert_eq!(refused, Err(CatalogError::PriceMissing));
    }
}

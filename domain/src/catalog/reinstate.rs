//! Putting something back on its price list, at the terms it has by now.

use chrono::{DateTime, Utc};

use super::fit::fits;
use super::{Catalog, CatalogError, CatalogEvent, CatalogList};
use crate::user::Actor;

/// Puts a retired item back on its list.
#[derive(Debug, Clone)]
pub struct ReinstateCatalogItem {
    /// The list.
    pub list: CatalogList,
    /// Its id within the list.
    pub id: i64,
    /// By whom.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the item comes back.
///
/// # Errors
/// [`CatalogError::AlreadyActive`], [`CatalogError::NotFound`]; or what does not fit any more beside
/// what the list has by now.
pub fn reinstate(
    catalog: &Catalog,
    cmd: ReinstateCatalogItem,
) -> Result<Vec<CatalogEvent>, CatalogError> {
    let ReinstateCatalogItem { list, id, by: reinstated_by, at: occurred_at } = cmd;
    let entry = catalog.entry(list, id).ok_or(CatalogError::NotFound)?;
    if !entry.retired {
        return Err(CatalogError::AlreadyActive);
    }
    fits(catalog, id, &entry.item.terms)?;
    Ok(vec![CatalogEvent::CatalogItemReinstated { list, id, reinstated_by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{added, code, item, later, manajer};
    use super::super::{RetireCatalogItem, Zone, add, retire};
    use super::*;
    use crate::log::replay;
    use crate::values::Money;

    const LIST: CatalogList = CatalogList::DeliveryZones;

    fn cmd(id: i64) -> ReinstateCatalogItem {
        ReinstateCatalogItem { list: LIST, id, by: manajer(), at: later() }
    }

    #[test]
    fn what_was_retired_comes_back_if_nothing_took_its_place() {
        let anywhere = Zone { up_to: None, carpet_fee: Money::ZERO, water_fee: Money::ZERO };
        let mut events = added([("anywhere", anywhere)]);
        assert_eq!(reinstate(&replay(events.clone()), cmd(1)), Err(CatalogError::AlreadyActive));
        assert_eq!(reinstate(&replay(events.clone()), cmd(2)), Err(CatalogError::NotFound));
        let gone = RetireCatalogItem { list: LIST, id: 1, by: manajer(), at: later() };
        events.extend(retire(&replay(events.clone()), gone).unwrap());

        let mut back = events.clone();
        back.extend(reinstate(&replay(events.clone()), cmd(1)).unwrap());
        let catalog: Catalog = replay(back);
        assert_eq!(catalog.by_id::<Zone>(1).unwrap().code, code("anywhere"));

        events.extend(add(&replay(events.clone()), item("beyond", anywhere)).unwrap());
        let taken = Err(CatalogError::BandTaken(code("beyond")));
        assert_eq!(reinstate(&replay(events), cmd(1)), taken);
    }
}

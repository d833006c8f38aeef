//! Taking something off a price list. It is never deleted: orders name it, and its code stays its own.

use chrono::{DateTime, Utc};

use super::{Catalog, CatalogError, CatalogEvent, CatalogList};
use crate::user::Actor;

/// Takes an item off its list.
#[derive(Debug, Clone)]
pub struct RetireCatalogItem {
    /// The list.
    pub list: CatalogList,
    /// Its id within the list.
    pub id: i64,
    /// By whom.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the item leaves its list. Orders that have it keep it.
///
/// # Errors
/// [`CatalogError::AlreadyRetired`], [`CatalogError::NotFound`].
pub fn retire(
    catalog: &Catalog,
    cmd: RetireCatalogItem,
) -> Result<Vec<CatalogEvent>, CatalogError> {
    let RetireCatalogItem { list, id, by: retired_by, at: occurred_at } = cmd;
    if catalog.entry(list, id).ok_or(CatalogError::NotFound)?.retired {
        return Err(CatalogError::AlreadyRetired);
    }
    Ok(vec![CatalogEvent::CatalogItemRetired { list, id, retired_by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{added, code, item, later, manajer};
    use super::super::{AddOn, add};
    use super::*;
    use crate::log::replay;
    use crate::values::Money;

    fn cmd(id: i64) -> RetireCatalogItem {
        let list = CatalogList::CarWashAddOns;
        RetireCatalogItem { list, id, by: manajer(), at: later() }
    }

    #[test]
    fn what_is_retired_cannot_be_bought_and_keeps_its_code() {
        let wax = AddOn { price: Money::rupiah(20_000) };
        let mut events = added([("waxing", wax), ("ceramic", wax)]);
        events.extend(retire(&replay(events.clone()), cmd(1)).unwrap());
        let catalog: Catalog = replay(events);
        assert_eq!(catalog.by_code::<AddOn>(&code("waxing")), None);
        assert_eq!(catalog.by_id::<AddOn>(1), None);
        let left: Vec<_> = catalog.items::<AddOn>().map(|item| item.code).collect();
        assert_eq!(left, [code("ceramic")]);
        let taken = Err(CatalogError::CodeTaken(code("waxing")));
        assert_eq!(add(&catalog, item("waxing", wax)), taken);
        assert_eq!(retire(&catalog, cmd(1)), Err(CatalogError::AlreadyRetired));
        assert_eq!(retire(&catalog, cmd(3)), Err(CatalogError::NotFound));
    }
}

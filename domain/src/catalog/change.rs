//! Calling an item something else, or selling it at other terms.

use chrono::{DateTime, Utc};

use super::fit::fits;
use super::{Catalog, CatalogError, CatalogEvent, TermsChange};
use crate::user::Actor;
use crate::values::CatalogName;

/// Changes an item; its code stays what it is.
#[derive(Debug, Clone)]
pub struct ChangeCatalogItem {
    /// Its id within the list.
    pub id: i64,
    /// Its name from now on, if it changes.
    pub name: Option<CatalogName>,
    /// What changes of its terms, which also says in which list it stands.
    pub terms: TermsChange,
    /// By whom.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing. What is retired can change, too: it
/// may come back at another price.
///
/// # Errors
/// [`CatalogError::NotFound`], or what does not fit in the new terms.
pub fn change(
    catalog: &Catalog,
    cmd: ChangeCatalogItem,
) -> Result<Vec<CatalogEvent>, CatalogError> {
    let list = cmd.terms.list();
    let entry = catalog.entry(list, cmd.id).ok_or(CatalogError::NotFound)?;
    let name = cmd.name.unwrap_or_else(|| entry.item.name.clone());
    let terms = cmd.terms.on(&entry.item.terms).ok_or(CatalogError::OtherList)?;
    if name == entry.item.name && terms == entry.item.terms {
        return Ok(Vec::new());
    }
    fits(catalog, cmd.id, &terms)?;
    Ok(vec![CatalogEvent::CatalogItemChanged {
        list,
        id: cmd.id,
        name,
        terms,
        changed_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{added, code, later, manajer, name};
    use super::super::{AddOn, CatalogList, LaundryItem, Terms};
    use super::*;
    use crate::log::replay;
    use crate::values::{Money, Unit};

    fn wax() -> Vec<CatalogEvent> {
        added([("waxing", AddOn { price: Money::rupiah(20_000) })])
    }

    fn cmd(new_name: Option<&str>, terms: TermsChange) -> ChangeCatalogItem {
        ChangeCatalogItem { id: 1, name: new_name.map(name), terms, by: manajer(), at: later() }
    }

    fn price(amount: Option<i64>) -> TermsChange {
        TermsChange::AddOn { price: amount.map(Money::rupiah) }
    }

    #[test]
    fn a_price_changes_and_the_code_stays() {
        let mut events = wax();
        events.extend(change(&replay(events.clone()), cmd(None, price(Some(25_000)))).unwrap());
        let catalog: Catalog = replay(events);
        let item = catalog.by_code::<AddOn>(&code("waxing")).unwrap();
        assert_eq!(item.terms.price, Money::rupiah(25_000));
        assert_eq!(item.name, name("waxing"));
        let entry = catalog.entry(CatalogList::CarWashAddOns, 1).unwrap();
        assert_eq!((entry.version, entry.changed_at), (2, later()));
    }

    #[test]
    fn what_stays_as_it_is_changes_nothing() {
        let catalog: Catalog = replay(wax());
        assert_eq!(change(&catalog, cmd(None, price(None))), Ok(vec![]));
        assert_eq!(change(&catalog, cmd(Some("waxing"), price(Some(20_000)))), Ok(vec![]));
        assert_eq!(change(&catalog, cmd(Some("Wax"), price(None))).unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_on_the_list_cannot_change() {
        let catalog: Catalog = replay(wax());
        let unknown = ChangeCatalogItem { id: 2, ..cmd(None, price(Some(1))) };
        assert_eq!(change(&catalog, unknown), Err(CatalogError::NotFound));
        let other = cmd(None, TermsChange::VehicleType { multiplier: None });
        assert_eq!(change(&catalog, other), Err(CatalogError::NotFound), "in its own list");
    }

    #[test]
    fn a_change_must_fit_as_a_whole() {
        let by_weight = LaundryItem { unit: Unit::Kg, price: None };
        let catalog: Catalog = replay(added([("kiloan", by_weight)]));
        let change_to = |unit, price| {
            let terms = TermsChange::LaundryItem { unit, price };
            change(&catalog, cmd(None, terms))
        };
        assert_eq!(change_to(Some(Unit::Pcs), None), Err(CatalogError::PriceMissing));
        let price = Some(Some(Money::rupiah(5_000)));
        let CatalogEvent::CatalogItemChanged { terms, .. } =
            change_to(Some(Unit::Pcs), price).unwrap().remove(0)
        else {
            panic!("it changes")
        };
        let shirt = LaundryItem { unit: Unit::Pcs, price: Some(Money::rupiah(5_000)) };
        assert_eq!(terms, Terms::from(shirt));
    }
}

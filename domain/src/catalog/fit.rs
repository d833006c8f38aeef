//! Whether terms make sense, by themselves and beside the others of their list.

use super::{Catalog, CatalogError, LaundryItem, Terms, Zone};
use crate::values::Unit;

/// Whether an item with that id in its list can be bought at these terms.
///
/// # Errors
/// [`CatalogError::PriceMissing`], [`CatalogError::WrongUnit`], [`CatalogError::BandTaken`].
pub(super) fn fits(catalog: &Catalog, id: i64, terms: &Terms) -> Result<(), CatalogError> {
    match terms {
        Terms::LaundryItem(item) => launderable(*item),
        Terms::Material(material) if !matches!(material.unit, Unit::M | Unit::M2) => {
            Err(CatalogError::WrongUnit(material.unit.name()))
        }
        Terms::Zone(zone) => alone_in_its_band(catalog, id, *zone),
        Terms::VehicleType(_)
        | Terms::ServicePackage(_)
        | Terms::AddOn(_)
        | Terms::ServiceLevel(_)
        | Terms::LaundryAddOn(_)
        | Terms::Material(_)
        | Terms::Size(_)
        | Terms::CleaningType(_)
        | Terms::Product(_) => Ok(()),
    }
}

const fn launderable(item: LaundryItem) -> Result<(), CatalogError> {
    match (item.unit, item.price) {
        (Unit::M | Unit::M2, _) => Err(CatalogError::WrongUnit(item.unit.name())),
        (Unit::Pcs | Unit::Lusin, None) => Err(CatalogError::PriceMissing),
        (Unit::Pcs | Unit::Lusin, Some(_)) | (Unit::Kg, _) => Ok(()),
    }
}

/// Of two zones that reach equally far only one would ever count.
fn alone_in_its_band(catalog: &Catalog, id: i64, zone: Zone) -> Result<(), CatalogError> {
    let mut others = catalog.items::<Zone>().filter(|other| other.id != id);
    match others.find(|other| other.terms.up_to == zone.up_to) {
        Some(other) => Err(CatalogError::BandTaken(other.code)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{added, code};
    use super::super::{Material, Zone};
    use super::*;
    use crate::log::replay;
    use crate::values::{Distance, Money};

    fn fit(terms: impl Into<Terms>) -> Result<(), CatalogError> {
        fits(&Catalog::default(), 1, &terms.into())
    }

    #[test]
    fn only_what_is_weighed_can_cost_the_rate_of_the_service_level() {
        let item = |unit, price: Option<i64>| LaundryItem { unit, price: price.map(Money::rupiah) };
        assert_eq!(fit(item(Unit::Kg, None)), Ok(()), "K-13");
        assert_eq!(fit(item(Unit::Kg, Some(8_000))), Ok(()));
        assert_eq!(fit(item(Unit::Pcs, None)), Err(CatalogError::PriceMissing));
        assert_eq!(fit(item(Unit::Lusin, None)), Err(CatalogError::PriceMissing));
        assert_eq!(fit(item(Unit::Lusin, Some(50_000))), Ok(()));
    }

    #[test]
    fn laundry_is_not_measured_and_carpets_are() {
        let laundry = |unit| LaundryItem { unit, price: Some(Money::rupiah(1)) };
        let carpet = |unit| Material { price: Money::rupiah(1), unit };
        for unit in Unit::ALL {
            let measured = matches!(unit, Unit::M | Unit::M2);
            let wrong = Err(CatalogError::WrongUnit(unit.name()));
            assert_eq!(fit(laundry(unit)), if measured { wrong.clone() } else { Ok(()) });
            assert_eq!(fit(carpet(unit)), if measured { Ok(()) } else { wrong });
        }
    }

    #[test]
    fn two_zones_never_share_a_band() {
        let zone = |metres: Option<i64>| Zone {
            up_to: metres.map(|m| Distance::thousandths(m).unwrap()),
            carpet_fee: Money::ZERO,
            water_fee: Money::ZERO,
        };
        let catalog: Catalog = replay(added([("near", zone(Some(5_000))), ("far", zone(None))]));
        let fit = |id, metres| fits(&catalog, id, &zone(metres).into());
        assert_eq!(fit(3, Some(5_000)), Err(CatalogError::BandTaken(code("near"))));
        assert_eq!(fit(3, None), Err(CatalogError::BandTaken(code("far"))));
        assert_eq!(fit(3, Some(5_001)), Ok(()));
        assert_eq!(fit(1, Some(5_000)), Ok(()), "it may stay what it is");
    }
}

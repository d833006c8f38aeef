//! What changes of an item's terms; what is none stays as it is.

use super::{CatalogList, CutRule, Per, Surcharge, Terms};
use crate::values::{Area, BasisPoints, Distance, Money, Multiplier, Unit};

/// What changes of an item's terms, by its list; what is none stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the fields are those of the terms, and described there
#[allow(clippy::option_option)] // what stays, and what is taken away, are two things
pub enum TermsChange {
    /// Of a kind of vehicle.
    VehicleType { multiplier: Option<Multiplier> },
    /// Of a car-wash package.
    ServicePackage { price: Option<Money>, cut: Option<CutRule> },
    /// Of a car-wash extra.
    AddOn { price: Option<Money> },
    /// Of a thing to be laundered.
    LaundryItem { unit: Option<Unit>, price: Option<Option<Money>> },
    /// Of a speed of laundering.
    ServiceLevel { rate: Option<Money>, surcharge: Option<BasisPoints>, hours: Option<u16> },
    /// Of a laundry extra.
    LaundryAddOn { price: Option<Money>, per: Option<Per> },
    /// Of a carpet material.
    Material { price: Option<Money>, unit: Option<Unit> },
    /// Of a carpet size.
    Size { price: Option<Money>, area: Option<Area> },
    /// Of a way of cleaning.
    CleaningType { surcharge: Option<Surcharge> },
    /// Of drinking water.
    Product { price: Option<Money>, returnable: Option<bool> },
    /// Of a delivery zone.
    Zone { up_to: Option<Option<Distance>>, carpet_fee: Option<Money>, water_fee: Option<Money> },
}

fn set<T>(value: &mut T, to: Option<T>) {
    if let Some(to) = to {
        *value = to;
    }
}

impl TermsChange {
    /// The list whose items it is about.
    pub const fn list(&self) -> CatalogList {
        match self {
            Self::VehicleType { .. } => CatalogList::VehicleTypes,
            Self::ServicePackage { .. } => CatalogList::ServicePackages,
            Self::AddOn { .. } => CatalogList::CarWashAddOns,
            Self::LaundryItem { .. } => CatalogList::LaundryItems,
            Self::ServiceLevel { .. } => CatalogList::ServiceLevels,
            Self::LaundryAddOn { .. } => CatalogList::LaundryAddOns,
            Self::Material { .. } => CatalogList::CarpetMaterials,
            Self::Size { .. } => CatalogList::CarpetSizes,
            Self::CleaningType { .. } => CatalogList::CleaningTypes,
            Self::Product { .. } => CatalogList::WaterProducts,
            Self::Zone { .. } => CatalogList::DeliveryZones,
        }
    }

    /// The terms after the change; none if they are those of another list.
    #[must_use]
    pub fn on(self, terms: &Terms) -> Option<Terms> {
        let mut terms = terms.clone();
        match (self, &mut terms) {
            (Self::VehicleType { multiplier }, Terms::VehicleType(now)) => {
                set(&mut now.multiplier, multiplier);
            }
            (Self::ServicePackage { price, cut }, Terms::ServicePackage(now)) => {
                set(&mut now.price, price);
                set(&mut now.cut, cut);
            }
            (Self::AddOn { price }, Terms::AddOn(now)) => set(&mut now.price, price),
            (Self::LaundryItem { unit, price }, Terms::LaundryItem(now)) => {
                set(&mut now.unit, unit);
                set(&mut now.price, price);
            }
            (Self::ServiceLevel { rate, surcharge, hours }, Terms::ServiceLevel(now)) => {
                set(&mut now.rate_per_kg, rate);
                set(&mut now.surcharge_bp, surcharge);
                set(&mut now.hours, hours);
            }
            (Self::LaundryAddOn { price, per }, Terms::LaundryAddOn(now)) => {
                set(&mut now.price, price);
                set(&mut now.per, per);
            }
            (Self::Material { price, unit }, Terms::Material(now)) => {
                set(&mut now.price, price);
                set(&mut now.unit, unit);
            }
            (Self::Size { price, area }, Terms::Size(now)) => {
                set(&mut now.price, price);
                set(&mut now.area, area);
            }
            (Self::CleaningType { surcharge }, Terms::CleaningType(now)) => {
                set(&mut now.surcharge, surcharge);
            }
            (Self::Product { price, returnable }, Terms::Product(now)) => {
                set(&mut now.price, price);
                set(&mut now.returnable, returnable);
            }
            (Self::Zone { up_to, carpet_fee, water_fee }, Terms::Zone(now)) => {
                set(&mut now.up_to, up_to);
                set(&mut now.carpet_fee, carpet_fee);
                set(&mut now.water_fee, water_fee);
            }
            _ => return None,
        }
        Some(terms)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Product, ServicePackage, Zone};
    use super::*;

    #[test]
    fn what_is_not_named_stays() {
        let cut = CutRule::Percent(BasisPoints::new(3000).unwrap());
        let basic = Terms::from(ServicePackage { price: Money::rupiah(50_000), cut });
        let dearer = TermsChange::ServicePackage { price: Some(Money::rupiah(60_000)), cut: None };
        let expected = ServicePackage { price: Money::rupiah(60_000), cut };
        assert_eq!(dearer.on(&basic), Some(expected.into()));

        let near = Zone {
            up_to: Distance::thousandths(5_000).ok(),
            carpet_fee: Money::ZERO,
            water_fee: Money::ZERO,
        };
        let endless = TermsChange::Zone { up_to: Some(None), carpet_fee: None, water_fee: None };
        assert_eq!(endless.on(&near.into()), Some(Zone { up_to: None, ..near }.into()));
    }

    #[test]
    fn terms_of_another_list_cannot_be_changed_like_that() {
        let gallon = Terms::from(Product { price: Money::rupiah(20_000), returnable: true });
        assert_eq!(TermsChange::AddOn { price: None }.on(&gallon), None);
    }
}

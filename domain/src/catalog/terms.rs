//! What an item of each price list costs, and what else rules need to know of it.

use serde::{Deserialize, Serialize};

use super::{CatalogList, CutRule};
use crate::values::{Area, BasisPoints, Distance, Money, Multiplier, Unit, ValueError};

/// The terms of one item, by its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Terms {
    /// Of a kind of vehicle.
    VehicleType(VehicleType),
    /// Of a car-wash package.
    ServicePackage(ServicePackage),
    /// Of a car-wash extra.
    AddOn(AddOn),
    /// Of a thing to be laundered.
    LaundryItem(LaundryItem),
    /// Of a speed of laundering.
    ServiceLevel(ServiceLevel),
    /// Of a laundry extra.
    LaundryAddOn(LaundryAddOn),
    /// Of a carpet material.
    Material(Material),
    /// Of a carpet size.
    Size(Size),
    /// Of a way of cleaning.
    CleaningType(CleaningType),
    /// Of drinking water.
    Product(Product),
    /// Of a delivery zone.
    Zone(Zone),
}

/// Terms of one list, which can be told from those of the others.
pub trait Listed: Clone {
    /// The list.
    const LIST: CatalogList;

    /// These terms, if they are of this list.
    fn of(terms: &Terms) -> Option<&Self>;
}

macro_rules! listed {
    ($($terms:ident in $list:ident),* $(,)?) => {
        $(
            impl Listed for $terms {
                const LIST: CatalogList = CatalogList::$list;

                fn of(terms: &Terms) -> Option<&Self> {
                    if let Terms::$terms(own) = terms { Some(own) } else { None }
                }
            }

            impl From<$terms> for Terms {
                fn from(own: $terms) -> Self {
                    Self::$terms(own)
                }
            }
        )*

        impl Terms {
            /// The list an item with these terms stands in.
            pub const fn list(&self) -> CatalogList {
                match self {
                    $(Self::$terms(_) => CatalogList::$list,)*
                }
            }
        }
    };
}

listed! {
    VehicleType in VehicleTypes,
    ServicePackage in ServicePackages,
    AddOn in CarWashAddOns,
    LaundryItem in LaundryItems,
    ServiceLevel in ServiceLevels,
    LaundryAddOn in LaundryAddOns,
    Material in CarpetMaterials,
    Size in CarpetSizes,
    CleaningType in CleaningTypes,
    Product in WaterProducts,
    Zone in DeliveryZones,
}

/// A kind of vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VehicleType {
    /// The factor on package prices, in hundredths.
    pub multiplier: Multiplier,
}

/// A car-wash package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePackage {
    /// The price for a factor of 1, in Rupiah.
    pub price: Money,
    /// The employees' part.
    pub cut: CutRule,
}

/// A car-wash extra.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddOn {
    /// The price, in Rupiah.
    pub price: Money,
}

/// A thing to be laundered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaundryItem {
    /// What it is counted or weighed in.
    pub unit: Unit,
    /// Its own price per unit, in Rupiah; none for what costs the service level's rate by weight
    /// (K-13). Only what is weighed in kg can have none.
    pub price: Option<Money>,
}

/// How fast laundry is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceLevel {
    /// What a kg costs of things without a price of their own, in Rupiah.
    pub rate_per_kg: Money,
    /// What things with a price of their own cost more at this level.
    pub surcharge_bp: BasisPoints,
    /// In how many hours it is done.
    pub hours: u16,
}

impl ServiceLevel {
    /// A number of hours in which laundry can be done: from 1 to 720, which is 30 days.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of that.
    pub fn hours(value: i64) -> Result<u16, ValueError> {
        match u16::try_from(value) {
            Ok(hours) if (1..=720).contains(&hours) => Ok(hours),
            _ => Err(ValueError::Range { min: 1, max: 720 }),
        }
    }
}

/// What a laundry extra is charged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The kg.
    Kg,
    /// The piece.
    Item,
    /// The order, once.
    Order,
}

impl Per {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Kg, Self::Item, Self::Order];

    /// The way as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kg => "kg",
            Self::Item => "item",
            Self::Order => "order",
        }
    }
}

/// A laundry extra.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaundryAddOn {
    /// The price, in Rupiah.
    pub price: Money,
    /// By what it is charged.
    pub per: Per,
}

/// What a carpet is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Material {
    /// The price per unit, in Rupiah.
    pub price: Money,
    /// Square metres, or metres for runners (K-14).
    pub unit: Unit,
}

/// A size of carpets with a price for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// The price, in Rupiah.
    pub price: Money,
    /// The area it stands for.
    pub area: Area,
}

/// A way of cleaning beyond washing, and what it adds to the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CleaningType {
    /// What it adds.
    pub surcharge: Surcharge,
}

/// What is added to a base price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "amount")]
pub enum Surcharge {
    /// So many Rupiah.
    Fixed(Money),
    /// A share of the base.
    Percent(BasisPoints),
}

impl Surcharge {
    /// What it adds to `base`, half a Rupiah rounded up.
    #[must_use]
    pub fn on(self, base: Money) -> Money {
        match self {
            Self::Fixed(amount) => amount,
            Self::Percent(share) => share.rounded_of(base),
        }
    }
}

/// Drinking water.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// The price of one, in Rupiah.
    pub price: Money,
    /// Whether it comes in a container that is lent and comes back.
    pub returnable: bool,
}

/// A delivery zone: a band of distances from the outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    /// As far as that, inclusive; none has no end.
    pub up_to: Option<Distance>,
    /// What bringing a carpet there costs, in Rupiah.
    pub carpet_fee: Money,
    /// What bringing water there costs, in Rupiah.
    pub water_fee: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items of all lists share the shape of their events; the terms are what differs. Like the
    /// golden files, these are never edited.
    #[test]
    fn the_terms_of_every_list_are_stored_in_their_frozen_shape() {
        let price = Money::rupiah(5_000);
        let half = BasisPoints::new(5_000).unwrap();
        let frozen: [(Terms, &str); 13] = [
            (
                VehicleType { multiplier: Multiplier::hundredths(150).unwrap() }.into(),
                r#"{"vehicleType":{"multiplier":150}}"#,
            ),
            (
                ServicePackage { price, cut: CutRule::Percent(half) }.into(),
                r#"{"servicePackage":{"price":5000,"cut":{"type":"percent","amount":5000}}}"#,
            ),
            (AddOn { price }.into(), r#"{"addOn":{"price":5000}}"#),
            (
                LaundryItem { unit: Unit::Pcs, price: Some(price) }.into(),
                r#"{"laundryItem":{"unit":"pcs","price":5000}}"#,
            ),
            (
                LaundryItem { unit: Unit::Kg, price: None }.into(),
                r#"{"laundryItem":{"unit":"kg","price":null}}"#,
            ),
            (
                ServiceLevel { rate_per_kg: price, surcharge_bp: half, hours: 24 }.into(),
                r#"{"serviceLevel":{"ratePerKg":5000,"surchargeBp":5000,"hours":24}}"#,
            ),
            (
                LaundryAddOn { price, per: Per::Order }.into(),
                r#"{"laundryAddOn":{"price":5000,"per":"order"}}"#,
            ),
            (
                Material { price, unit: Unit::M2 }.into(),
                r#"{"material":{"price":5000,"unit":"m2"}}"#,
            ),
            (
                Size { price, area: Area::thousandths(12_500).unwrap() }.into(),
                r#"{"size":{"price":5000,"area":12500}}"#,
            ),
            (
                CleaningType { surcharge: Surcharge::Fixed(price) }.into(),
                r#"{"cleaningType":{"surcharge":{"type":"fixed","amount":5000}}}"#,
            ),
            (
                Product { price, returnable: true }.into(),
                r#"{"product":{"price":5000,"returnable":true}}"#,
            ),
            (
                Zone {
                    up_to: Distance::thousandths(5_000).ok(),
                    carpet_fee: price,
                    water_fee: Money::ZERO,
                }
                .into(),
                r#"{"zone":{"upTo":5000,"carpetFee":5000,"waterFee":0}}"#,
            ),
            (
                Zone { up_to: None, carpet_fee: price, water_fee: price }.into(),
                r#"{"zone":{"upTo":null,"carpetFee":5000,"waterFee":5000}}"#,
            ),
        ];
        for (terms, json) in &frozen {
            assert_eq!(serde_json::to_string(terms).unwrap(), *json);
            assert_eq!(serde_json::from_str::<Terms>(json).unwrap(), *terms);
        }
        for list in CatalogList::ALL {
            assert!(frozen.iter().any(|(terms, _)| terms.list() == list), "{list:?}");
        }
    }

    #[test]
    fn laundry_takes_an_hour_at_least_and_a_month_at_most() {
        assert_eq!(ServiceLevel::hours(72), Ok(72));
        assert!(ServiceLevel::hours(0).is_err());
        assert!(ServiceLevel::hours(721).is_err());
        assert!(ServiceLevel::hours(-1).is_err());
    }
}

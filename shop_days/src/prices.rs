//! What things cost, reckoned here once more: plain integers on the terms of the lists, so that the
//! rules are compared with something they did not reckon themselves.

use domain::catalog::{CatalogList, Listed as _, Per, Surcharge, Terms, Zone};
use domain::values::{Distance, Money, Unit};

use crate::basket::{Basket, CarpetWork, Measure};
use crate::intent::Ask;
use crate::model::ShopModel;

/// The price lists as they stand at a moment of these days.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    wares: Vec<Listed>,
}

/// Something on a list.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) list: CatalogList,
    pub(crate) id: i64,
    pub(crate) code: &'static str,
    pub(crate) terms: Terms,
    pub(crate) retired: bool,
}

/// What an order costs, in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// By the lists.
    pub(crate) listed: i64,
    /// What is taken off.
    pub(crate) discount: i64,
    /// With everything.
    pub(crate) total: i64,
}

/// `n` over `d`, half rounded up.
const fn half_up(n: i64, d: i64) -> i64 {
    (n + d / 2).div_euclid(d)
}

impl Prices {
    pub(crate) fn of(model: &ShopModel) -> Self {
        let mut wares: Vec<Listed> = Vec::with_capacity(model.lists.len());
        for ware in &model.lists {
            let list = ware.terms.list();
            let id =
                1 + wares.iter().filter(|other| other.list == list).map(|w| w.id).fold(0, i64::max);
            let retired = model.retired.contains(&(list, ware.code));
            wares.push(Listed { list, id, code: ware.code, terms: ware.terms.clone(), retired });
        }
        Self { wares }
    }

    /// What can be bought of a list, in its order.
    pub(crate) fn of_list(&self, list: CatalogList) -> impl Iterator<Item = &Listed> {
        self.wares.iter().filter(move |ware| ware.list == list && !ware.retired)
    }

    pub(crate) fn by_id(&self, list: CatalogList, id: i64) -> Option<&Listed> {
        self.wares.iter().find(|ware| ware.list == list && ware.id == id)
    }

    pub(crate) fn by_code(&self, list: CatalogList, code: &str) -> Option<&Listed> {
        self.wares.iter().find(|ware| ware.list == list && ware.code == code)
    }

    pub(crate) fn change(&mut self, list: CatalogList, id: i64, change: impl FnOnce(&mut Listed)) {
        let ware = self.wares.iter_mut().find(|ware| ware.list == list && ware.id == id);
        if let Some(ware) = ware {
            change(ware);
        }
    }

    fn terms(&self, list: CatalogList, code: &str) -> Option<&Terms> {
        self.by_code(list, code).map(|ware| &ware.terms)
    }

    fn terms_of(&self, list: CatalogList, id: i64) -> Option<&Terms> {
        self.by_id(list, id).map(|ware| &ware.terms)
    }

    /// What a basket costs by the lists.
    pub(crate) fn listed(&self, basket: &Basket) -> i64 {
        match basket {
            Basket::CarWash(wash) => {
                let factor = self.factor(wash.vehicle);
                let washed =
                    half_up(self.price(CatalogList::ServicePackages, wash.package) * factor, 100);
                let extras = wash.add_ons.iter();
                washed
                    + extras.map(|code| self.price(CatalogList::CarWashAddOns, code)).sum::<i64>()
            }
            Basket::Laundry(laundry) => {
                let (rate, surcharge) = self.level(laundry.level);
                let thing = |(id, much): &(i64, i64)| {
                    let own = self.price_of(CatalogList::LaundryItems, *id);
                    let each = own.map_or(rate, |own| own + half_up(own * surcharge, 10_000));
                    half_up(each * much, 1000)
                };
                let extra = |(code, much): &(&str, i64)| self.laundry_extra(code, *much);
                laundry.things.iter().map(thing).sum::<i64>()
                    + laundry.extras.iter().map(extra).sum::<i64>()
            }
            Basket::Carpet(carpet) => {
                let base = self.carpets(&carpet.work);
                let added =
                    carpet.cleaning.iter().map(|code| self.surcharge(code, base)).sum::<i64>();
                let metres = carpet.delivery.as_ref().map(|there| there.metres);
                base + added + metres.map_or(0, |metres| self.fees(metres).0)
            }
            Basket::Water(water) => {
                let each = self.price_of(CatalogList::WaterProducts, water.product).unwrap_or(0);
                let metres = water.to.as_ref().map(|there| there.metres);
                each * water.quantity + metres.map_or(0, |metres| self.fees(metres).1)
            }
        }
    }

    fn factor(&self, vehicle: &str) -> i64 {
        match self.terms(CatalogList::VehicleTypes, vehicle) {
            Some(Terms::VehicleType(terms)) => terms.multiplier.get().into(),
            _ => 0,
        }
    }

    fn price(&self, list: CatalogList, code: &str) -> i64 {
        self.terms(list, code).and_then(price_in).unwrap_or(0)
    }

    /// The price of one of that id, if it has one of its own.
    pub(crate) fn price_of(&self, list: CatalogList, id: i64) -> Option<i64> {
        self.terms_of(list, id).and_then(price_in)
    }

    fn level(&self, code: &str) -> (i64, i64) {
        match self.terms(CatalogList::ServiceLevels, code) {
            Some(Terms::ServiceLevel(level)) => {
                (level.rate_per_kg.get(), level.surcharge_bp.get().into())
            }
            _ => (0, 0),
        }
    }

    fn laundry_extra(&self, code: &str, much: i64) -> i64 {
        match self.terms(CatalogList::LaundryAddOns, code) {
            Some(Terms::LaundryAddOn(extra)) if extra.per == Per::Order => extra.price.get(),
            Some(Terms::LaundryAddOn(extra)) => half_up(extra.price.get() * much, 1000),
            _ => 0,
        }
    }

    fn carpets(&self, work: &CarpetWork) -> i64 {
        match work {
            CarpetWork::Sized(id) => self.price_of(CatalogList::CarpetSizes, *id).unwrap_or(0),
            CarpetWork::Measured(carpets) => carpets
                .iter()
                .map(|(id, measure)| {
                    let much = match *measure {
                        Measure::Sides(length, width) => half_up(length * width, 1000),
                        Measure::Area(much) | Measure::Length(much) => much,
                    };
                    let each = self.price_of(CatalogList::CarpetMaterials, *id).unwrap_or(0);
                    half_up(each * much, 1000)
                })
                .sum(),
        }
    }

    fn surcharge(&self, code: &str, base: i64) -> i64 {
        match self.terms(CatalogList::CleaningTypes, code) {
            Some(Terms::CleaningType(way)) => match way.surcharge {
                Surcharge::Fixed(amount) => amount.get(),
                Surcharge::Percent(share) => half_up(base * i64::from(share.get()), 10_000),
            },
            _ => 0,
        }
    }

    /// What bringing a carpet, and water, that far costs.
    fn fees(&self, metres: i64) -> (i64, i64) {
        let zones =
            self.of_list(CatalogList::DeliveryZones).filter_map(|ware| Zone::of(&ware.terms));
        let reach = |zone: &&Zone| zone.up_to.map_or(i64::MAX, Distance::get);
        let nearest = zones.filter(|zone| reach(zone) >= metres).min_by_key(reach);
        nearest.map_or((0, 0), |zone| (zone.carpet_fee.get(), zone.water_fee.get()))
    }

    /// Whether the id's things are counted in whole ones.
    pub(crate) fn is_counted(&self, laundry_item: i64) -> bool {
        match self.terms_of(CatalogList::LaundryItems, laundry_item) {
            Some(Terms::LaundryItem(item)) => matches!(item.unit, Unit::Pcs | Unit::Lusin),
            _ => false,
        }
    }
}

/// The price that stands in terms, if one does.
pub(crate) fn price_in(terms: &Terms) -> Option<i64> {
    match terms {
        Terms::ServicePackage(package) => Some(package.price.get()),
        Terms::AddOn(extra) => Some(extra.price.get()),
        Terms::LaundryItem(item) => item.price.map(Money::get),
        Terms::LaundryAddOn(extra) => Some(extra.price.get()),
        Terms::Material(material) => Some(material.price.get()),
        Terms::Size(size) => Some(size.price.get()),
        Terms::Product(product) => Some(product.price.get()),
        Terms::VehicleType(_)
        | Terms::ServiceLevel(_)
        | Terms::CleaningType(_)
        | Terms::Zone(_) => None,
    }
}

/// The same terms at another price, where one stands in them.
pub(crate) fn at_price(terms: &Terms, rupiah: i64) -> Terms {
    let price = Money::rupiah(rupiah);
    let mut terms = terms.clone();
    match &mut terms {
        Terms::ServicePackage(package) => package.price = price,
        Terms::AddOn(extra) => extra.price = price,
        Terms::LaundryItem(item) => item.price = Some(price),
        Terms::LaundryAddOn(extra) => extra.price = price,
        Terms::Material(material) => material.price = price,
        Terms::Size(size) => size.price = price,
        Terms::Product(product) => product.price = price,
        Terms::VehicleType(_)
        | Terms::ServiceLevel(_)
        | Terms::CleaningType(_)
        | Terms::Zone(_) => {}
    }
    terms
}

impl Cost {
    /// What is paid for something listed at that, with that discount of the customer's own in basis
    /// points, that price asked for and that tax.
    pub(crate) fn of(listed: i64, automatic_bp: i64, asked: Option<Ask>, tax_bp: i64) -> Self {
        let automatic = half_up(listed * automatic_bp, 10_000);
        let off = match asked {
            None => 0,
            Some(Ask::Off(amount)) => amount,
            Some(Ask::ShareOff(bp)) => half_up(listed * bp, 10_000),
            Some(Ask::FinalPrice(price)) => listed - price,
        };
        let (before_tax, discount) = if off < 0 {
            (listed - off, 0)
        } else {
            (listed - off.max(automatic), off.max(automatic))
        };
        Self { listed, discount, total: before_tax + half_up(before_tax * tax_bp, 10_000) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basket::Wash;

    #[test]
    fn it_reckons_as_the_papers_do() {
        let prices = Prices::of(&ShopModel::demonstration().unwrap());
        let wash = |vehicle, package, add_ons| {
            prices.listed(&Basket::CarWash(Wash { vehicle, package, add_ons, plate: None }))
        };
        assert_eq!(wash("sedan", "basic", vec![]), 75_000);
        let complex = wash("suv", "premium", vec!["interior_detailing", "engine_cleaning"]);
        assert_eq!(Cost::of(complex, 0, Some(Ask::ShareOff(1000)), 1000).total, 212_850, "W1");
        assert_eq!(Cost::of(300_000, 1500, None, 0).total, 255_000);
        assert_eq!(Cost::of(300_000, 1500, Some(Ask::Off(40_000)), 0).discount, 45_000, "K-85");
        assert_eq!(Cost::of(37_000, 1500, Some(Ask::FinalPrice(40_000)), 0).total, 40_000, "K-12");
        assert_eq!((prices.fees(5_000), prices.fees(5_001)), ((0, 0), (25_000, 10_000)));
        assert_eq!(prices.fees(10_001), (50_000, 20_000));
    }
}

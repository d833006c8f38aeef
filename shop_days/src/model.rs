//! A shop these days can take place in: its lists, its people, how many come.

use std::ops::RangeInclusive;

use domain::catalog::{
    AddOn, CatalogList, CleaningType, CutRule, LaundryAddOn, LaundryItem, Material, Per, Product,
    ServiceLevel, ServicePackage, Size, Surcharge, Terms, VehicleType, Zone,
};
use domain::customer::CustomerType;
use domain::user::Role;
use domain::values::{Area, BasisPoints, Distance, Money, Multiplier, Unit, ValueError};

use crate::intent::Login;

/// A shop. Ids are as a shop gives them that was opened with these lists and people in this order.
#[derive(Debug, Clone)]
pub struct ShopModel {
    /// How many tills stand on the counter.
    pub tills: u8,
    /// Who works at which: the first at the first, and around again.
    pub cashiers: Vec<Login>,
    /// Who runs the shop.
    pub manager: Login,
    /// Whose it is.
    pub owner: Login,
    /// A login of the service staff, and the employee behind it.
    pub staff: (Login, i64),
    /// Who only looks on.
    pub viewer: Login,
    /// Paid workers: the first has the id 1.
    pub employees: Vec<&'static str>,
    /// Customers with a record: the first has the id 1.
    pub customers: Vec<(&'static str, &'static str, CustomerType)>,
    /// The price lists. The id of an item is its place in its own list, from 1.
    pub lists: Vec<Ware>,
    /// What is on the lists but was retired before these days begin.
    pub retired: &'static [(CatalogList, &'static str)],
    /// The tax on every service, in basis points.
    pub tax_bp: i64,
    /// How many come.
    pub loads: Loads,
    /// How many of a thousand things that are said are mistakes.
    pub mistakes_per_mille: u16,
    /// Whether price lists change now and then, and customers are put aside.
    pub lists_change: bool,
}

/// Something on a price list: its code, its name, its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ware {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its terms, which also say in which list it stands.
    pub terms: Terms,
}

/// How many come (section 4 of the papers).
#[derive(Debug, Clone)]
pub struct Loads {
    /// Cars a day.
    pub cars: RangeInclusive<i64>,
    /// Bags of laundry a day.
    pub laundry: RangeInclusive<i64>,
    /// Carpets a week.
    pub carpets_a_week: RangeInclusive<i64>,
    /// Orders of water a week.
    pub water_a_week: RangeInclusive<i64>,
}

impl Default for Loads {
    fn default() -> Self {
        Self { cars: 50..=100, laundry: 30..=50, carpets_a_week: 5..=10, water_a_week: 50..=150 }
    }
}

impl ShopModel {
    /// The demonstration shop, with the figures of the papers.
    ///
    /// # Errors
    /// [`ValueError`] if one of the figures here is none.
    pub fn demonstration() -> Result<Self, ValueError> {
        let login = |role, username| Login { username, role };
        Ok(Self {
            tills: 3,
            cashiers: vec![login(Role::Cashier, "kasir")],
            manager: login(Role::Manager, "manajer"),
            owner: login(Role::Admin, "admin"),
            staff: (login(Role::ServiceStaff, "ahmad"), 1),
            viewer: login(Role::Viewer, "tamu"),
            employees: vec!["Ahmad", "Wati", "Joko", "Dewi"],
            customers: vec![
                ("Budi Santoso", "0812-3456-7890", CustomerType::Regular),
                ("Ibu Ratna", "0857-1234-5678", CustomerType::Vip),
                ("PT Maju Jaya", "(021) 555-1234", CustomerType::Corporate),
            ],
            lists: [car_wash()?, laundry()?, carpets()?, water()?].concat(),
            retired: &[(CatalogList::VehicleTypes, "truck_large")],
            tax_bp: 0,
            loads: Loads::default(),
            mistakes_per_mille: 100,
            lists_change: true,
        })
    }

    /// All logins that act in these days.
    pub fn logins(&self) -> impl Iterator<Item = Login> {
        self.cashiers.iter().copied().chain([self.manager, self.staff.0, self.viewer, self.owner])
    }
}

const fn ware(code: &'static str, name: &'static str, terms: Terms) -> Ware {
    Ware { code, name, terms }
}

fn car_wash() -> Result<Vec<Ware>, ValueError> {
    let cut = CutRule::Percent(BasisPoints::new(3000)?);
    let factor = |code, name, hundredths| {
        let multiplier = Multiplier::hundredths(hundredths)?;
        Ok(ware(code, name, VehicleType { multiplier }.into()))
    };
    let package = |code, name, price| {
        ware(code, name, ServicePackage { price: Money::rupiah(price), cut }.into())
    };
    let extra = |code, name, price| ware(code, name, AddOn { price: Money::rupiah(price) }.into());
    Ok(vec![
        factor("motorcycle", "Sepeda motor", 100)?,
        factor("sedan", "Sedan", 150)?,
        factor("suv", "SUV", 200)?,
        factor("truck", "Truk", 250)?,
        factor("bus", "Bus", 300)?,
        factor("truck_large", "Truk besar", 100)?,
        package("basic", "Basic", 50_000),
        package("premium", "Premium", 80_000),
        package("deluxe", "Deluxe", 120_000),
        extra("engine_cleaning", "Cuci mesin", 30_000),
        extra("interior_detailing", "Detailing interior", 25_000),
        extra("undercoating", "Undercoating", 35_000),
        extra("ceramic", "Ceramic coating", 150_000),
        extra("waxing", "Waxing", 20_000),
        extra("interior_cleaning", "Bersih interior", 30_000),
    ])
}

fn laundry() -> Result<Vec<Ware>, ValueError> {
    let item = |code, name, unit, price: Option<i64>| {
        ware(code, name, LaundryItem { unit, price: price.map(Money::rupiah) }.into())
    };
    let level = |code, name, rate, hours| {
        let terms = ServiceLevel {
            rate_per_kg: Money::rupiah(rate),
            surcharge_bp: BasisPoints::ZERO,
            hours: ServiceLevel::hours(hours)?,
        };
        Ok(ware(code, name, terms.into()))
    };
    let extra = |code, name, price, per| {
        ware(code, name, LaundryAddOn { price: Money::rupiah(price), per }.into())
    };
    Ok(vec![
        item("t_shirt", "Kaos", Unit::Pcs, Some(5_000)),
        item("shirt", "Kemeja", Unit::Pcs, Some(7_000)),
        item("trousers", "Celana", Unit::Pcs, Some(8_000)),
        item("blanket", "Selimut", Unit::Pcs, Some(15_000)),
        item("per_kg", "Per kg", Unit::Kg, Some(8_000)),
        item("kiloan", "Kiloan", Unit::Kg, None),
        level("standard", "Standar, 3 hari", 5_000, 72)?,
        level("express", "Ekspres, 1 hari", 7_500, 24)?,
        level("urgent", "Kilat, hari ini", 10_000, 8)?,
        extra("ironing", "Setrika", 2_000, Per::Kg),
        extra("stain_treatment", "Bersih noda", 5_000, Per::Item),
        extra("protection", "Pelindung kain", 10_000, Per::Order),
    ])
}

fn carpets() -> Result<Vec<Ware>, ValueError> {
    let material = |code, name, price| {
        ware(code, name, Material { price: Money::rupiah(price), unit: Unit::M2 }.into())
    };
    let size = |code, name, square_metres: i64, price| {
        let area = Area::thousandths(square_metres * 1000)?;
        Ok(ware(code, name, Size { price: Money::rupiah(price), area }.into()))
    };
    let share = |bp| BasisPoints::new(bp).map(Surcharge::Percent);
    let cleaning = |code, name, surcharge| ware(code, name, CleaningType { surcharge }.into());
    Ok(vec![
        material("wool", "Wol", 50_000),
        material("synthetic", "Sintetis", 35_000),
        material("oriental", "Oriental", 75_000),
        material("area_rug", "Permadani", 45_000),
        size("size_10", "10 m²", 10, 200_000)?,
        size("size_15", "15 m²", 15, 300_000)?,
        size("size_20", "20 m²", 20, 400_000)?,
        size("size_30", "30 m²", 30, 500_000)?,
        cleaning("deep", "Cuci dalam", share(5000)?),
        cleaning("stain", "Bersih noda", share(3000)?),
        cleaning("deodorize", "Penghilang bau", Surcharge::Fixed(Money::rupiah(15_000))),
    ])
}

fn water() -> Result<Vec<Ware>, ValueError> {
    let product = |code, name, price, returnable| {
        ware(code, name, Product { price: Money::rupiah(price), returnable }.into())
    };
    let zone = |code, name, up_to, carpet, water| {
        let (carpet_fee, water_fee) = (Money::rupiah(carpet), Money::rupiah(water));
        ware(code, name, Zone { up_to, carpet_fee, water_fee }.into())
    };
    let km = |km: i64| Distance::thousandths(km * 1000).map(Some);
    Ok(vec![
        product("gallon_19l", "Galon 19 liter", 20_000, true),
        product("bottle_600ml", "Botol 600 ml", 3_000, false),
        product("bottle_1500ml", "Botol 1,5 liter", 5_000, false),
        product("drum_200l", "Drum 200 liter", 150_000, true),
        product("refill", "Isi ulang", 20_000, false),
        zone("near", "Sampai 5 km", km(5)?, 0, 0),
        zone("middle", "Sampai 10 km", km(10)?, 25_000, 10_000),
        zone("far", "Lebih dari 10 km", None, 50_000, 20_000),
    ])
}

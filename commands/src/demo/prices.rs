//! The price lists of the business papers: what they say of each service, to the Rupiah.

use domain::catalog::{
    AddOn, Catalog, CatalogError, CatalogList, CleaningType, CutRule, LaundryAddOn, LaundryItem,
    Material, Per, Product, ServiceLevel, ServicePackage, Size, Surcharge, Terms, VehicleType,
    Zone,
};
use domain::order::ServiceType;
use domain::values::{
    Area, BasisPoints, CatalogCode, CatalogName, Distance, Money, Multiplier, Unit,
};
use infra::event_log::Loaded;

use super::DemoError;
use crate::catalog::{CatalogTarget, NewCatalogItem, add, retire};
use crate::{Call, CommandError, Desk};

/// A code, a name, and terms.
type Priced = (&'static str, &'static str, Terms);

/// The kind of vehicle of which the papers know no factor: it is on the list, but cannot be ordered
/// until somebody prices and reinstates it.
const UNPRICED: &str = "truck_large";

/// Adds what is not on the lists yet; what is there stays as it is, whoever changed it.
pub(super) async fn open(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    for (service, items) in [
        (ServiceType::CarWash, car_wash()?),
        (ServiceType::Laundry, laundry()?),
        (ServiceType::Carpet, carpets()?),
        (ServiceType::WaterDelivery, water()?),
    ] {
        let catalog: Loaded<Catalog> =
            desk.log.load(Catalog::stream_id(service)).await.map_err(CommandError::from)?;
        for (code, name, terms) in items {
            let code = CatalogCode::parse(code)?;
            let mut of_list = catalog.state.entries(terms.list());
            if of_list.any(|entry| entry.item.code == code) {
                continue;
            }
            let new = NewCatalogItem { code, name: CatalogName::parse(name)?, terms };
            match add(desk, admin, &new).await {
                Ok(_) | Err(CommandError::Catalog(CatalogError::CodeTaken(_))) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    put_aside(desk, admin).await
}

/// Retires what has no price, unless somebody has decided about it already.
async fn put_aside(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    let catalog: Loaded<Catalog> = desk
        .log
        .load(Catalog::stream_id(ServiceType::CarWash))
        .await
        .map_err(CommandError::from)?;
    let list = CatalogList::VehicleTypes;
    let mut entries = catalog.state.entries(list);
    let untouched = entries.find(|entry| {
        entry.item.code.as_str() == UNPRICED && !entry.retired && entry.added_at == entry.changed_at
    });
    let Some(entry) = untouched else { return Ok(()) };
    let target = CatalogTarget { list, id: entry.item.id, version: Some(entry.version) };
    match retire(desk, admin, target).await {
        Ok(_) | Err(CommandError::Stale { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn vehicle(factor: i64) -> Result<Terms, DemoError> {
    Ok(VehicleType { multiplier: Multiplier::hundredths(factor)? }.into())
}

fn car_wash() -> Result<Vec<Priced>, DemoError> {
    let cut = CutRule::Percent(BasisPoints::new(3000)?);
    let package = |price| ServicePackage { price: Money::rupiah(price), cut }.into();
    let extra = |price| AddOn { price: Money::rupiah(price) }.into();
    Ok(vec![
        ("motorcycle", "Sepeda motor", vehicle(100)?),
        ("sedan", "Sedan", vehicle(150)?),
        ("suv", "SUV", vehicle(200)?),
        ("truck", "Truk", vehicle(250)?),
        ("bus", "Bus", vehicle(300)?),
        (UNPRICED, "Truk besar", vehicle(100)?),
        ("basic", "Basic", package(50_000)),
        ("premium", "Premium", package(80_000)),
        ("deluxe", "Deluxe", package(120_000)),
        ("engine_cleaning", "Cuci mesin", extra(30_000)),
        ("interior_detailing", "Detailing interior", extra(25_000)),
        ("undercoating", "Undercoating", extra(35_000)),
        ("ceramic", "Ceramic coating", extra(150_000)),
        ("waxing", "Waxing", extra(20_000)),
        ("interior_cleaning", "Bersih interior", extra(30_000)),
    ])
}

fn laundry() -> Result<Vec<Priced>, DemoError> {
    let item = |unit, price: Option<i64>| {
        Terms::from(LaundryItem { unit, price: price.map(Money::rupiah) })
    };
    let level = |rate, hours| {
        let rate_per_kg = Money::rupiah(rate);
        let surcharge_bp = BasisPoints::ZERO;
        ServiceLevel::hours(hours)
            .map(|hours| Terms::from(ServiceLevel { rate_per_kg, surcharge_bp, hours }))
    };
    let extra = |price, per| LaundryAddOn { price: Money::rupiah(price), per }.into();
    Ok(vec![
        ("t_shirt", "Kaos", item(Unit::Pcs, Some(5_000))),
        ("shirt", "Kemeja", item(Unit::Pcs, Some(7_000))),
        ("trousers", "Celana", item(Unit::Pcs, Some(8_000))),
        ("blanket", "Selimut", item(Unit::Pcs, Some(15_000))),
        ("per_kg", "Per kg", item(Unit::Kg, Some(8_000))),
        ("kiloan", "Kiloan", item(Unit::Kg, None)),
        ("standard", "Standar, 3 hari", level(5_000, 72)?),
        ("express", "Ekspres, 1 hari", level(7_500, 24)?),
        ("urgent", "Kilat, hari ini", level(10_000, 8)?),
        ("ironing", "Setrika", extra(2_000, Per::Kg)),
        ("stain_treatment", "Bersih noda", extra(5_000, Per::Item)),
        ("protection", "Pelindung kain", extra(10_000, Per::Order)),
    ])
}

fn carpets() -> Result<Vec<Priced>, DemoError> {
    let material = |price| Material { price: Money::rupiah(price), unit: Unit::M2 }.into();
    let size = |square_metres: i64, price| {
        Area::thousandths(square_metres * 1000)
            .map(|area| Terms::from(Size { price: Money::rupiah(price), area }))
    };
    let share = |bp| BasisPoints::new(bp).map(Surcharge::Percent);
    let cleaning = |surcharge| CleaningType { surcharge }.into();
    Ok(vec![
        ("wool", "Wol", material(50_000)),
        ("synthetic", "Sintetis", material(35_000)),
        ("oriental", "Oriental", material(75_000)),
        ("area_rug", "Permadani", material(45_000)),
        ("size_10", "10 m²", size(10, 200_000)?),
        ("size_15", "15 m²", size(15, 300_000)?),
        ("size_20", "20 m²", size(20, 400_000)?),
        ("size_30", "30 m²", size(30, 500_000)?),
        ("deep", "Cuci dalam", cleaning(share(5000)?)),
        ("stain", "Bersih noda", cleaning(share(3000)?)),
        ("deodorize", "Penghilang bau", cleaning(Surcharge::Fixed(Money::rupiah(15_000)))),
    ])
}

fn water() -> Result<Vec<Priced>, DemoError> {
    let product = |price, returnable| Product { price: Money::rupiah(price), returnable }.into();
    let zone = |up_to, carpet, water| {
        Terms::from(Zone {
            up_to,
            carpet_fee: Money::rupiah(carpet),
            water_fee: Money::rupiah(water),
        })
    };
    let km = |km: i64| Distance::thousandths(km * 1000).map(Some);
    Ok(vec![
        ("gallon_19l", "Galon 19 liter", product(20_000, true)),
        ("bottle_600ml", "Botol 600 ml", product(3_000, false)),
        ("bottle_1500ml", "Botol 1,5 liter", product(5_000, false)),
        ("drum_200l", "Drum 200 liter", product(150_000, true)),
        ("refill", "Isi ulang", product(20_000, false)),
        ("near", "Sampai 5 km", zone(km(5)?, 0, 0)),
        ("middle", "Sampai 10 km", zone(km(10)?, 25_000, 10_000)),
        ("far", "Lebih dari 10 km", zone(None, 50_000, 20_000)),
    ])
}

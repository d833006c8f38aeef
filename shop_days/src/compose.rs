//! What is ordered: the mix of the papers, thrown by the dice.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::catalog::CatalogList;
use domain::customer::WaterTerms;
use domain::order::ServiceType;

use crate::basket::{Basket, CarpetWork, Carpets, Gallons, Measure, Place, Wash, Washing};
use crate::book::Book;
use crate::dice::Dice;
use crate::intent::{Ask, NewOrder, Text, Wanted};
use crate::rhythm::{day_of, days_on};
use crate::words;

/// The codes of what can be bought of a list.
fn codes(book: &Book, list: CatalogList) -> Vec<&'static str> {
    book.prices.of_list(list).map(|ware| ware.code).collect()
}

/// The ids of what can be bought of a list.
fn ids(book: &Book, list: CatalogList) -> Vec<i64> {
    book.prices.of_list(list).map(|ware| ware.id).collect()
}

/// One of a list, the first ones more often.
fn usual<T: Copy>(dice: &mut Dice, few: &[T]) -> T {
    few[dice.towards_front(few.len())]
}

/// A few of a list, each once, seldom many.
fn some(dice: &mut Dice, few: &[&'static str], percent: usize) -> Vec<&'static str> {
    let mut chosen = Vec::new();
    while chosen.len() < 3 && !few.is_empty() && dice.percent(percent) {
        let one = usual(dice, few);
        if !chosen.contains(&one) {
            chosen.push(one);
        }
    }
    chosen
}

/// An order of a service, as it is taken at that time.
pub(crate) fn order(
    dice: &mut Dice,
    book: &Book,
    employees: usize,
    service: ServiceType,
    customer: Option<usize>,
    at: DateTime<Utc>,
) -> NewOrder {
    let (customer, name, phone) = who(dice, book, service, customer);
    let home = customer.and_then(|no| book.customers.get(no)).and_then(|known| known.home.clone());
    let basket = match service {
        ServiceType::CarWash => Basket::CarWash(wash(dice, book)),
        ServiceType::Laundry => Basket::Laundry(washing(dice, book)),
        ServiceType::Carpet => Basket::Carpet(carpets(dice, book, home, day_of(at))),
        ServiceType::WaterDelivery => Basket::Water(gallons(dice, book, home, customer.is_some())),
    };
    let workers = match service {
        ServiceType::CarWash if dice.percent(88) => few_of(dice, employees, 3),
        ServiceType::Laundry | ServiceType::Carpet if dice.percent(20) => {
            few_of(dice, employees, 1)
        }
        ServiceType::CarWash
        | ServiceType::Laundry
        | ServiceType::Carpet
        | ServiceType::WaterDelivery => Vec::new(),
    };
    let listed = book.prices.listed(&basket);
    let brought = basket.is_brought();
    NewOrder {
        wanted: wanted(dice, listed),
        customer,
        name,
        phone,
        employees: workers,
        quoted: None,
        bring_on: (brought && dice.percent(30)).then(|| days_on(day_of(at), 1)),
        scheduled_at: dice.percent(4).then(|| at + Duration::hours(dice.between(2..=72))),
        ordered: None,
        notes: dice.percent(15).then(|| words::one_of(dice, &words::NOTES)),
        basket,
    }
}

/// Whose the order is: a record, a typed name, both or neither (K-39); water needs somebody.
fn who(
    dice: &mut Dice,
    book: &Book,
    service: ServiceType,
    customer: Option<usize>,
) -> (Option<usize>, Option<Text>, Option<Text>) {
    let water = service == ServiceType::WaterDelivery;
    let known = customer.or_else(|| {
        let often = if water { 70 } else { 30 };
        dice.percent(often).then(|| dice.below(book.customers.len()))
    });
    let known = known.filter(|no| book.customers.get(*no).is_some_and(|known| known.active));
    let named = match known {
        Some(_) => dice.percent(5),
        None => water || dice.percent(45),
    };
    let name = named.then(|| words::one_of(dice, &words::NAMES));
    let phone =
        (known.is_none() && named && (water || dice.percent(50))).then(|| words::phone(dice));
    (known, name, phone)
}

/// So many different employees at most, one at least.
pub(crate) fn few_of(dice: &mut Dice, employees: usize, most: i64) -> Vec<i64> {
    let count = dice.between(1..=most);
    let mut chosen: Vec<i64> = Vec::new();
    for _ in 0..count {
        let id = 1 + i64::try_from(dice.below(employees)).unwrap_or_default();
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    chosen
}

/// Another price, now and then: less than a cashier may take off alone.
fn wanted(dice: &mut Dice, listed: i64) -> Option<Wanted> {
    if !dice.percent(6) || listed < 20_000 {
        return None;
    }
    let asked = match dice.below(8) {
        0 | 1 => Ask::Off(dice.between(1..=listed.min(40_000) / 1000) * 1000),
        2 if listed < 400_000 => Ask::ShareOff(dice.pick(&[500, 750, 1000])),
        3 => Ask::FinalPrice(listed + dice.between(1..=20) * 1000),
        _ => Ask::FinalPrice(listed - dice.between(1..=listed.min(49_999))),
    };
    Some(Wanted { asked, reason: Some(words::one_of(dice, &words::DISCOUNTS)) })
}

pub(crate) fn wash(dice: &mut Dice, book: &Book) -> Wash {
    Wash {
        vehicle: usual(dice, &codes(book, CatalogList::VehicleTypes)),
        package: usual(dice, &codes(book, CatalogList::ServicePackages)),
        add_ons: some(dice, &codes(book, CatalogList::CarWashAddOns), 25),
        plate: dice.percent(85).then(|| words::plate(dice)),
    }
}

pub(crate) fn washing(dice: &mut Dice, book: &Book) -> Washing {
    let items = ids(book, CatalogList::LaundryItems);
    let thing = |dice: &mut Dice| {
        let id = dice.pick(&items);
        let counted = book.prices.is_counted(id);
        let much = if counted { dice.between(1..=12) * 1000 } else { dice.between(500..=9_500) };
        (id, much)
    };
    let things = (0..dice.between(1..=4)).map(|_| thing(dice)).collect();
    let extras = some(dice, &codes(book, CatalogList::LaundryAddOns), 20);
    Washing {
        level: usual(dice, &codes(book, CatalogList::ServiceLevels)),
        things,
        extras: extras.into_iter().map(|code| (code, dice.between(1..=5) * 1000)).collect(),
    }
}

fn carpets(dice: &mut Dice, book: &Book, home: Option<(Text, i64)>, day: NaiveDate) -> Carpets {
    let work = if dice.percent(40) {
        CarpetWork::Sized(usual(dice, &ids(book, CatalogList::CarpetSizes)))
    } else {
        let materials = ids(book, CatalogList::CarpetMaterials);
        let one = |dice: &mut Dice| {
            let measure = if dice.percent(70) {
                Measure::Sides(dice.between(1_000..=6_000), dice.between(800..=4_500))
            } else {
                Measure::Area(dice.between(1_500..=20_000))
            };
            (dice.pick(&materials), measure)
        };
        CarpetWork::Measured((0..dice.between(1..=3)).map(|_| one(dice)).collect())
    };
    let there = dice.percent(50).then(|| place(dice, home));
    let pickup = there.clone().filter(|_| dice.percent(60));
    Carpets {
        work,
        cleaning: some(dice, &codes(book, CatalogList::CleaningTypes), 30),
        pickup: pickup.map(|there| (there.address, days_on(day, 1))),
        delivery: there,
        stains: dice.percent(40).then_some(Text::Borrowed("kopi, tengah kiri")),
    }
}

fn gallons(dice: &mut Dice, book: &Book, home: Option<(Text, i64)>, has_record: bool) -> Gallons {
    let to = dice.percent(85).then(|| place(dice, home));
    let terms = match dice.below(10) {
        0 | 1 if has_record => WaterTerms::Invoice,
        2 | 3 if to.is_some() => WaterTerms::Prepaid,
        _ => WaterTerms::Cod,
    };
    Gallons {
        product: usual(dice, &ids(book, CatalogList::WaterProducts)),
        quantity: if dice.percent(5) { dice.between(20..=100) } else { dice.between(1..=6) },
        terms,
        to,
    }
}

fn place(dice: &mut Dice, home: Option<(Text, i64)>) -> Place {
    let (address, metres) = home.unwrap_or_else(|| somewhere(dice));
    Place { address, metres }
}

/// An address, and how many metres away it is.
pub(crate) fn somewhere(dice: &mut Dice) -> (Text, i64) {
    let address = words::one_of(dice, &words::ADDRESSES);
    let metres =
        if dice.percent(70) { dice.between(200..=5_000) } else { dice.between(5_001..=14_000) };
    (address, metres)
}

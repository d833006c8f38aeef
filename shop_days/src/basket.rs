//! What is ordered, by service, and what it comes to by the lists.

use chrono::NaiveDate;
use domain::customer::WaterTerms;
use domain::order::ServiceType;

use crate::intent::Text;

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basket {
    /// A car is washed.
    CarWash(Wash),
    /// Laundry.
    Laundry(Washing),
    /// Carpets are washed.
    Carpet(Carpets),
    /// Water is brought, or fetched.
    Water(Gallons),
}

/// A car to be washed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wash {
    /// The code of the kind of vehicle.
    pub vehicle: &'static str,
    /// The code of the package.
    pub package: &'static str,
    /// The codes of extras.
    pub add_ons: Vec<&'static str>,
    /// The plate.
    pub plate: Option<Text>,
}

/// Things to be laundered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Washing {
    /// The code of how fast.
    pub level: &'static str,
    /// Ids of things, and how much of each, in thousandths.
    pub things: Vec<(i64, i64)>,
    /// Codes of extras, and how much of each, in thousandths.
    pub extras: Vec<(&'static str, i64)>,
}

/// Carpets to be washed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carpets {
    /// Which.
    pub work: CarpetWork,
    /// The codes of what is done beyond washing.
    pub cleaning: Vec<&'static str>,
    /// Where it is fetched, and when.
    pub pickup: Option<(Text, NaiveDate)>,
    /// Where it is brought back to.
    pub delivery: Option<Place>,
    /// Stains that were there before.
    pub stains: Option<Text>,
}

/// Which carpets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarpetWork {
    /// By the ids of what they are made of, each with its measure.
    Measured(Vec<(i64, Measure)>),
    /// One, by the id of its size.
    Sized(i64),
}

/// How large a carpet is, in thousandths of metres or square metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Length and width.
    Sides(i64, i64),
    /// An area.
    Area(i64),
    /// A length only.
    Length(i64),
}

/// Somewhere, and how many metres away that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub address: Text,
    /// How many metres away.
    pub metres: i64,
}

/// Water.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gallons {
    /// The id of the product.
    pub product: i64,
    /// How many.
    pub quantity: i64,
    /// When it is paid for.
    pub terms: WaterTerms,
    /// Where it is brought; none is fetched at the counter.
    pub to: Option<Place>,
}

impl Basket {
    /// The service.
    pub const fn service(&self) -> ServiceType {
        match self {
            Self::CarWash(_) => ServiceType::CarWash,
            Self::Laundry(_) => ServiceType::Laundry,
            Self::Carpet(_) => ServiceType::Carpet,
            Self::Water(_) => ServiceType::WaterDelivery,
        }
    }

    /// Whether it is brought to the door.
    pub const fn is_brought(&self) -> bool {
        matches!(self, Self::Water(Gallons { to: Some(_), .. }))
    }
}

//! A carpet: by area and material or by size, with surcharges and delivery (CP-CAL-001, K-14).

use serde::{Deserialize, Serialize};

use super::{Line, LineKind, OrderError};
use crate::catalog::{CleaningType, Item, Material, Size, Zone};
use crate::settings::IncomeSplit;
use crate::values::{
    Address, Area, BusinessDay, Distance, Erasable, Length, Money, Notes, Personal, Quantity, Unit,
};

/// The most carpets on one order.
pub const MOST_CARPETS: usize = 100;

/// A carpet order as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Carpet {
    /// What is washed.
    pub work: CarpetWork,
    /// What is done to it beyond washing.
    pub cleaning: Vec<Item<CleaningType>>,
    /// Where and when it is fetched.
    pub pickup: Option<Pickup>,
    /// Where it is brought back to.
    pub delivery: Option<Dropoff>,
    /// What it looked like before the work.
    pub condition: Option<Personal<Condition>>,
    /// How its income is divided.
    pub split: IncomeSplit,
}

/// How large a carpet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Measured along both sides.
    Sides(Length, Length),
    /// An area that somebody typed.
    Area(Area),
    /// The length of a runner.
    Runner(Length),
}

/// Where and when a carpet is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pickup {
    /// Where.
    pub address: Personal<Address>,
    /// On which day.
    pub date: Option<BusinessDay>,
}

/// Where a carpet is brought back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dropoff {
    /// Where.
    pub address: Personal<Address>,
    /// How far that is.
    pub distance: Option<Distance>,
    /// The zone that lies in, and its fee.
    pub zone: Option<Item<Zone>>,
}

/// What a carpet looked like before the work.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Condition {
    /// Its colour.
    pub color: Option<Notes>,
    /// What it is made of, as it seemed.
    pub material: Option<Notes>,
    /// Stains.
    pub stains: Option<Notes>,
    /// Damage.
    pub damage: Option<Notes>,
    /// Anything else.
    pub notes: Option<Notes>,
}

impl Erasable for Condition {
    fn tombstone() -> Self {
        Self { notes: Some(Notes::tombstone()), ..Self::default() }
    }
}

/// What is to be washed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarpetWork {
    /// Carpets by what they are made of, each with its measure.
    Measured(Vec<MeasuredCarpet>),
    /// One carpet of a usual size.
    Sized(Item<Size>),
}

/// A carpet that was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredCarpet {
    /// What it is made of.
    pub material: Item<Material>,
    /// How large it is.
    pub measure: Measure,
}

impl Measure {
    /// The area, of what has one.
    pub fn area(self) -> Option<Area> {
        match self {
            Self::Sides(length, width) => Area::of(length, width).ok(),
            Self::Area(area) => Some(area),
            Self::Runner(_) => None,
        }
    }

    /// How much of the material's unit it is.
    ///
    /// # Errors
    /// [`OrderError::MeasureMissing`] if it does not go with the unit.
    fn quantity(self, unit: Unit, line: usize) -> Result<Quantity, OrderError> {
        let missing = OrderError::MeasureMissing { line, unit };
        match (self, unit) {
            (Self::Runner(length), Unit::M) => Ok(length.quantity()),
            (Self::Area(area), Unit::M2) => Ok(area.quantity()),
            (Self::Sides(length, width), Unit::M2) => {
                Area::of(length, width).map(Area::quantity).map_err(|_| missing)
            }
            _ => Err(missing),
        }
    }
}

impl Carpet {
    /// Of all that is priced by the square metre or by size, in thousandths of a square metre.
    pub fn area(&self) -> i64 {
        match &self.work {
            CarpetWork::Sized(size) => size.terms.area.get(),
            CarpetWork::Measured(carpets) => {
                carpets.iter().filter_map(|one| one.measure.area()).map(Area::get).sum()
            }
        }
    }

    /// The fee for bringing it back, in Rupiah.
    pub fn fee(&self) -> Money {
        let zone = self.delivery.as_ref().and_then(|there| there.zone.as_ref());
        zone.map_or(Money::ZERO, |zone| zone.terms.carpet_fee)
    }

    /// The lines of its price: each carpet, then what each way of cleaning adds to all of them, then
    /// the fee for bringing it back.
    ///
    /// # Errors
    /// [`OrderError::NoLines`], [`OrderError::TooManyLines`], [`OrderError::MeasureMissing`].
    pub(super) fn lines(&self) -> Result<Vec<Line>, OrderError> {
        let mut lines = self.work.lines()?;
        let base: Money = lines.iter().map(|line| line.price).sum();
        for way in &self.cleaning {
            let added = way.terms.surcharge.on(base);
            lines.push(Line::of(LineKind::AddOn, way, Unit::Pcs, Quantity::ONE, added));
        }
        let zone = self.delivery.as_ref().and_then(|there| there.zone.as_ref());
        if let Some(zone) = zone.filter(|zone| zone.terms.carpet_fee.is_positive()) {
            let fee = zone.terms.carpet_fee;
            lines.push(Line::of(LineKind::Delivery, zone, Unit::Pcs, Quantity::ONE, fee));
        }
        Ok(lines)
    }
}

impl CarpetWork {
    fn lines(&self) -> Result<Vec<Line>, OrderError> {
        match self {
            Self::Measured(carpets) if carpets.is_empty() => Err(OrderError::NoLines),
            Self::Measured(carpets) if carpets.len() > MOST_CARPETS => {
                Err(OrderError::TooManyLines { most: MOST_CARPETS })
            }
            Self::Measured(carpets) => {
                let line = |(i, carpet): (usize, &MeasuredCarpet)| {
                    let Material { price, unit } = carpet.material.terms;
                    let quantity = carpet.measure.quantity(unit, i)?;
                    Ok(Line::of(LineKind::Service, &carpet.material, unit, quantity, price))
                };
                carpets.iter().enumerate().map(line).collect()
            }
            Self::Sized(size) => {
                let price = size.terms.price;
                Ok(vec![Line::of(LineKind::Service, size, Unit::Pcs, Quantity::ONE, price)])
            }
        }
    }
}
